package io.landfall.crs;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.landfall.model.CrsCodes;
import io.landfall.model.CrsDefinition;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.RasterGeometry;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.crs.CylindricalProjection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.geotools.api.referencing.FactoryException;
import org.geotools.api.referencing.crs.CoordinateReferenceSystem;
import org.geotools.api.referencing.crs.GeographicCRS;
import org.geotools.api.referencing.crs.ProjectedCRS;
import org.geotools.api.referencing.datum.Ellipsoid;
import org.geotools.api.referencing.operation.MathTransform;
import org.geotools.api.referencing.operation.TransformException;
import org.geotools.referencing.CRS;
import org.geotools.referencing.operation.transform.ConcatenatedTransform;

/**
 * Coordinate systems and transforms of the EPSG database, by GeoTools. The first use in a process
 * takes seconds: call {@link #warmUp} early, on a thread of its own.
 */
public final class GeoToolsTransforms implements CoordinateTransforms {
  private static final int WEB_MERCATOR = 3857;
  private static final int MAX_TRANSFORMS = 1000;
  private static final int DATUM_POINTS = 49;

  /** About a centimetre. */
  private static final double ONE_DATUM_DEGREES = 1e-7;

  /** Codes whose method GeoTools lacks. */
  private static final Map<Integer, CrsDefinition> BY_NUMBERS =
      Map.of(6933, CrsCodes.definition(6933).orElseThrow());

  /** Methods whose x depends on the longitude only. */
  private static final Set<String> CYLINDRICAL =
      Set.of(
          "Popular Visualisation Pseudo Mercator",
          "Mercator (variant A)",
          "Mercator (variant B)",
          "Equidistant Cylindrical",
          "Equidistant Cylindrical (Spherical)");

  private final Map<Integer, CoordinateReferenceSystem> systems = new ConcurrentHashMap<>();
  private final Cache<Long, CoordinateTransform> transforms =
      Caffeine.newBuilder().maximumSize(MAX_TRANSFORMS).executor(Runnable::run).build();
  private final Cache<CrsDefinition, PlaneTransforms> planes = // each file may hold another
      Caffeine.newBuilder().maximumSize(MAX_TRANSFORMS).executor(Runnable::run).build();
  private final Map<Integer, Double> periods = new ConcurrentHashMap<>();

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

  /** Opens the EPSG database and makes the most used transform, so that later calls are quick. */
  public void warmUp() {
    between(CrsCodes.WGS84, WEB_MERCATOR);
  }

  @Override
  public CoordinateTransform between(int fromEpsg, int toEpsg) {
    if (fromEpsg == toEpsg) {
      checkKnown(fromEpsg);
      return (x, y, count) -> {};
    }
    long key = (long) fromEpsg << 32 | toEpsg;
    CoordinateTransform known = transforms.getIfPresent(key);
    if (known == null) { // not get with a loader: one may be made of another
      known = make(fromEpsg, toEpsg);
      transforms.put(key, known);
    }
    return known;
  }

  @Override
  public CoordinateTransform between(RasterGeometry from, int toEpsg) {
    return from.crs() == null
        ? between(from.epsg(), toEpsg)
        : concatenate(plane(from.crs()).toLonLat(), fromBase(from.crs(), toEpsg));
  }

  @Override
  public CoordinateTransform between(int fromEpsg, RasterGeometry to) {
    return to.crs() == null
        ? between(fromEpsg, to.epsg())
        : concatenate(toBase(fromEpsg, to.crs()), plane(to.crs()).fromLonLat());
  }

  @Override
  public boolean isGeographic(int epsg) {
    return !BY_NUMBERS.containsKey(epsg) && system(epsg) instanceof GeographicCRS;
  }

  @Override
  public double period(int epsg) {
    return periods.computeIfAbsent(
        epsg,
        code -> {
          if (isGeographic(code)) {
            return 360.0;
          }
          boolean repeats =
              BY_NUMBERS.containsKey(code)
                  || system(code) instanceof ProjectedCRS projected
                      && CYLINDRICAL.contains(
                          projected.getConversionFromBase().getMethod().getName().getCode());
          if (!repeats) {
            return 0.0;
          }
          double[] x = {0, 1};
          double[] y = {0, 0};
          between(CrsCodes.WGS84, code).transform(x, y, 2);
          return 360 * (x[1] - x[0]);
        });
  }

