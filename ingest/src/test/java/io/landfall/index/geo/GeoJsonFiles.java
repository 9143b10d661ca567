package io.landfall.index.geo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/** Polygons of GeoJSON as they are written there. */
public final class GeoJsonFiles {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  private GeoJsonFiles() {}

  public static Geometry polygons(JsonNode geometry) {
    if (geometry.get("type").asText().equals("Polygon")) {
      return polygon(geometry.get("coordinates"));
    }
    List<Polygon> polygons = new ArrayList<>();
    geometry.get("coordinates").forEach(polygon -> polygons.add(polygon(polygon)));
    return GEOMETRIES.createMultiPolygon(polygons.toArray(new Polygon[0]));
  }

  private static Polygon polygon(JsonNode rings) {
    LinearRing[] holes = new LinearRing[rings.size() - 1];
    for (int i = 0; i < holes.length; i++) {
      holes[i] = ring(rings.get(i + 1));
    }
    return GEOMETRIES.createPolygon(ring(rings.get(0)), holes);
  }

  private static LinearRing ring(JsonNode positions) {
    List<Coordinate> ring = new ArrayList<>();
    positions.forEach(at -> ring.add(new Coordinate(at.get(0).asDouble(), at.get(1).asDouble())));
    if (!ring.get(0).equals2D(ring.get(ring.size() - 1))) {
      ring.add(ring.get(0).copy());
    }
    return GEOMETRIES.createLinearRing(ring.toArray(new Coordinate[0]));
  }
}
