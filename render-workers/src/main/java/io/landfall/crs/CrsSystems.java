package io.landfall.crs;

import io.landfall.model.CrsCodes;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.raster.CoordinateTransform;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.measure.Unit;
import javax.measure.quantity.Angle;
import javax.measure.quantity.Length;
import org.geotools.api.metadata.extent.GeographicBoundingBox;
import org.geotools.api.referencing.FactoryException;
import org.geotools.api.referencing.NoSuchAuthorityCodeException;
import org.geotools.api.referencing.crs.CoordinateReferenceSystem;
import org.geotools.api.referencing.crs.GeographicCRS;
import org.geotools.api.referencing.crs.ProjectedCRS;
import org.geotools.api.referencing.cs.AxisDirection;
import org.geotools.api.referencing.cs.CoordinateSystem;
import org.geotools.api.referencing.datum.Ellipsoid;
import org.geotools.api.referencing.operation.MathTransform;
import org.geotools.api.referencing.operation.NoninvertibleTransformException;
import org.geotools.measure.Units;
import org.geotools.referencing.CRS;
import org.geotools.referencing.factory.epsg.hsql.ThreadedHsqlEpsgFactory;
import org.geotools.referencing.operation.transform.AffineTransform2D;
import org.geotools.referencing.operation.transform.ConcatenatedTransform;
import org.geotools.referencing.wkt.Formattable;

/**
 * Coordinate systems by their EPSG codes, in the order of their axes that files have: east before
 * north, and the ways from them to longitude and latitude on their own datum, in degrees from
 * Greenwich.
 */
final class CrsSystems {
  /** The property by which GeoTools is told where it unpacks its database. */
  private static final String DATABASE_FOLDER = ThreadedHsqlEpsgFactory.DIRECTORY_KEY;

  /** The version GeoTools has; written out, for its class need not be loaded to know it. */
  static final String DATABASE_VERSION = "11.0.31";

  private static final MathTransform SWAP = new AffineTransform2D(0, 1, 1, 0, 0, 0);

  /** Codes that EPSG withdrew for wrong numbers, and what GDAL too takes for them. */
  private static final Map<Integer, Integer> CORRECTED = Map.of(2155, 2194, 2156, 2195);

  /** Methods whose x depends on the longitude only. */
  private static final Set<String> CYLINDRICAL =
      Set.of(
          "Popular Visualisation Pseudo Mercator",
          "Mercator (variant A)",
          "Mercator (variant B)",
          "Equidistant Cylindrical",
          "Equidistant Cylindrical (Spherical)");

  private final Map<Integer, CoordinateReferenceSystem> systems = new ConcurrentHashMap<>();
  private final Map<Integer, Boolean> southWest = new ConcurrentHashMap<>();
  private volatile EpsgOperations operations;

  /**
   * Fails where a code names no CRS of a map.
   *
   * @throws ExportFailure CRS_UNKNOWN
   */
  void check(int epsg) {
    get(epsg);
  }

  boolean isGeographic(int epsg) {
    return get(epsg) instanceof GeographicCRS;
  }

  /** Returns how many metres a unit of a projected CRS is. */
  double metresPerUnit(int epsg) {
    Unit<?> unit = get(epsg).getCoordinateSystem().getAxis(0).getUnit();
    return unit.asType(Length.class).getConverterTo(Units.METRE).convert(1.0);
  }

  /** Tells whether x depends on the longitude alone. */
  boolean isCylindrical(int epsg) {
    return get(epsg) instanceof ProjectedCRS projected
        && CYLINDRICAL.contains(projected.getConversionFromBase().getMethod().getName().getCode());
  }

  /** Returns the ellipsoid of a CRS. */
  DatumShift.Ellipsoid ellipsoid(int epsg) {
    Ellipsoid ellipsoid = CRS.getEllipsoid(get(epsg));
    double flattening = ellipsoid.isSphere() ? 0 : 1 / ellipsoid.getInverseFlattening();
    return new DatumShift.Ellipsoid(ellipsoid.getSemiMajorAxis(), flattening * (2 - flattening));
  }

  /**
   * Returns the operations between datums; the first call reads them.
   *
   * @throws ExportFailure INTERNAL
   */
  EpsgOperations operations() {
    EpsgOperations known = operations;
    if (known == null) {
      synchronized (this) {
        known = operations == null ? read() : operations;
        operations = known;
      }
    }
    return known;
  }

  /** As {@link GeoToolsTransforms#keepDatabaseIn}; each version of the database has its own. */
  static void keepDatabaseIn(Path folder) {
    if (System.getProperty(DATABASE_FOLDER) == null) {
      System.setProperty(DATABASE_FOLDER, folder.resolve("epsg-" + DATABASE_VERSION).toString());
    }
  }

