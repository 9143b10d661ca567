package io.landfall.index.cql2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneFilter.And;
import io.landfall.index.query.SceneFilter.Compare;
import io.landfall.index.query.SceneFilter.CompareProperties;
import io.landfall.index.query.SceneFilter.In;
import io.landfall.index.query.SceneFilter.Intersects;
import io.landfall.index.query.SceneFilter.IsNull;
import io.landfall.index.query.SceneFilter.Like;
import io.landfall.index.query.SceneFilter.Not;
import io.landfall.index.query.SceneFilter.Or;
import io.landfall.index.query.SceneProperty;
import java.time.Instant;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;

/** Writes filters as CQL2 JSON, for tests that read them again. */
final class Cql2JsonWriter {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Cql2Names names;

  Cql2JsonWriter(Cql2Names names) {
    this.names = names;
  }

  JsonNode write(SceneFilter filter) {
    if (filter instanceof And and) {
      return joined("and", and.filters(), true);
    }
    if (filter instanceof Or or) {
      return joined("or", or.filters(), false);
    }
    if (filter instanceof Not not) {
      return op("not", write(not.filter()));
    }
    if (filter instanceof Intersects intersects) {
      return op(
          "s_intersects",
          JSON.objectNode().put("property", Cql2TextWriter.footprint(names)),
          geoJson(intersects.geometry()));
    }
    return predicate(filter);
  }

  private JsonNode predicate(SceneFilter filter) {
    if (filter instanceof Compare compare) {
      return op(compare.operator().symbol(), property(compare.property()), value(compare.value()));
    }
    if (filter instanceof CompareProperties compare) {
      return op(compare.operator().symbol(), property(compare.left()), property(compare.right()));
    }
    if (filter instanceof In in) {
      ArrayNode values = JSON.arrayNode();
      in.values().forEach(value -> values.add(value(value)));
      return op("in", property(in.property()), values);
    }
    if (filter instanceof Like like) {
      return op("like", property(like.property()), value(like.pattern()));
    }
    return op("isNull", property(((IsNull) filter).property()));
  }

  private JsonNode joined(String op, List<SceneFilter> filters, boolean none) {
    if (filters.size() < 2) {
      return filters.isEmpty() ? JSON.booleanNode(none) : write(filters.get(0));
    }
    return op(op, filters.stream().map(this::write).toArray(JsonNode[]::new));
  }

  private JsonNode property(SceneProperty property) {
    return JSON.objectNode().put("property", Cql2TextWriter.name(names, property));
  }

  private static JsonNode value(Object value) {
    if (value instanceof Instant instant) {
      return JSON.objectNode().put("timestamp", instant.toString());
    }
    return value instanceof Double number ? JSON.numberNode(number) : JSON.textNode((String) value);
  }

  private static ObjectNode op(String op, JsonNode... args) {
    ObjectNode node = JSON.objectNode().put("op", op);
    node.putArray("args").addAll(List.of(args));
    return node;
  }

  private static ObjectNode geoJson(Geometry geometry) {
    ObjectNode node = JSON.objectNode().put("type", geometry.getGeometryType());
    boolean collection = geometry.getGeometryType().equals("GeometryCollection");
    return node.set(collection ? "geometries" : "coordinates", members(geometry));
  }

  private static ArrayNode members(Geometry geometry) {
    ArrayNode members = JSON.arrayNode();
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
        members.add(collection ? geoJson(member) : members(member));
      }
    }
    return members;
  }
}
