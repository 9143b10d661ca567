package io.landfall.index.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.landsat.ProductGrids;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import java.sql.SQLException;

/**
 * Grids in a column: {@code {"epsg": 32617, "reflective": [west, north, cell, width, height]}}, in
 * metres and pixels, from the outer corner; {@code {}} where the metadata do not say.
 */
public final class GridsJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private GridsJson() {}

  /**
   * Writes them.
   *
   * @param grids {@code null}: the metadata do not say
   */
  public static String write(ProductGrids grids) {
    ObjectNode json = JSON.createObjectNode();
    if (grids != null) {
      grids.any().ifPresent(grid -> json.put("epsg", grid.epsg()));
      put(json, "reflective", grids.reflective());
      put(json, "panchromatic", grids.panchromatic());
      put(json, "thermal", grids.thermal());
    }
    return json.toString();
  }

  private static void put(ObjectNode json, String name, RasterGeometry grid) {
    if (grid != null) {
      json.putArray(name)
          .add(grid.transform().originX())
          .add(grid.transform().originY())
          .add(grid.transform().pixelWidth())
          .add(grid.width())
          .add(grid.height());
    }
  }

  /**
   * Reads them; {@code null}: the metadata do not say, or nobody has read them.
   *
   * @param text {@code null}: the column has none
   */
  static ProductGrids read(String text) throws SQLException {
    if (text == null) {
      return null;
    }
    try {
      JsonNode json = JSON.readTree(text);
      int epsg = json.path("epsg").asInt();
      return epsg == 0
          ? null
          : new ProductGrids(
              grid(epsg, json.path("reflective")),
              grid(epsg, json.path("panchromatic")),
              grid(epsg, json.path("thermal")));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new SQLException("the grids of a scene of the index cannot be read", e);
    }
  }

  private static RasterGeometry grid(int epsg, JsonNode json) {
    if (json.size() != 5) {
      return null;
    }
    double cell = json.get(2).asDouble();
    return new RasterGeometry(
        epsg,
        GeoTransform.northUp(json.get(0).asDouble(), json.get(1).asDouble(), cell, cell),
        json.get(3).asInt(),
        json.get(4).asInt());
  }
}
