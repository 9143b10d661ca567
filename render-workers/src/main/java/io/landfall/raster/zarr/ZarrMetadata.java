package io.landfall.raster.zarr;

import static io.landfall.raster.zarr.ZarrJson.object;

import io.landfall.model.PixelGrid;
import io.landfall.model.Rescaling;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.OutputCalibration;
import io.landfall.model.plan.OutputMask;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What the arrays of an output tell of themselves: the conventions {@code multiscales}, {@code
 * spatial} and {@code proj:} of GeoZarr, and those of CF that xarray and rioxarray read.
 */
final class ZarrMetadata {
  static final String DATA = "data";
  static final String MASK = "mask";
  private static final String GRID_MAPPING = "spatial_ref";
  private static final String CONVENTIONS = "https://github.com/zarr-conventions/";

  private final ExportPlan plan;
  private final PixelGrid grid;
  private final OutputBands bands;
  private final String wkt;
  private final boolean isGeographic;

  /**
   * @param wkt of the CRS; {@code null}: there is only its code
   */
  ZarrMetadata(ExportPlan plan, String wkt, boolean isGeographic) {
    this.plan = plan;
    this.grid = plan.grid();
    this.bands = plan.bands();
    this.wkt = wkt;
    this.isGeographic = isGeographic;
  }

  /** Describes the group of all levels. */
  Map<String, Object> root(List<ZarrLevel> levels) {
    List<Object> layout = new ArrayList<>();
    for (ZarrLevel level : levels) {
      Map<String, Object> one = object("asset", level.name());
      if (level.number() > 0) {
        one.put("derived_from", String.valueOf(level.number() - 1));
        one.put("transform", object("scale", List.of(2.0, 2.0), "translation", List.of(0.0, 0.0)));
      }
      one.put("spatial:shape", List.of(level.height(), level.width()));
      one.put("spatial:transform", transform(level));
      layout.add(one);
    }
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put(
        "zarr_conventions",
        List.of(
            convention("multiscales", "multiscales", "d35379db-88df-4056-af3a-620245f8e347"),
            convention("spatial", "spatial", "689b58e2-cf7b-45e0-9fff-9cfc0883d6b4"),
            convention("proj:", "proj", "f17cb550-5864-4468-aeb7-f3180cfb622f")));
    attributes.put(
        "multiscales",
        object(
            "layout",
            layout,
            "resampling_method",
            plan.format().overviewResampling().name().toLowerCase(Locale.ROOT)));
    attributes.putAll(placed());
    attributes.put("Conventions", "CF-1.10");
    attributes.put("title", plan.deliveredName().replaceFirst("\\.zarr\\.zip$", ""));
    attributes.put("source", String.join(", ", plan.scenes().stream().map(s -> s.name()).toList()));
    attributes.put("history", plan.software());
    return ZarrArrays.group(attributes);
  }

  private static Map<String, Object> convention(String name, String repository, String uuid) {
    return object(
        "name",
        name,
        "uuid",
        uuid,
        "spec_url",
        CONVENTIONS + repository + "/blob/v1/README.md",
        "schema_url",
        "https://raw.githubusercontent.com/zarr-conventions/"
            + repository
            + "/refs/tags/v1/schema.json");
  }

  private Map<String, Object> placed() {
    return object(
        "proj:code",
        "EPSG:" + grid.epsg(),
        "spatial:dimensions",
        List.of("y", "x"),
        "spatial:bbox",
        List.of(grid.west(), grid.south(), grid.east(), grid.north()));
  }

  private List<Double> transform(ZarrLevel level) {
    double scale = level.scale();
    return List.of(
        grid.pixelWidth() * scale,
        0.0,
        grid.west(),
        0.0,
        -grid.pixelHeight() * scale,
        grid.north());
  }

  /** Describes the group of a level. */
  Map<String, Object> group(ZarrLevel level) {
    Map<String, Object> attributes = placed();
    attributes.put("spatial:shape", List.of(level.height(), level.width()));
    attributes.put("spatial:transform", transform(level));
    return ZarrArrays.group(attributes);
  }

  /** Describes the pixels of a level: bands, rows, columns. */
  Map<String, Object> data(ZarrLevel level) {
    return ZarrArrays.sharded(
        bands.type().name().toLowerCase(Locale.ROOT),
        List.of(bands.samplesPerPixel(), level.height(), level.width()),
        level.chunk(),
        level.chunksOfShard(),
        fill(),
        plan.format().compression(),
        plan.format().level(),
        List.of("band", "y", "x"),
        dataAttributes());
  }

  /** Returns the value of pixels without data, as the tiles have it. */
  private Object fill() {
    double value = bands.nodata() == null || bands.mask() != null ? 0 : bands.nodata();
    return number(value);
  }

