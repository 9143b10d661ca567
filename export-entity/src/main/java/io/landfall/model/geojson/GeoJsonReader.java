package io.landfall.model.geojson;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.CrsCodes;
import io.landfall.model.ExportFailure;
import io.landfall.model.json.JsonCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;

/**
 * Reads GeoJSON (RFC 7946) in degrees of longitude and latitude, heights passed over; a {@code crs}
 * member that names another CRS is honoured where transforms are given, and refused where not.
 * There are {@linkplain Limits limits} to positions and rings, and to how deep objects are nested.
 * Longitudes may go on to 360 degrees. Rings are closed and long enough, but may cross: whether a
 * geometry is valid is for the caller to ask.
 */
public final class GeoJsonReader {
  /**
   * What a document may hold.
   *
   * @param positions the largest number of positions
   * @param rings the largest number of rings
   */
  public record Limits(int positions, int rings) {
    /** What others send: 100,000 positions in 10,000 rings. */
    public static final Limits OF_REQUESTS = new Limits(100_000, 10_000);

    /** What the owner of the machine has in files: 1,000,000 positions in 100,000 rings. */
    public static final Limits OF_FILES = new Limits(1_000_000, 100_000);

    /** A position is an array of two or three numbers, a ring in a feature of its own has more. */
    private static final int VALUES = 12;

    /** Returns how many values of JSON make so many positions and rings, with room to spare. */
    int values() {
      return VALUES * (positions + rings);
    }
  }

  /** How deep objects may stand in one another, as a geometry in a feature in a collection. */
  public static final int MAX_DEPTH = 8;

  private static final double MAX_LONGITUDE_DEGREES = 360;
  private static final double MAX_LATITUDE_DEGREES = 90;
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  private final Limits limits;
  private final ToLonLat.Factory transforms;
  private RingReprojector reprojector; // null where positions are longitude and latitude
  private int positions;
  private int rings;
  private int polygons;
  private int ringsOfPolygon;
  private int addedPositions;

  private GeoJsonReader(Limits limits, ToLonLat.Factory transforms) {
    this.limits = limits;
    this.transforms = transforms;
  }

  /**
   * Reads a geometry of any type.
   *
   * @throws GeoJsonException saying what is wrong and where
   */
  public static Geometry readGeometry(JsonCursor at) {
    return new GeoJsonReader(Limits.OF_REQUESTS, null).geometry(at, 1);
  }

  /**
   * Reads the polygons of a Polygon or MultiPolygon, or of a Feature, FeatureCollection or
   * GeometryCollection of such; features whose geometry is null or empty are left out.
   *
   * @param transforms from the CRSs that it may be in; {@code null}: none but longitude and
   *     latitude
   * @throws GeoJsonException saying what is wrong and where, also that something has no area
   */
  static LonLatPolygons readPolygons(JsonCursor at, Limits limits, ToLonLat.Factory transforms) {
    GeoJsonReader reader = new GeoJsonReader(limits, transforms);
    List<Polygon> polygons = reader.polygons(at, 1);
    return new LonLatPolygons(polygons, reader.addedPositions);
  }

  /**
   * Polygons in longitude and latitude.
   *
   * @param addedPositions how many positions their edges have been given by reprojection
   */
  record LonLatPolygons(List<Polygon> polygons, int addedPositions) {}

  /** Tells whether a longitude and a latitude, in degrees, can be a position. */
  public static boolean isPosition(double longitude, double latitude) {
    return Math.abs(longitude) <= MAX_LONGITUDE_DEGREES
        && Math.abs(latitude) <= MAX_LATITUDE_DEGREES; // NaN is neither
  }

  /**
   * Makes a ring of positions.
   *
   * @throws IllegalArgumentException if it is short or open
   */
  public static LinearRing ring(List<Coordinate> positions) {
    if (positions.size() < 4) {
      throw new IllegalArgumentException("a ring needs 4 positions, the last as the first");
    }
    if (!positions.get(0).equals2D(positions.get(positions.size() - 1))) {
      throw new IllegalArgumentException("a ring is open; repeat its first position as its last");
    }
    return GEOMETRIES.createLinearRing(positions.toArray(Coordinate[]::new));
  }

