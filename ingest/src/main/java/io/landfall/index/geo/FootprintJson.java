package io.landfall.index.geo;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;

/**
 * Footprints as GeoJSON (RFC 7946): outer rings counterclockwise, a tenth of a metre exact, and a
 * box whose west lies beyond its east where it crosses the antimeridian.
 */
public final class FootprintJson {
  private static final double STEPS_PER_DEGREE = 1e6;

  private FootprintJson() {}

  /** Writes a polygon or polygons. */
  public static ObjectNode geometry(Geometry footprint) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (footprint instanceof Polygon polygon) {
      json.put("type", "Polygon").set("coordinates", rings(polygon));
      return json;
    }
    ArrayNode polygons = json.put("type", "MultiPolygon").putArray("coordinates");
    for (int i = 0; i < footprint.getNumGeometries(); i++) {
      polygons.add(rings((Polygon) footprint.getGeometryN(i)));
    }
    return json;
  }

  /** Writes the same as {@link #geometry}, without a tree in between. */
  public static void write(Geometry footprint, JsonGenerator json) throws IOException {
    json.writeStartObject();
    boolean single = footprint instanceof Polygon;
    json.writeStringField("type", single ? "Polygon" : "MultiPolygon");
    json.writeFieldName("coordinates");
    if (single) {
      writeRings((Polygon) footprint, json);
    } else {
      json.writeStartArray();
      for (int i = 0; i < footprint.getNumGeometries(); i++) {
        writeRings((Polygon) footprint.getGeometryN(i), json);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeRings(Polygon polygon, JsonGenerator json) throws IOException {
    json.writeStartArray();
    writeRing(polygon.getExteriorRing(), RingOrientation.COUNTERCLOCKWISE, json);
    for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
      writeRing(polygon.getInteriorRingN(i), RingOrientation.CLOCKWISE, json);
    }
    json.writeEndArray();
  }

  private static void writeRing(LineString ring, RingOrientation orientation, JsonGenerator json)
      throws IOException {
    Coordinate[] positions = ring.getCoordinates();
    boolean reversed = isReversed(positions, orientation);
    json.writeStartArray();
    for (int i = 0; i < positions.length; i++) {
      Coordinate position = positions[reversed ? positions.length - 1 - i : i];
      json.writeStartArray();
      json.writeNumber(rounded(position.x));
      json.writeNumber(rounded(position.y));
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static ArrayNode rings(Polygon polygon) {
    ArrayNode rings = JsonNodeFactory.instance.arrayNode();
    rings.add(ring(polygon.getExteriorRing(), RingOrientation.COUNTERCLOCKWISE));
    for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
      rings.add(ring(polygon.getInteriorRingN(i), RingOrientation.CLOCKWISE));
    }
    return rings;
  }

  private enum RingOrientation {
    COUNTERCLOCKWISE,
    CLOCKWISE
  }

  private static ArrayNode ring(LineString ring, RingOrientation orientation) {
    Coordinate[] positions = ring.getCoordinates();
    boolean reversed = isReversed(positions, orientation);
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < positions.length; i++) {
      Coordinate position = positions[reversed ? positions.length - 1 - i : i];
      json.addArray().add(rounded(position.x)).add(rounded(position.y));
    }
    return json;
  }

  private static boolean isReversed(Coordinate[] positions, RingOrientation orientation) {
    return positions.length > 3
        && Orientation.isCCW(positions) != (orientation == RingOrientation.COUNTERCLOCKWISE);
  }

  /** Writes the box around it: west, south, east, north. */
  public static ArrayNode bbox(Geometry footprint) {
    Envelope box = extent(footprint);
    double east = box.getMaxX() > 180 ? box.getMaxX() - 360 : box.getMaxX();
    return JsonNodeFactory.instance
        .arrayNode()
        .add(rounded(box.getMinX()))
        .add(rounded(box.getMinY()))
        .add(rounded(east))
        .add(rounded(box.getMaxY()));
  }

  /** Returns the box around a footprint, its east beyond 180 where it crosses the antimeridian. */
  public static Envelope extent(Geometry footprint) {
    Envelope west = new Envelope();
    Envelope east = new Envelope();
    for (int i = 0; i < footprint.getNumGeometries(); i++) {
      Envelope part = footprint.getGeometryN(i).getEnvelopeInternal();
      (part.getMaxX() < 180 ? west : east).expandToInclude(part);
    }
    boolean crossesAntimeridian =
        west.getMinX() == -180 && east.getMaxX() == 180 && east.getMinX() > 0;
    if (!crossesAntimeridian) {
      return footprint.getEnvelopeInternal();
    }
    Envelope all = new Envelope(east);
    all.expandToInclude(
        new Envelope(west.getMinX() + 360, west.getMaxX() + 360, west.getMinY(), west.getMaxY()));
    return all;
  }

  /** Rounds degrees to what is written. */
  public static double rounded(double degrees) {
    return Math.rint(degrees * STEPS_PER_DEGREE) / STEPS_PER_DEGREE;
  }
}
