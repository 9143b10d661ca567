package io.landfall.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StrictJson;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an area of interest from GeoJSON: a Polygon or MultiPolygon, or a Feature,
 * FeatureCollection or GeometryCollection of such. Coordinates are longitude and latitude (RFC
 * 7946). Rings are taken as they are; whether they cross is checked when planning.
 */
public final class AoiReader {
  private static final int MAX_POSITIONS = 100_000;
  private static final int MAX_RINGS = 10_000;

  private final List<double[][][]> polygons = new ArrayList<>();
  private int rings;
  private int positions;

  private AoiReader() {}

  /**
   * Reads a GeoJSON document.
   *
   * @throws ExportFailure AOI_INVALID, saying which polygon and ring
   */
  public static Aoi read(String geoJson) {
    AoiReader reader = new AoiReader();
    try {
      reader.add(StrictJson.read(geoJson));
    } catch (JsonProcessingException e) {
      throw invalid("it is not valid JSON (%s)".formatted(e.getOriginalMessage()));
    }
    if (reader.polygons.isEmpty()) {
      throw invalid("it has no polygon");
    }
    return new Aoi(reader.polygons.toArray(double[][][][]::new));
  }

  private void add(JsonNode node) {
    switch (node.path("type").asText()) {
      case "FeatureCollection" -> node.path("features").forEach(this::add);
      case "GeometryCollection" -> node.path("geometries").forEach(this::add);
      case "Feature" -> {
        if (!node.path("geometry").isNull()) {
          add(node.path("geometry"));
        }
      }
      case "Polygon" -> polygons.add(polygon(node.path("coordinates")));
      case "MultiPolygon" ->
          node.path("coordinates").forEach(polygon -> polygons.add(polygon(polygon)));
      case "" -> throw invalid("a member \"type\" is missing");
      default -> throw invalid("a %s has no area".formatted(node.path("type").asText()));
    }
  }

  private double[][][] polygon(JsonNode node) {
    if (!node.isArray() || node.isEmpty()) {
      throw invalid("polygon %d has no rings".formatted(polygons.size() + 1));
    }
    double[][][] polygon = new double[node.size()][][];
    for (int i = 0; i < polygon.length; i++) {
      String where = "ring %d of polygon %d".formatted(i + 1, polygons.size() + 1);
      if (++rings > MAX_RINGS) {
        throw invalid("it has more than %d rings".formatted(MAX_RINGS));
      }
      polygon[i] = ring(node.get(i), where);
    }
    return polygon;
  }

  private double[][] ring(JsonNode node, String where) {
    if (!node.isArray() || node.size() < 4) {
      throw invalid(where + " needs at least 4 positions, the last as the first");
    }
    positions += node.size();
    if (positions > MAX_POSITIONS) {
      throw invalid("it has more than %d positions".formatted(MAX_POSITIONS));
    }
    double[][] ring = new double[node.size()][];
    for (int i = 0; i < ring.length; i++) {
      JsonNode position = node.get(i);
      if (!position.isArray()
          || position.size() < 2
          || !position.get(0).isNumber()
          || !position.get(1).isNumber()) {
        throw invalid("position %d of %s is not [longitude, latitude]".formatted(i + 1, where));
      }
      ring[i] = new double[] {position.get(0).asDouble(), position.get(1).asDouble()};
      if (!(Math.abs(ring[i][0]) <= 360 && Math.abs(ring[i][1]) <= 90)) {
        throw invalid(
            "position %d of %s, [%s, %s], is not a valid longitude and latitude in degrees"
                .formatted(i + 1, where, ring[i][0], ring[i][1]));
      }
    }
    double[] first = ring[0];
    double[] last = ring[ring.length - 1];
    if (first[0] != last[0] || first[1] != last[1]) {
      throw invalid(where + " is open: repeat its first position as its last");
    }
    return ring;
  }

  private static ExportFailure invalid(String why) {
    return new ExportFailure(
        ErrorCode.AOI_INVALID,
        "Invalid area of interest: %s. Give a GeoJSON Polygon or MultiPolygon in longitude and latitude."
            .formatted(why));
  }
}
