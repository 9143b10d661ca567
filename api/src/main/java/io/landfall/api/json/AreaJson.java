package io.landfall.api.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.model.Aoi;

/** Writes areas as GeoJSON. */
public final class AreaJson {
  private AreaJson() {}

  /** Returns a MultiPolygon in longitude and latitude. */
  public static ObjectNode write(Aoi aoi) {
    ObjectNode json = Json.object().put("type", "MultiPolygon");
    ArrayNode polygons = json.putArray("coordinates");
    for (double[][][] polygon : aoi.coordinates()) {
      ArrayNode rings = polygons.addArray();
      for (double[][] ring : polygon) {
        ArrayNode positions = rings.addArray();
        for (double[] position : ring) {
          positions.addArray().add(position[0]).add(position[1]);
        }
      }
    }
    return json;
  }
}