  private Object number(double value) {
    return bands.type().isFloating() ? (Object) value : (Object) (long) value;
  }

  private Map<String, Object> dataAttributes() {
    List<String> names = new ArrayList<>(bands.names());
    if (bands.mask() == OutputMask.ALPHA) {
      names.add("alpha");
    }
    Map<String, Object> attributes = object("long_name", names, "grid_mapping", GRID_MAPPING);
    if (bands.nodata() != null && bands.mask() == null) {
      attributes.put("_FillValue", fillValue(bands.nodata()));
    }
    if (bands.mask() == OutputMask.INTERNAL) {
      attributes.put("ancillary_variables", MASK);
    }
    Rescaling calibration = calibrationOfAll();
    if (calibration != null) {
      attributes.put("scale_factor", calibration.scale());
      attributes.put("add_offset", calibration.offset());
    }
    String unit = unitOfAll();
    if (unit != null) {
      attributes.put("units", unit);
    }
    attributes.put("bands", IntStream.range(0, bands.count()).mapToObj(this::band).toList());
    attributes.put("_CRS", object("url", "http://www.opengis.net/def/crs/EPSG/0/" + grid.epsg()));
    return attributes;
  }

  /** Returns it as xarray reads it: of floating point its eight bytes in base 64. */
  private Object fillValue(double value) {
    return bands.type().isFloating()
        ? Base64.getEncoder()
            .encodeToString(
                ByteBuffer.allocate(Double.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putDouble(value)
                    .array())
        : number(value);
  }

  /** Opacity has none: where there is such a band, each band tells its own. */
  private Rescaling calibrationOfAll() {
    var told = new HashSet<Rescaling>();
    IntStream.range(0, bands.count()).forEach(i -> told.add(OutputCalibration.of(plan, i)));
    return told.size() == 1 && bands.mask() != OutputMask.ALPHA ? told.iterator().next() : null;
  }

  private String unitOfAll() {
    var told = new HashSet<String>();
    IntStream.range(0, bands.count()).forEach(i -> told.add(bands.details(i).unit()));
    return told.size() == 1 ? told.iterator().next() : null;
  }

  private Map<String, Object> band(int band) {
    Rescaling calibration = OutputCalibration.of(plan, band);
    return object(
        "name",
        bands.names().get(band),
        "scale",
        calibration == null ? null : calibration.scale(),
        "offset",
        calibration == null ? null : calibration.offset(),
        "unit",
        bands.details(band).unit());
  }

  /** Describes which pixels of a level have data. */
  Map<String, Object> mask(ZarrLevel level) {
    return ZarrArrays.sharded(
        "uint8",
        List.of(level.height(), level.width()),
        level.chunk(),
        level.chunksOfShard(),
        0,
        plan.format().compression(),
        plan.format().level(),
        List.of("y", "x"),
        object(
            "long_name",
            "pixels with data",
            "flag_values",
            List.of(0, 1),
            "flag_meanings",
            "no_data data",
            "grid_mapping",
            GRID_MAPPING));
  }

  /** Describes the centres of columns or rows. */
  Map<String, Object> axis(String name, int length) {
    boolean x = name.equals("x");
    return ZarrArrays.whole(
        "float64",
        List.of(length),
        List.of(name),
        object(
            "axis",
            name.toUpperCase(Locale.ROOT),
            "standard_name",
            isGeographic
                ? x ? "longitude" : "latitude"
                : x ? "projection_x_coordinate" : "projection_y_coordinate",
            "units",
            isGeographic ? x ? "degrees_east" : "degrees_north" : null));
  }

  /** Describes the numbers of bands. */
  Map<String, Object> bandAxis() {
    return ZarrArrays.whole("int32", List.of(bands.samplesPerPixel()), List.of("band"), object());
  }

  /** Describes the CRS and the grid of a level. */
  Map<String, Object> gridMapping(ZarrLevel level) {
    List<Double> affine = transform(level);
    String geoTransform =
        String.join(
            " ", List.of(2, 0, 1, 5, 3, 4).stream().map(i -> affine.get(i).toString()).toList());
    return ZarrArrays.whole(
        "int32",
        List.of(),
        List.of(),
        object(
            "crs_wkt",
            Objects.requireNonNullElse(wkt, "EPSG:" + grid.epsg()),
            "spatial_ref",
            Objects.requireNonNullElse(wkt, "EPSG:" + grid.epsg()),
            "epsg_code",
            "EPSG:" + grid.epsg(),
            "GeoTransform",
            geoTransform));
  }

  static String gridMappingName() {
    return GRID_MAPPING;
  }
}