  private static EpsgOperations read() {
    try {
      return EpsgOperations.read(new ThreadedHsqlEpsgFactory().getDataSource());
    } catch (SQLException e) {
      throw databaseDoesNotOpen(CrsCodes.WGS84, e);
    }
  }

  /** Returns the code of the longitude and latitude of a CRS that has heights too. */
  int plane(int epsg) {
    try {
      CoordinateReferenceSystem system = CRS.decode("EPSG:" + epsg, true);
      boolean heights = system.getCoordinateSystem().getDimension() == 3;
      return heights && system instanceof GeographicCRS ? operations().plane(epsg) : epsg;
    } catch (FactoryException e) {
      return epsg; // whoever uses it is told
    }
  }

  /** Tells whether two CRSs are on one geographic CRS. */
  boolean isOfOneBase(int epsg, int other) {
    return epsg == other || CRS.equalsIgnoreMetadata(baseOrSelf(get(epsg)), baseOrSelf(get(other)));
  }

  /** Returns a CRS as text, in one line. */
  String wellKnownText(int epsg) {
    CoordinateReferenceSystem system = get(epsg);
    return system instanceof Formattable text ? text.toWKT(0) : system.toWKT();
  }

  /** Returns how many units of a geographic CRS go around the Earth. */
  double fullCircle(int epsg) {
    return 360 / degrees(baseOrSelf(get(epsg)));
  }

  /** Returns where a CRS is meant for. */
  LonLatBox area(int epsg) {
    return area(get(epsg));
  }

  /**
   * Returns the way from one CRS to another whose datums count as one.
   *
   * @throws ExportFailure CRS_UNKNOWN
   */
  CoordinateTransform between(int from, int to) {
    try {
      MathTransform way =
          isOfOneBase(from, to) && !isSouthWest(from) && !isSouthWest(to)
              ? CRS.findMathTransform(get(from), get(to), true)
              : ConcatenatedTransform.create(mathToLonLat(from), mathFromLonLat(to));
      return isGeographic(from)
          ? PlaneTransforms.concatenate(PlaneTransforms::wrap, points(way))
          : points(way);
    } catch (FactoryException e) {
      throw new ExportFailure(
          ErrorCode.CRS_UNKNOWN,
          "Cannot project from EPSG:%d to EPSG:%d: no transform is known. Choose another output projection."
              .formatted(from, to),
          e);
    }
  }

  /**
   * Returns the way to longitude and latitude on the CRS's own datum.
   *
   * @throws ExportFailure CRS_UNKNOWN
   */
  CoordinateTransform toLonLat(int epsg) {
    try {
      return points(mathToLonLat(epsg));
    } catch (FactoryException e) {
      throw noWay(epsg, e);
    }
  }

  /** Returns the way from longitude and latitude, likewise. */
  CoordinateTransform fromLonLat(int epsg) {
    try {
      return PlaneTransforms.concatenate(PlaneTransforms::wrap, points(mathFromLonLat(epsg)));
    } catch (FactoryException e) {
      throw noWay(epsg, e);
    }
  }

  private static ExportFailure noWay(int epsg, FactoryException cause) {
    return new ExportFailure(
        ErrorCode.CRS_UNKNOWN,
        "Cannot use EPSG:%d: its projection is not known here (%s). Give the code of another CRS, or reproject the scene, as with gdalwarp, first."
            .formatted(epsg, cause.getMessage()),
        cause);
  }

  private static CoordinateTransform points(MathTransform math) {
    return InterleavedPoints.of((points, n) -> math.transform(points, 0, points, 0, n));
  }

  private MathTransform mathToLonLat(int epsg) throws FactoryException {
    CoordinateReferenceSystem system = get(epsg);
    MathTransform way =
        ConcatenatedTransform.create(
            CRS.findMathTransform(system, base(system), true), toDegrees(base(system)));
    return isSouthWest(epsg) ? ConcatenatedTransform.create(SWAP, way) : way;
  }

  private MathTransform mathFromLonLat(int epsg) throws FactoryException {
    CoordinateReferenceSystem system = get(epsg);
    try {
      MathTransform way =
          ConcatenatedTransform.create(
              toDegrees(base(system)).inverse(), CRS.findMathTransform(base(system), system, true));
      return isSouthWest(epsg) ? ConcatenatedTransform.create(way, SWAP) : way;
    } catch (NoninvertibleTransformException e) {
      throw new FactoryException(e);
    }
  }