  private CoordinateTransform make(int fromEpsg, int toEpsg) {
    CrsDefinition from = BY_NUMBERS.get(fromEpsg);
    if (from != null) {
      return concatenate(plane(from).toLonLat(), between(from.geographicEpsg(), toEpsg));
    }
    CrsDefinition to = BY_NUMBERS.get(toEpsg);
    if (to != null) {
      return concatenate(between(fromEpsg, to.geographicEpsg()), plane(to).fromLonLat());
    }
    CoordinateReferenceSystem source = system(fromEpsg);
    try {
      MathTransform math = mathTransform(source, system(toEpsg));
      CoordinateTransform transform =
          InterleavedPoints.of((points, n) -> math.transform(points, 0, points, 0, n));
      return source instanceof GeographicCRS
          ? concatenate(GeoToolsTransforms::wrap, transform)
          : transform;
    } catch (FactoryException e) {
      throw new ExportFailure(
          ErrorCode.CRS_UNKNOWN,
          "Cannot project from EPSG:%d to EPSG:%d: no transform is known. Choose another output projection."
              .formatted(fromEpsg, toEpsg),
          e);
    }
  }

  /**
   * Finds the way between two systems. Datums that agree to a centimetre (WGS 84 with NAD83 or
   * ETRS89) are one: the way over geocentric coordinates that GeoTools takes between them is off by
   * some millimetres, and then one pixel in ten thousand is its neighbour.
   */
  private static MathTransform mathTransform(
      CoordinateReferenceSystem source, CoordinateReferenceSystem target) throws FactoryException {
    GeographicCRS from = base(source);
    GeographicCRS to = base(target);
    if (from != null
        && to != null
        && !CRS.equalsIgnoreMetadata(from, to)
        && isSameDatum(from, to)) {
      return ConcatenatedTransform.create(
          CRS.findMathTransform(source, from, true), CRS.findMathTransform(to, target, true));
    }
    return CRS.findMathTransform(source, target, true);
  }

  private static GeographicCRS base(CoordinateReferenceSystem system) {
    CoordinateReferenceSystem base =
        system instanceof ProjectedCRS projected ? projected.getBaseCRS() : system;
    return base instanceof GeographicCRS geographic ? geographic : null;
  }

  private static boolean isSameDatum(GeographicCRS from, GeographicCRS to) {
    double[] before = new double[2 * DATUM_POINTS];
    for (int i = 0; i < DATUM_POINTS; i++) {
      before[2 * i] = (i % 7 - 3) * 25; // all over the world, in either order of the axes
      before[2 * i + 1] = (i / 7 - 3) * 25;
    }
    double[] after = new double[before.length];
    try {
      CRS.findMathTransform(from, to, true).transform(before, 0, after, 0, DATUM_POINTS);
    } catch (FactoryException | TransformException e) {
      return false; // no way between them that holds everywhere
    }
    boolean one = true;
    for (int i = 0; i < before.length; i++) {
      one &= Math.abs(after[i] - before[i]) <= ONE_DATUM_DEGREES;
    }
    return one;
  }

  /** The two ways between a plane and longitude and latitude. */
  private record PlaneTransforms(CoordinateTransform fromLonLat, CoordinateTransform toLonLat) {}

  private PlaneTransforms plane(CrsDefinition crs) {
    return planes.get(crs, this::make);
  }

  /** Fails where the code that a definition builds on is known, but not of latitudes. */
  private void checkBase(CrsDefinition crs) {
    try {
      if (isGeographic(crs.geographicEpsg())) {
        return;
      }
    } catch (ExportFailure unknown) {
      if (crs.semiMajor() != 0) {
        return;
      }
      throw unknown;
    }
    throw new ExportFailure(
        ErrorCode.CRS_UNKNOWN,
        "Cannot use the CRS of a scene (%s): EPSG:%d, on which it builds, is not geographic. Reproject the scene, as with gdalwarp, first."
            .formatted(crs, crs.geographicEpsg()));
  }

