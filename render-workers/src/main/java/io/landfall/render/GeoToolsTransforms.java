package io.landfall.render;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.CoordinateTransforms;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.geotools.api.referencing.FactoryException;
import org.geotools.api.referencing.crs.CoordinateReferenceSystem;
import org.geotools.api.referencing.crs.GeographicCRS;
import org.geotools.api.referencing.operation.MathTransform;
import org.geotools.api.referencing.operation.TransformException;
import org.geotools.referencing.CRS;

/**
 * Coordinate systems and transforms of the EPSG database, by GeoTools. The first use in a process
 * takes seconds: call {@link #warmUp} early, on a thread of its own.
 */
public final class GeoToolsTransforms implements CoordinateTransforms {
  private static final int LONGITUDE_LATITUDE = 4326;
  private static final int WEB_MERCATOR = 3857;

  private final Map<Integer, CoordinateReferenceSystem> systems = new ConcurrentHashMap<>();
  private final Map<Long, CoordinateTransform> transforms = new ConcurrentHashMap<>();

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
    between(LONGITUDE_LATITUDE, WEB_MERCATOR);
  }

  @Override
  public CoordinateTransform between(int fromEpsg, int toEpsg) {
    if (fromEpsg == toEpsg) {
      system(fromEpsg);
      return (x, y, count) -> {};
    }
    return transforms.computeIfAbsent(
        (long) fromEpsg << 32 | toEpsg,
        key -> {
          try {
            MathTransform math = CRS.findMathTransform(system(fromEpsg), system(toEpsg), true);
            return (x, y, count) -> transform(math, x, y, count);
          } catch (FactoryException e) {
            throw new ExportFailure(
                ErrorCode.CRS_UNKNOWN,
                "Cannot project from EPSG:%d to EPSG:%d: no transform is known. Choose another output projection."
                    .formatted(fromEpsg, toEpsg),
                e);
          }
        });
  }

  @Override
  public boolean isGeographic(int epsg) {
    return system(epsg) instanceof GeographicCRS;
  }

  private CoordinateReferenceSystem system(int epsg) {
    return systems.computeIfAbsent(
        epsg,
        code -> {
          try {
            return plane(code, CRS.decode("EPSG:" + code, true));
          } catch (FactoryException e) {
            throw new ExportFailure(
                ErrorCode.CRS_UNKNOWN,
                "Cannot find EPSG:%d: no such coordinate reference system is known. Give the code of another, such as 3857 or 4326."
                    .formatted(code),
                e);
          }
        });
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

  private static void transform(MathTransform math, double[] x, double[] y, int count) {
    double[] points = new double[2 * count];
    for (int i = 0; i < count; i++) {
      points[2 * i] = x[i];
      points[2 * i + 1] = y[i];
    }
    try {
      math.transform(points, 0, points, 0, count);
    } catch (TransformException e) {
      oneByOne(math, x, y, count, points); // one bad point spoils them all
      return;
    }
    for (int i = 0; i < count; i++) {
      put(points, i, x, y);
    }
  }

  private static void oneByOne(
      MathTransform math, double[] x, double[] y, int count, double[] points) {
    for (int i = 0; i < count; i++) {
      points[0] = x[i];
      points[1] = y[i];
      try {
        math.transform(points, 0, points, 0, 1);
        put(points, 0, x, i, y);
      } catch (TransformException e) {
        x[i] = Double.NaN;
        y[i] = Double.NaN;
      }
    }
  }

  private static void put(double[] points, int point, double[] x, double[] y) {
    put(points, point, x, point, y);
  }

  private static void put(double[] points, int point, double[] x, int at, double[] y) {
    boolean finite = Double.isFinite(points[2 * point]) && Double.isFinite(points[2 * point + 1]);
    x[at] = finite ? points[2 * point] : Double.NaN;
    y[at] = finite ? points[2 * point + 1] : Double.NaN;
  }
}