  private List<Polygon> polygons(JsonCursor at, int depth) {
    RingReprojector outer = reprojector;
    String type = type(at, depth);
    List<Polygon> read = polygons(at, type, depth);
    reprojector = outer;
    return read;
  }

  private List<Polygon> polygons(JsonCursor at, String type, int depth) {
    return switch (type) {
      case "FeatureCollection" -> polygonsOfEach(at.member("features"), depth);
      case "GeometryCollection" -> polygonsOfEach(at.member("geometries"), depth);
      case "Feature" ->
          at.node().path("geometry").isNull()
              ? List.of()
              : polygons(at.member("geometry"), depth + 1);
      case "Polygon" -> {
        JsonCursor rings = at.member("coordinates");
        boolean isEmpty = rings.isArray() && rings.size() == 0;
        yield isEmpty ? List.of() : List.of(polygon(rings));
      }
      case "MultiPolygon" -> each(at.member("coordinates"), this::polygon);
      case "Point", "MultiPoint", "LineString", "MultiLineString" ->
          throw invalid(at.member("type"), AoiBuilder.noArea(type));
      default ->
          throw invalid(
              at.member("type"),
              "its type, \"%s\", is not a GeoJSON type".formatted(JsonCursor.abbreviated(type)));
    };
  }

  private List<Polygon> polygonsOfEach(JsonCursor members, int depth) {
    return each(members, member -> polygons(member, depth + 1)).stream()
        .flatMap(List::stream)
        .toList();
  }

  private Geometry geometry(JsonCursor at, int depth) {
    String type = type(at, depth);
    JsonCursor coordinates = at.member("coordinates");
    return switch (type) {
      case "Point" -> point(coordinates);
      case "LineString" -> line(coordinates);
      case "Polygon" -> polygon(coordinates);
      case "MultiPoint" ->
          GEOMETRIES.createMultiPoint(each(coordinates, this::point).toArray(Point[]::new));
      case "MultiLineString" ->
          GEOMETRIES.createMultiLineString(
              each(coordinates, this::line).toArray(LineString[]::new));
      case "MultiPolygon" ->
          GEOMETRIES.createMultiPolygon(each(coordinates, this::polygon).toArray(Polygon[]::new));
      case "GeometryCollection" -> collection(at.member("geometries"), depth);
      case "Feature", "FeatureCollection" ->
          throw invalid(
              at.member("type"), "a %s is not a geometry; give its geometry alone".formatted(type));
      default ->
          throw invalid(
              at.member("type"),
              "its type, \"%s\", is not a GeoJSON geometry type"
                  .formatted(JsonCursor.abbreviated(type)));
    };
  }

  /** Returns the type of an object, whose positions from now on are in the CRS that it names. */
  private String type(JsonCursor at, int depth) {
    JsonCursor type = at.member("type");
    if (!at.isObject() || !type.isText()) {
      throw new GeoJsonException(at, "it is not a valid GeoJSON object with a member \"type\"", "");
    }
    if (depth > MAX_DEPTH) {
      throw new GeoJsonException(
          at, "its objects are nested deeper than %d".formatted(MAX_DEPTH), "");
    }
    if (!at.member("crs").isAbsent()) {
      reprojector = reprojector(at.member("crs"));
    }
    return type.node().textValue();
  }

  private RingReprojector reprojector(JsonCursor crs) {
    int epsg = CrsMember.epsg(crs);
    if (epsg == CrsCodes.WGS84) {
      return null;
    }
    if (transforms == null) {
      throw new GeoJsonException(
          crs,
          "it is in EPSG:%d; reproject it to longitude and latitude".formatted(epsg),
          "member crs");
    }
    try {
      return new RingReprojector(transforms.from(epsg), 2 * limits.positions);
    } catch (ExportFailure e) {
      throw new GeoJsonException(
          crs, "its CRS cannot be used: " + e.getMessage().replaceAll("\\.$", ""), "member crs");
    }
  }

