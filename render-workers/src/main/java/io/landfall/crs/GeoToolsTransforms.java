package io.landfall.crs;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.landfall.crs.DatumShift.Ellipsoid;
import io.landfall.crs.TransformedArea.RasterArea;
import io.landfall.model.Aoi;
import io.landfall.model.CrsCodes;
import io.landfall.model.CrsDefinition;
import io.landfall.model.CrsDefinition.Method;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.RasterGeometry;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.crs.WarpedPixels;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Coordinate systems and transforms of the EPSG database, by GeoTools; the ways between datums are
 * those of {@link DatumChooser}. The first use in a process takes seconds: call {@link #warmUp}
 * early, on a thread of its own.
 */
public final class GeoToolsTransforms implements CoordinateTransforms {
  private static final int WEB_MERCATOR = 3857;
  private static final int MAX_TRANSFORMS = 1000;

  /** Codes whose method GeoTools lacks, or has for a sphere only, or of another axis. */
  private static final Map<Integer, CrsDefinition> BY_NUMBERS =
      Map.of(
          6933, CrsCodes.definition(6933).orElseThrow(),
          3975, CrsCodes.definition(6933).orElseThrow(),
          3410,
              CrsDefinition.of(Method.CYLINDRICAL_EQUAL_AREA, 4053)
                  .withEllipsoid(6_371_228, 0)
                  .withParallels(30, 0),
          8857, CrsCodes.definition(8857).orElseThrow(),
          8858, CrsCodes.definition(8858).orElseThrow(),
          8859, CrsCodes.definition(8859).orElseThrow());

  /** Kept here, since java.util.logging forgets the level of a logger that nobody holds. */
  private static final List<Logger> LOGGERS =
      List.of(Logger.getLogger("org.geotools"), Logger.getLogger("org.hsqldb"));

  static {
    // GeoTools logs through java.util.logging, to the console unless told otherwise; what matters
    // comes as an exception.
    LOGGERS.forEach(logger -> logger.setLevel(Level.SEVERE));
    System.setProperty(
        "hsqldb.reconfig_logging", "false"); // else HSQLDB takes over the JVM's logging
  }

  private final CrsSystems systems;
  private final DatumChanges datums;
  private final Cache<TransformKey, CoordinateTransform> transforms;
  private final Cache<CrsDefinition, PlaneTransforms> planes; // each file may hold another
  private final Map<Integer, Double> periods;

  /** A CRS by its code, or by its numbers. */
  private record Crs(int epsg, CrsDefinition numbers) {
    static Crs of(int epsg) {
      CrsDefinition known = BY_NUMBERS.get(epsg);
      return known == null ? new Crs(epsg, null) : new Crs(0, known);
    }

    static Crs of(RasterGeometry raster) {
      return raster.crs() == null ? of(raster.epsg()) : new Crs(0, raster.crs());
    }

    /** Returns a code that tells the datum. */
    int datumEpsg() {
      return numbers == null ? epsg : numbers.geographicEpsg();
    }
  }

  /** One way; between the same two there are others in other areas. */
  private record TransformKey(Crs from, Crs to, DatumChange change) {}

  /** Makes the transforms of a process, where the area does not matter. */
  public GeoToolsTransforms() {
    this.systems = new CrsSystems();
    this.datums = new DatumChanges(systems);
    this.transforms =
        Caffeine.newBuilder().maximumSize(MAX_TRANSFORMS).executor(Runnable::run).build();
    this.planes = Caffeine.newBuilder().maximumSize(MAX_TRANSFORMS).executor(Runnable::run).build();
    this.periods = new ConcurrentHashMap<>();
  }

  private GeoToolsTransforms(GeoToolsTransforms everywhere, TransformedArea area) {
    this.systems = everywhere.systems;
    this.datums = everywhere.datums.in(area);
    this.transforms = everywhere.transforms;
    this.planes = everywhere.planes;
    this.periods = everywhere.periods;
  }

  /**
   * Says where the EPSG database is unpacked, before it is first opened; else it would lie under a
   * name that all accounts know, in the folder for temporary files that all can write to.
   *
   * @param folder that is there, and that no other account can write to
   */
  public static void keepDatabaseIn(Path folder) {
    CrsSystems.keepDatabaseIn(folder);
  }

  /** Opens the EPSG database and makes the most used transform, so that later calls are quick. */
  public void warmUp() {
    between(CrsCodes.WGS84, WEB_MERCATOR);
  }

  @Override
  public CoordinateTransforms over(Collection<RasterGeometry> rasters, Aoi mask, int outputEpsg) {
    int output = Crs.of(outputEpsg).datumEpsg();
    boolean one =
        mask == null
            && rasters.stream()
                .allMatch(raster -> !datums.differ(Crs.of(raster).datumEpsg(), output));
    if (one) {
      return this; // nothing to choose
    }
    LonLatBox crop = mask == null ? null : TransformedArea.box(mask);
    List<RasterArea> areas =
        rasters.stream()
            .flatMap(raster -> raster.extremes().stream()) // no terrain model needs to be read
            .distinct()
            .map(
                raster ->
                    RasterArea.of(
                        datums.datum(Crs.of(raster).datumEpsg()),
                        raster,
                        WarpedPixels.from(raster, toLonLat(Crs.of(raster)), this::heights),
                        containsPole(raster),
                        crop))
            .toList();
    return new GeoToolsTransforms(this, new TransformedArea(areas, datums.datum(output)));
  }

  @Override
  public CoordinateTransform between(int fromEpsg, int toEpsg) {
    return between(Crs.of(fromEpsg), Crs.of(toEpsg));
  }

  @Override
  public CoordinateTransform between(RasterGeometry from, int toEpsg) {
    return WarpedPixels.from(from, between(Crs.of(from), Crs.of(toEpsg)), this::heights);
  }

  @Override
  public CoordinateTransform between(int fromEpsg, RasterGeometry to) {
    return WarpedPixels.to(
        to,
        between(Crs.of(fromEpsg), Crs.of(to)),
        to.crs() == null ? period(to.epsg()) : 0,
        this::heights);
  }

  @Override
  public Optional<String> warning(RasterGeometry from, int toEpsg) {
    return datums.warning(Crs.of(from).datumEpsg(), Crs.of(toEpsg).datumEpsg());
  }

  @Override
  public Optional<String> warning(int fromEpsg, int toEpsg) {
    return datums.warning(Crs.of(fromEpsg).datumEpsg(), Crs.of(toEpsg).datumEpsg());
  }

  @Override
  public int plane(int epsg) {
    return systems.plane(epsg);
  }

  @Override
  public boolean isGeographic(int epsg) {
    return !BY_NUMBERS.containsKey(epsg) && systems.isGeographic(epsg);
  }

  @Override
  public double metresPerUnit(int epsg) {
    CrsDefinition numbers = BY_NUMBERS.get(epsg);
    return numbers == null ? systems.metresPerUnit(epsg) : numbers.metresPerUnit();
  }

  @Override
  public double period(int epsg) {
    return periods.computeIfAbsent(
        epsg,
        code -> {
          if (isGeographic(code)) {
            return systems.fullCircle(code);
          }
          CrsDefinition numbers = BY_NUMBERS.get(code);
          boolean repeats =
              numbers == null
                  ? systems.isCylindrical(code)
                  : numbers.method() == Method.CYLINDRICAL_EQUAL_AREA;
          if (!repeats) {
            return 0.0;
          }
          double[] x = {0, 1};
          double[] y = {0, 0};
          fromLonLat(Crs.of(code)).transform(x, y, 2);
          return 360 * (x[1] - x[0]);
        });
  }

  @Override
  public Optional<String> wellKnownText(int epsg) {
    return BY_NUMBERS.containsKey(epsg)
        ? Optional.empty() // GeoTools has another method, or none
        : Optional.of(systems.wellKnownText(epsg));
  }

  private CoordinateTransform between(Crs from, Crs to) {
    if (from.equals(to)) {
      if (from.numbers == null) {
        systems.check(from.epsg);
      }
      return (x, y, count) -> {};
    }
    checkBase(from);
    checkBase(to);
    DatumChange change = datums.between(from.datumEpsg(), to.datumEpsg());
    var key = new TransformKey(from, to, change);
    CoordinateTransform known = transforms.getIfPresent(key);
    if (known == null) {
      known = make(from, to, change);
      transforms.put(key, known);
    }
    return known;
  }

  private CoordinateTransform make(Crs from, Crs to, DatumChange change) {
    CoordinateTransform shift = change == null ? null : datums.transform(change);
    if (shift == null && from.numbers == null && to.numbers == null) {
      return systems.between(from.epsg, to.epsg);
    }
    CoordinateTransform here = toLonLat(from);
    return PlaneTransforms.concatenate(
        shift == null ? here : PlaneTransforms.concatenate(here, shift), fromLonLat(to));
  }

  /** Returns the way to longitude and latitude on the CRS's own datum. */
  private CoordinateTransform toLonLat(Crs crs) {
    return crs.numbers == null ? systems.toLonLat(crs.epsg) : plane(crs.numbers).toLonLat();
  }

  private CoordinateTransform fromLonLat(Crs crs) {
    return crs.numbers == null ? systems.fromLonLat(crs.epsg) : plane(crs.numbers).fromLonLat();
  }

  private PlaneTransforms plane(CrsDefinition crs) {
    return planes.get(crs, this::make);
  }

  private PlaneTransforms make(CrsDefinition crs) {
    double flattening = crs.inverseFlattening() == 0 ? 0 : 1 / crs.inverseFlattening();
    Ellipsoid ellipsoid =
        crs.semiMajor() == 0
            ? systems.ellipsoid(crs.geographicEpsg())
            : new Ellipsoid(crs.semiMajor(), flattening * (2 - flattening));
    return PlaneTransforms.of(crs, ellipsoid);
  }

  /** Fails where the code that a definition builds on is known, but not of latitudes. */
  private void checkBase(Crs crs) {
    if (crs.numbers == null) {
      systems.check(crs.epsg);
      return;
    }
    try {
      if (isGeographic(crs.datumEpsg())) {
        return;
      }
    } catch (ExportFailure unknown) {
      if (crs.numbers.semiMajor() != 0) {
        return;
      }
      throw unknown;
    }
    throw new ExportFailure(
        ErrorCode.CRS_UNKNOWN,
        "Cannot use the CRS of a scene (%s): EPSG:%d, on which it builds, is not geographic. Reproject the scene, as with gdalwarp, first."
            .formatted(crs.numbers, crs.datumEpsg()));
  }
}
