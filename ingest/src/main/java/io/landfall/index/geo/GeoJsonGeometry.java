package io.landfall.index.geo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;

/** Reads a GeoJSON geometry (RFC 7946) to search in, heights passed over, and writes one. */
public final class GeoJsonGeometry {
  private static final int MAX_DEPTH = 4;

  private int positions;

  private GeoJsonGeometry() {}

  /**
   * Reads a geometry of any type, checked and cut as {@link SearchArea#validated} does.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Geometry read(JsonNode node) {
    return SearchArea.validated(new GeoJsonGeometry().geometry(node, 1));
  }

  /** Writes a geometry of any type but a bare ring. */
  public static ObjectNode write(Geometry geometry) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("type", geometry.getGeometryType());
    boolean collection = geometry.getGeometryType().equals("GeometryCollection");
    return node.set(collection ? "geometries" : "coordinates", members(geometry));
  }

  private static ArrayNode members(Geometry geometry) {
    ArrayNode members = JsonNodeFactory.instance.arrayNode();
    if (geometry instanceof Point point) {
      return members.add(point.getX()).add(point.getY());
    }
    if (geometry instanceof LineString line) {
      for (Coordinate position : line.getCoordinates()) {
        members.addArray().add(position.x).add(position.y);
      }
    } else if (geometry instanceof Polygon polygon) {
      members.add(members(polygon.getExteriorRing()));
      for (int hole = 0; hole < polygon.getNumInteriorRing(); hole++) {
        members.add(members(polygon.getInteriorRingN(hole)));
      }
    } else {
      boolean collection = geometry.getGeometryType().equals("GeometryCollection");
      for (int i = 0; i < geometry.getNumGeometries(); i++) {
        Geometry member = geometry.getGeometryN(i);
        members.add(collection ? write(member) : members(member));
      }
    }
    return members;
  }

  private Geometry geometry(JsonNode node, int depth) {
    if (!node.isObject() || !node.path("type").isTextual()) {
      throw invalid("it is not a valid GeoJSON object with a member \"type\"");
    }
    JsonNode coordinates = node.path("coordinates");
    String type = node.get("type").textValue();
    return switch (type) {
      case "Point" -> point(coordinates);
      case "LineString" -> line(coordinates);
      case "Polygon" -> polygon(coordinates);
      case "MultiPoint" ->
          SearchArea.GEOMETRIES.createMultiPoint(
              each(coordinates, this::point).toArray(Point[]::new));
      case "MultiLineString" ->
          SearchArea.GEOMETRIES.createMultiLineString(
              each(coordinates, this::line).toArray(LineString[]::new));
      case "MultiPolygon" ->
          SearchArea.GEOMETRIES.createMultiPolygon(
              each(coordinates, this::polygon).toArray(Polygon[]::new));
      case "GeometryCollection" -> collection(node.path("geometries"), depth);
      default ->
          throw invalid(
              "its type, \"%s\", is not a GeoJSON geometry type".formatted(truncated(type)));
    };
  }

  private GeometryCollection collection(JsonNode geometries, int depth) {
    if (depth == MAX_DEPTH) {
      throw invalid("its collections are nested too deep");
    }
    return SearchArea.GEOMETRIES.createGeometryCollection(
        each(geometries, geometry -> geometry(geometry, depth + 1)).toArray(Geometry[]::new));
  }

  private Point point(JsonNode position) {
    return SearchArea.GEOMETRIES.createPoint(position(position));
  }

  private LineString line(JsonNode line) {
    List<Coordinate> read = each(line, this::position);
    if (read.size() < 2) {
      throw invalid("a line needs 2 positions");
    }
    return SearchArea.GEOMETRIES.createLineString(read.toArray(Coordinate[]::new));
  }

  private Polygon polygon(JsonNode rings) {
    List<LinearRing> read = each(rings, this::ring);
    if (read.isEmpty()) {
      throw invalid("a polygon has no ring");
    }
    return SearchArea.GEOMETRIES.createPolygon(
        read.get(0), read.subList(1, read.size()).toArray(LinearRing[]::new));
  }

  private LinearRing ring(JsonNode ring) {
    return ring(each(ring, this::position));
  }

  /**
   * Makes a ring of positions.
   *
   * @throws IllegalArgumentException if it is short or open
   */
  public static LinearRing ring(List<Coordinate> positions) {
    if (positions.size() < 4) {
      throw invalid("a ring needs 4 positions, the last as the first");
    }
    if (!positions.get(0).equals2D(positions.get(positions.size() - 1))) {
      throw invalid("a ring is open; repeat its first position as its last");
    }
    return SearchArea.GEOMETRIES.createLinearRing(positions.toArray(Coordinate[]::new));
  }

  private Coordinate position(JsonNode position) {
    if (!position.isArray()
        || position.size() < 2
        || position.size() > 4
        || !position.get(0).isNumber()
        || !position.get(1).isNumber()) {
      throw invalid("a position is not [longitude, latitude]");
    }
    SearchArea.checkSize(++positions);
    return new Coordinate(position.get(0).doubleValue(), position.get(1).doubleValue());
  }

  private static <T> List<T> each(JsonNode array, Function<JsonNode, T> read) {
    if (!array.isArray()) {
      throw invalid("a list is missing where its positions should be");
    }
    SearchArea.checkSize(array.size());
    List<T> values = new ArrayList<>();
    array.forEach(element -> values.add(read.apply(element)));
    return values;
  }

  private static String truncated(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  private static IllegalArgumentException invalid(String why) {
    return new IllegalArgumentException("Invalid geometry: %s.".formatted(why));
  }
}
