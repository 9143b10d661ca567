package io.landfall.api.tiles;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.Json;
import io.landfall.model.tile.BandStatistics;
import io.landfall.model.tile.LonLatBounds;
import io.landfall.model.tile.PointValues;
import io.landfall.model.tile.PointValues.BandValue;
import java.util.List;
import java.util.Locale;

/** Values of a layer as JSON. */
final class LayerValuesJson {
  /** Where maps end, in degrees; the edge itself is on them. */
  private static final double MAX_LATITUDE = 85.0511;

  private LayerValuesJson() {}

  /** Writes what lies under a point. */
  static ObjectNode of(PointValues point) {
    ObjectNode json = Json.object().put("lon", point.lon()).put("lat", point.lat());
    ArrayNode inputs = json.putArray("inputs");
    point
        .inputs()
        .forEach(
            input -> {
              ObjectNode one = inputs.addObject().put("band", input.band());
              put(one, "value", input.value());
              one.put("sceneId", input.scene() == null ? null : input.scene().value());
            });
    put(json.putArray("values"), point.values());
    put(json.putArray("shown"), point.shown());
    return json;
  }

  /**
   * Writes the values of an area.
   *
   * @param area {@code null}: all of the layer
   */
  static ObjectNode of(LonLatBounds area, List<BandStatistics> statistics) {
    ObjectNode json = Json.object();
    if (area == null) {
      json.putNull("bbox");
    } else {
      double east = area.east() > 180 ? area.east() - 360 : area.east();
      json.putArray("bbox").add(area.west()).add(area.south()).add(east).add(area.north());
    }
    ArrayNode bands = json.putArray("bands");
    for (BandStatistics band : statistics) {
      ObjectNode one = bands.addObject().put("band", band.band()).put("valid", band.valid());
      put(one, "min", band.min());
      put(one, "max", band.max());
      put(one, "mean", band.mean());
      put(one, "stddev", band.stddev());
      put(one, "percentile2", band.percentile2());
      put(one, "percentile98", band.percentile98());
      band.histogram().forEach(one.putArray("histogram")::add);
    }
    ArrayNode warnings = json.putArray("warnings");
    if (area != null && (area.south() < -MAX_LATITUDE || area.north() > MAX_LATITUDE)) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "Latitudes %s to %s are counted: maps in Web Mercator end at 85.0511 degrees north"
                  + " and south. Export the scenes in another projection for what lies beyond.",
              Math.max(area.south(), -MAX_LATITUDE),
              Math.min(area.north(), MAX_LATITUDE)));
    }
    return json;
  }

  private static void put(ArrayNode list, List<BandValue> values) {
    values.forEach(
        value -> put(list.addObject().put("band", value.band()), "value", value.value()));
  }

  /** Numbers that JSON has no word for are no data. */
  private static void put(ObjectNode json, String name, Double value) {
    if (value == null || !Double.isFinite(value)) {
      json.putNull(name);
    } else {
      json.put(name, value);
    }
  }
}
