package io.landfall.raster;

import io.landfall.model.CrsDefinition;
import io.landfall.model.GeoTransform;
import io.landfall.model.Rescaling;
import io.landfall.model.SampleType;
import io.landfall.model.color.ColorTable;
import io.landfall.model.place.RationalMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a reader sees of a raster file before it decodes a pixel.
 *
 * @param format for people: {@code GeoTIFF} or {@code BigTIFF}
 * @param width of full resolution, in pixels
 * @param height of full resolution, in pixels
 * @param epsg code of the CRS; {@code null}: the file names none
 * @param crsNote why {@code epsg} or {@code transform} is {@code null} although the file says
 *     something of them, or that the transform is that of control points; else {@code null}
 * @param transform {@code null}: the file has no usable one
 * @param pixelIsPoint whether the file's tie points meant pixel centres (the transform already
 *     accounts for it)
 * @param bands at least one
 * @param compression for people: {@code DEFLATE}, {@code LZW}, {@code none}, ...
 * @param predictor 1, 2 or 3
 * @param tiled tiles or strips
 * @param blockWidth in pixels
 * @param blockHeight in pixels
 * @param interleave {@code PIXEL} or {@code BAND}
 * @param overviews sizes of the reduced images, largest first
 * @param stored how samples are stored, for people: {@code uint12}, {@code float16}, {@code int64};
 *     {@code cint16}: complex, of which each number makes two bands; each is read as the
 *     {@linkplain BandInfo#type type} of its band, which holds it, but integers of 64 bits as
 *     {@link SampleType#FLOAT64}, which rounds those beyond 2^53
 * @param crs the CRS in numbers, if the file gives it so and it has no code; else {@code null}
 * @param colors of the values of a palette; {@code null}: it is none
 * @param acquired when it was taken, as {@code 2024-06-01T10:20:30Z}; {@code null}: not told
 * @param warnings what of the file was dropped or read otherwise than it says, in sentences
 * @param controlPoints that place a raster without {@code transform}; empty: there are none
 * @param rational rational polynomial coefficients, at the height that they are made for; {@code
 *     null}: there are none
 * @param fileItems names of what the file says of itself as a whole, as its copyright: outputs do
 *     not have it
 */
public record RasterInfo(
    String format,
    int width,
    int height,
    Integer epsg,
    String crsNote,
    GeoTransform transform,
    boolean pixelIsPoint,
    List<BandInfo> bands,
    String compression,
    int predictor,
    boolean tiled,
    int blockWidth,
    int blockHeight,
    String interleave,
    List<Size> overviews,
    String stored,
    CrsDefinition crs,
    ColorTable colors,
    String acquired,
    List<String> warnings,
    List<ControlPoint> controlPoints,
    RationalMap rational,
    List<String> fileItems) {
  /** World files hold few digits. */
  private static final double NEARLY_THERE_PIXELS = 0.01;

  public RasterInfo {
    bands = List.copyOf(bands);
    overviews = List.copyOf(overviews);
    warnings = List.copyOf(warnings);
    controlPoints = List.copyOf(controlPoints);
    fileItems = List.copyOf(fileItems);
  }

  /**
   * Describes a raster of these bands; what is not set is that of one that has a single block of
   * the size of the raster, is not compressed and tells nothing else of itself.
   */
  public static RasterInfoBuilder builder(
      String format, int width, int height, List<BandInfo> bands) {
    return new RasterInfoBuilder(format, width, height, bands);
  }

  /** Returns a builder of what is as this. */
  public RasterInfoBuilder toBuilder() {
    return new RasterInfoBuilder(format, width, height, bands)
        .epsg(epsg)
        .crsNote(crsNote)
        .transform(transform)
        .pixelIsPoint(pixelIsPoint)
        .compression(compression)
        .predictor(predictor)
        .tiled(tiled)
        .blocks(blockWidth, blockHeight)
        .interleave(interleave)
        .overviews(overviews)
        .stored(stored)
        .crs(crs)
        .colors(colors)
        .acquired(acquired)
        .warnings(warnings)
        .controlPoints(controlPoints)
        .rational(rational)
        .fileItems(fileItems);
  }

  /** Returns this with other bands and warnings. */
  public RasterInfo withBands(List<BandInfo> others, List<String> otherWarnings) {
    return toBuilder().bands(others).warnings(otherWarnings).build();
  }

  /** Returns this with other overviews. */
  public RasterInfo withOverviews(List<Size> others) {
    return toBuilder().overviews(others).build();
  }

  /** Returns this where another file tells its pixels to lie. */
  public RasterInfo withTransform(GeoTransform other) {
    return toBuilder().transform(other).controlPoints(List.of()).build();
  }

  /** Returns this where control points tell its pixels to lie. */
  public RasterInfo withControlPoints(List<ControlPoint> points, String note) {
    return toBuilder().crsNote(note).transform(null).controlPoints(points).build();
  }

  /** Returns this with other rational polynomial coefficients. */
  public RasterInfo withRational(RationalMap other) {
    return toBuilder().rational(other).build();
  }

  /** Returns this with the CRS that another file tells, or why there is none. */
  public RasterInfo withCrs(Integer otherEpsg, CrsDefinition otherCrs, String otherNote) {
    return toBuilder().epsg(otherEpsg).crs(otherCrs).crsNote(otherNote).build();
  }

  /** Tells whether another transform puts the corners where its own does, nearly. */
  public boolean liesAt(GeoTransform other) {
    for (int corner = 0; corner < 4; corner++) {
      double column = corner % 2 == 0 ? 0 : width;
      double row = corner / 2 == 0 ? 0 : height;
      double x = other.x(column, row);
      double y = other.y(column, row);
      double away = Math.hypot(transform.column(x, y) - column, transform.row(x, y) - row);
      if (!(away <= NEARLY_THERE_PIXELS)) {
        return false;
      }
    }
    return true;
  }

  /** Tells whether each two bands are a complex number. */
  public boolean isComplex() {
    return stored.startsWith("c");
  }

  /**
   * Returns the size of a level, in pixels.
   *
   * @param level 0 is full resolution, then {@link #overviews} in order
   */
  public Size size(int level) {
    return level == 0 ? new Size(width, height) : overviews.get(level - 1);
  }

  /**
   * One band.
   *
   * @param name from the file's metadata, or its 1-based index
   * @param nodata {@code null}: none declared
   * @param color for people: {@code gray}, {@code red}, {@code alpha}, {@code palette}, {@code
   *     undefined}
   * @param calibration what the numbers stand for; {@code null}: themselves
   * @param unit of the calibrated numbers; {@code null}: not told
   * @param items further metadata of the band, by name
   */
  public record BandInfo(
      String name,
      SampleType type,
      Double nodata,
      String color,
      Rescaling calibration,
      String unit,
      Map<String, String> items) {
    public BandInfo {
      items = Map.copyOf(items);
    }

    /** Describes a band of which no more is told. */
    public BandInfo(String name, SampleType type, Double nodata, String color) {
      this(name, type, nodata, color, null, null, Map.of());
    }
  }

  /** A size, in pixels. */
  public record Size(int width, int height) {
    /** Tells whether an image of this size has every pixel of a rectangle, and that has any. */
    public boolean holds(PixelRect rect) {
      return rect.x0() >= 0
          && rect.y0() >= 0
          && rect.width() > 0
          && rect.height() > 0
          && rect.x0() <= width - rect.width()
          && rect.y0() <= height - rect.height();
    }
  }

  /** Puts a description together. */
  public static final class RasterInfoBuilder {
    private final String format;
    private int width;
    private int height;
    private Integer epsg;
    private String crsNote;
    private GeoTransform transform;
    private boolean pixelIsPoint;
    private List<BandInfo> bands;
    private String compression = "none";
    private int predictor = 1;
    private boolean tiled = true;
    private int blockWidth;
    private int blockHeight;
    private String interleave = "PIXEL";
    private List<Size> overviews = List.of();
    private String stored;
    private CrsDefinition crs;
    private ColorTable colors;
    private String acquired;
    private List<String> warnings = List.of();
    private List<ControlPoint> controlPoints = List.of();
    private RationalMap rational;
    private List<String> fileItems = List.of();

    private RasterInfoBuilder(String format, int width, int height, List<BandInfo> bands) {
      this.format = format;
      this.width = width;
      this.height = height;
      this.bands = bands;
      this.blockWidth = width;
      this.blockHeight = height;
    }

    /** Makes the description. */
    public RasterInfo build() {
      return new RasterInfo(
          format,
          width,
          height,
          epsg,
          crsNote,
          transform,
          pixelIsPoint,
          bands,
          compression,
          predictor,
          tiled,
          blockWidth,
          blockHeight,
          interleave,
          overviews,
          stored == null ? bands.get(0).type().name().toLowerCase(Locale.ROOT) : stored,
          crs,
          colors,
          acquired,
          warnings,
          controlPoints,
          rational,
          fileItems);
    }

    public RasterInfoBuilder width(int width) {
      this.width = width;
      return this;
    }

    public RasterInfoBuilder height(int height) {
      this.height = height;
      return this;
    }

    public RasterInfoBuilder epsg(Integer epsg) {
      this.epsg = epsg;
      return this;
    }

    public RasterInfoBuilder crsNote(String crsNote) {
      this.crsNote = crsNote;
      return this;
    }

    public RasterInfoBuilder transform(GeoTransform transform) {
      this.transform = transform;
      return this;
    }

    public RasterInfoBuilder pixelIsPoint(boolean pixelIsPoint) {
      this.pixelIsPoint = pixelIsPoint;
      return this;
    }

    public RasterInfoBuilder bands(List<BandInfo> bands) {
      this.bands = bands;
      return this;
    }

    public RasterInfoBuilder compression(String compression) {
      this.compression = compression;
      return this;
    }

    public RasterInfoBuilder predictor(int predictor) {
      this.predictor = predictor;
      return this;
    }

    public RasterInfoBuilder tiled(boolean tiled) {
      this.tiled = tiled;
      return this;
    }

    public RasterInfoBuilder blocks(int blockWidth, int blockHeight) {
      this.blockWidth = blockWidth;
      this.blockHeight = blockHeight;
      return this;
    }

    public RasterInfoBuilder interleave(String interleave) {
      this.interleave = interleave;
      return this;
    }

    public RasterInfoBuilder overviews(List<Size> overviews) {
      this.overviews = overviews;
      return this;
    }

    public RasterInfoBuilder stored(String stored) {
      this.stored = stored;
      return this;
    }

    public RasterInfoBuilder crs(CrsDefinition crs) {
      this.crs = crs;
      return this;
    }

    public RasterInfoBuilder colors(ColorTable colors) {
      this.colors = colors;
      return this;
    }

    public RasterInfoBuilder acquired(String acquired) {
      this.acquired = acquired;
      return this;
    }

    public RasterInfoBuilder fileItems(List<String> fileItems) {
      this.fileItems = fileItems;
      return this;
    }

    public RasterInfoBuilder warnings(List<String> warnings) {
      this.warnings = warnings;
      return this;
    }

    public RasterInfoBuilder controlPoints(List<ControlPoint> controlPoints) {
      this.controlPoints = controlPoints;
      return this;
    }

    public RasterInfoBuilder rational(RationalMap rational) {
      this.rational = rational;
      return this;
    }
  }
}