  private CoordinateReferenceSystem get(int epsg) {
    return systems.computeIfAbsent(epsg, CrsSystems::decode);
  }

  private static CoordinateReferenceSystem baseOrSelf(CoordinateReferenceSystem system) {
    return system instanceof ProjectedCRS projected ? projected.getBaseCRS() : system;
  }

  /** Returns the geographic CRS under another. */
  private static GeographicCRS base(CoordinateReferenceSystem system) throws FactoryException {
    CoordinateReferenceSystem base = baseOrSelf(system);
    if (base instanceof GeographicCRS geographic) {
      return geographic;
    }
    throw new FactoryException("not on longitude and latitude");
  }

  private static MathTransform toDegrees(GeographicCRS base) {
    double degrees = degrees(base);
    var meridian = base.getDatum().getPrimeMeridian();
    double greenwich =
        meridian
            .getAngularUnit()
            .getConverterTo(Units.DEGREE_ANGLE)
            .convert(meridian.getGreenwichLongitude());
    return new AffineTransform2D(degrees, 0, 0, degrees, greenwich, 0);
  }

  private static double degrees(CoordinateReferenceSystem base) {
    Unit<?> unit = base.getCoordinateSystem().getAxis(0).getUnit();
    return unit.equals(Units.DEGREE_ANGLE)
        ? 1
        : unit.asType(Angle.class).getConverterTo(Units.DEGREE_ANGLE).convert(1.0);
  }

  /** Returns where a CRS is meant for; the whole Earth if that is not known. */
  private static LonLatBox area(CoordinateReferenceSystem system) {
    GeographicBoundingBox box = CRS.getGeographicBoundingBox(system);
    return box == null
        ? new LonLatBox(-180, -90, 180, 90)
        : LonLatBox.ofBounds(
            box.getWestBoundLongitude(),
            box.getSouthBoundLatitude(),
            box.getEastBoundLongitude(),
            box.getNorthBoundLatitude());
  }

  private static CoordinateReferenceSystem decode(int epsg) {
    try {
      CoordinateReferenceSystem system =
          CRS.decode("EPSG:" + CORRECTED.getOrDefault(epsg, epsg), true);
      int axes = system.getCoordinateSystem().getDimension();
      boolean heights = axes == 3 && system instanceof GeographicCRS;
      if (axes != 2 && !heights) {
        throw new ExportFailure(
            ErrorCode.CRS_UNKNOWN,
            "Cannot use EPSG:%d: it has %d axes, a map has two. Give the code of another, such as 3857 or 4326."
                .formatted(epsg, axes));
      }
      return heights ? CRS.getHorizontalCRS(system) : system;
    } catch (FactoryException e) {
      failWithoutDatabase(epsg);
      if (!(e instanceof NoSuchAuthorityCodeException)) { // known, by a method that GeoTools lacks
        throw noWay(epsg, e);
      }
      throw new ExportFailure(
          ErrorCode.CRS_UNKNOWN,
          "Cannot find EPSG:%d: no such coordinate reference system is known. Give the code of another, such as 3857 or 4326."
              .formatted(epsg),
          e);
    }
  }

  /**
   * Tells whether a CRS counts southward, then westward, as Krovak's: files have these two in this
   * order, where GeoTools puts the east or west before all else.
   */
  private boolean isSouthWest(int epsg) throws FactoryException {
    Boolean known = southWest.get(epsg);
    if (known == null) {
      CoordinateSystem axes = CRS.decode("EPSG:" + epsg, false).getCoordinateSystem();
      known =
          axes.getDimension() == 2
              && axes.getAxis(0).getDirection().equals(AxisDirection.SOUTH)
              && axes.getAxis(1).getDirection().equals(AxisDirection.WEST);
      southWest.put(epsg, known);
    }
    return known;
  }

  /** A node whose database does not open knows no code at all, which is not the caller's fault. */
  private static void failWithoutDatabase(int epsg) {
    try {
      CRS.decode("EPSG:" + CrsCodes.WGS84, true);
    } catch (FactoryException e) {
      CRS.reset("all"); // it would not be tried again, for as long as the process lives
      throw databaseDoesNotOpen(epsg, e);
    }
  }

  private static ExportFailure databaseDoesNotOpen(int epsg, Exception cause) {
    return new ExportFailure(
        ErrorCode.INTERNAL,
        "Cannot look up EPSG:%d: the database of coordinate reference systems does not open on this node. Give the cache folder of its account 64 MB of room, and the process more file handles if it has none left."
            .formatted(epsg),
        cause);
  }
}