  private GeometryCollection collection(JsonCursor geometries, int depth) {
    return GEOMETRIES.createGeometryCollection(
        each(geometries, member -> geometry(member, depth + 1)).toArray(Geometry[]::new));
  }

  private Point point(JsonCursor position) {
    return GEOMETRIES.createPoint(position(position, ""));
  }

  private LineString line(JsonCursor line) {
    List<Coordinate> read = each(line, position -> position(position, ""));
    if (read.size() < 2) {
      throw invalid(line, "a line needs 2 positions");
    }
    return GEOMETRIES.createLineString(read.toArray(Coordinate[]::new));
  }

  private Polygon polygon(JsonCursor at) {
    polygons++;
    ringsOfPolygon = 0;
    List<LinearRing> read = each(at, this::ring);
    if (read.isEmpty()) {
      throw new GeoJsonException(at, "a polygon has no ring", "polygon %d".formatted(polygons));
    }
    return GEOMETRIES.createPolygon(
        read.get(0), read.subList(1, read.size()).toArray(LinearRing[]::new));
  }

  private LinearRing ring(JsonCursor at) {
    ringsOfPolygon++;
    String place = "ring %d of polygon %d".formatted(ringsOfPolygon, polygons);
    if (++rings > limits.rings) {
      throw new GeoJsonException(
          at, "it has more than %d rings; simplify it".formatted(limits.rings), place);
    }
    int count = checkedSize(at, place);
    List<Coordinate> read = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      read.add(position(at.element(i), "position %d of %s".formatted(i + 1, place)));
    }
    try {
      LinearRing ring = ring(read);
      if (reprojector == null) {
        return ring;
      }
      LinearRing reprojected = ring(reprojector.reproject(read));
      addedPositions += reprojected.getNumPoints() - ring.getNumPoints();
      return reprojected;
    } catch (IllegalArgumentException e) {
      throw new GeoJsonException(at, e.getMessage(), place);
    }
  }

  private Coordinate position(JsonCursor at, String place) {
    if (!at.isArray() || at.size() < 2 || at.size() > 4) {
      throw new GeoJsonException(at, "a position is not [longitude, latitude]", place);
    }
    double longitude = number(at.element(0), place);
    double latitude = number(at.element(1), place);
    if (reprojector == null && !isPosition(longitude, latitude)) {
      throw new GeoJsonException(
          at,
          "(%s, %s) is not a valid longitude and latitude in degrees"
              .formatted(format(longitude), format(latitude)),
          place);
    }
    if (++positions > limits.positions) {
      throw tooManyPositions(at, place);
    }
    return new Coordinate(longitude, latitude);
  }

  private static double number(JsonCursor at, String place) {
    JsonNode node = at.node();
    if (!node.isNumber()) {
      throw new GeoJsonException(
          at,
          "a position is not [longitude, latitude]: %s is not a finite number"
              .formatted(at.abbreviated()),
          place);
    }
    return node.doubleValue();
  }

  private <T> List<T> each(JsonCursor array, Function<JsonCursor, T> read) {
    int count = checkedSize(array, "");
    List<T> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(read.apply(array.element(i)));
    }
    return values;
  }

  private int checkedSize(JsonCursor array, String place) {
    if (!array.isArray()) {
      throw new GeoJsonException(array, "a list is missing where its positions should be", place);
    }
    if (array.size() > limits.positions) {
      throw tooManyPositions(array, place);
    }
    return array.size();
  }

  private GeoJsonException tooManyPositions(JsonCursor at, String place) {
    return new GeoJsonException(
        at, "it has more than %d positions; simplify it".formatted(limits.positions), place);
  }

  private static GeoJsonException invalid(JsonCursor at, String reason) {
    return new GeoJsonException(at, reason, "");
  }

  /** Writes a number as people do: 91, not 91.0. */
  public static String format(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? String.format(Locale.ROOT, "%d", (long) number)
        : Double.toString(number);
  }
}