  private PlaneTransforms make(CrsDefinition crs) {
    checkBase(crs);
    double semiMajor = crs.semiMajor();
    double inverseFlattening = crs.inverseFlattening();
    if (semiMajor == 0) {
      Ellipsoid ellipsoid = CRS.getEllipsoid(system(crs.geographicEpsg()));
      semiMajor = ellipsoid.getSemiMajorAxis();
      inverseFlattening = ellipsoid.isSphere() ? 0 : ellipsoid.getInverseFlattening();
    }
    double flattening = inverseFlattening == 0 ? 0 : 1 / inverseFlattening;
    try {
      PlaneTransforms plane =
          switch (crs.method()) {
            case CYLINDRICAL_EQUAL_AREA, SINUSOIDAL, EQUIDISTANT_CYLINDRICAL -> {
              double e2 = flattening * (2 - flattening);
              CylindricalProjection cylinders = new CylindricalProjection(crs, semiMajor, e2);
              yield new PlaneTransforms(cylinders.forward(), cylinders.inverse());
            }
            default -> {
              var projection = DefinedProjection.of(crs, semiMajor, semiMajor * (1 - flattening));
              yield new PlaneTransforms(
                  concatenate(GeoToolsTransforms::wrap, projection.fromLonLat()),
                  projection.toLonLat());
            }
          };
      double unit = crs.metresPerUnit();
      return new PlaneTransforms(
          concatenate(
              plane.fromLonLat,
              affine(1 / unit, crs.falseEasting() / unit, crs.falseNorthing() / unit)),
          concatenate(affine(unit, -crs.falseEasting(), -crs.falseNorthing()), plane.toLonLat));
    } catch (IllegalArgumentException e) {
      throw new ExportFailure(
          ErrorCode.CRS_UNKNOWN,
          "Cannot use the CRS of a scene (%s): %s. Reproject the scene, as with gdalwarp, first."
              .formatted(crs, e.getMessage()),
          e);
    }
  }

  /**
   * Returns the way from the longitude and latitude under a definition. A datum that cannot be
   * joined with others, as that of a bare ellipsoid, counts as WGS 84.
   */
  private CoordinateTransform fromBase(CrsDefinition crs, int toEpsg) {
    try {
      return between(crs.geographicEpsg(), toEpsg);
    } catch (ExportFailure e) {
      return between(CrsCodes.WGS84, toEpsg);
    }
  }

  private CoordinateTransform toBase(int fromEpsg, CrsDefinition crs) {
    try {
      return between(fromEpsg, crs.geographicEpsg());
    } catch (ExportFailure e) {
      return between(fromEpsg, CrsCodes.WGS84);
    }
  }

  private static CoordinateTransform concatenate(
      CoordinateTransform first, CoordinateTransform second) {
    return (x, y, count) -> {
      first.transform(x, y, count);
      second.transform(x, y, count);
    };
  }

  private static CoordinateTransform affine(double scale, double addX, double addY) {
    return (x, y, count) -> {
      for (int i = 0; i < count; i++) {
        x[i] = x[i] * scale + addX;
        y[i] = y[i] * scale + addY;
      }
    };
  }

  /** Moves longitudes beyond 180 degrees to where they are known. */
  private static void wrap(double[] x, double[] y, int count) {
    for (int i = 0; i < count; i++) {
      if (Math.abs(x[i]) > 180) {
        x[i] -= 360 * Math.rint(x[i] / 360);
      }
    }
  }

  /** Fails where nothing is known of a code. */
  private void checkKnown(int epsg) {
    if (!BY_NUMBERS.containsKey(epsg)) {
      system(epsg);
    }
  }

  private CoordinateReferenceSystem system(int epsg) {
    return systems.computeIfAbsent(
        epsg,
        code -> {
          try {
            return plane(code, CRS.decode("EPSG:" + code, true));
          } catch (FactoryException e) {
            failWithoutDatabase(code);
            throw new ExportFailure(
                ErrorCode.CRS_UNKNOWN,
                "Cannot find EPSG:%d: no such coordinate reference system is known. Give the code of another, such as 3857 or 4326."
                    .formatted(code),
                e);
          }
        });
  }

  /** A node whose database does not open knows no code at all, which is not the caller's fault. */
  private static void failWithoutDatabase(int epsg) {
    try {
      CRS.decode("EPSG:" + CrsCodes.WGS84, true);
    } catch (FactoryException e) {
      throw new ExportFailure(
          ErrorCode.INTERNAL,
          "Cannot look up EPSG:%d: the database of coordinate reference systems does not open on this node. Give its temporary folder %s 64 MB of room."
              .formatted(epsg, System.getProperty("java.io.tmpdir")),
          e);
    }
  }

  private static CoordinateReferenceSystem plane(int epsg, CoordinateReferenceSystem system) {
    if (system.getCoordinateSystem().getDimension() != 2) {
      throw new ExportFailure(
          ErrorCode.CRS_UNKNOWN,
          "Cannot use EPSG:%d: it has %d axes, a map has two. Give the code of another, such as 3857 or 4326."
              .formatted(epsg, system.getCoordinateSystem().getDimension()));
    }
    return system;
  }
}
