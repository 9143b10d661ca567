package io.landfall.api.tiles;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.Json;
import io.landfall.model.TileFormat;
import io.landfall.model.tile.LayerDescription;
import io.landfall.model.tile.LonLatBounds;
import io.landfall.model.tile.TileAddress;
import io.landfall.model.tile.TileSize;

/** TileJSON 3.0 of a layer, and what the standard has no words for: values, versions, ends. */
final class TileJson {
  private final ShownLayer layer;
  private final LayerDescription description;
  private final String attribution;

  /**
   * @param attribution empty: none
   */
  TileJson(ShownLayer layer, LayerDescription description, String attribution) {
    this.layer = layer;
    this.description = description;
    this.attribution = attribution;
  }

  ObjectNode write(SignedLayer signed, TileFormat format, TileSize size) {
    ObjectNode json =
        Json.object()
            .put("tilejson", "3.0.0")
            .put("name", layer.name())
            .put("version", "1.0.0")
            .put("scheme", "xyz");
    if (!attribution.isEmpty()) {
      json.put("attribution", attribution);
    }
    String scale = size == TileSize.DOUBLE ? "@2x" : "";
    json.putArray("tiles")
        .add(signed.address("tiles/{z}/{x}/{y}" + scale + "." + format.extension()));
    json.put("tileSize", size.pixels())
        .put("minzoom", description.minZoom())
        .put("maxzoom", Math.min(TileAddress.MAX_ZOOM, description.maxZoom()));
    putBounds(json);
    json.put("layerVersion", layer.version(description)).put("expires", signed.end().toString());
    description.bands().forEach(json.putArray("bands")::add);
    json.put("dataType", description.type().name());
    if (description.nodata() == null || !Double.isFinite(description.nodata())) {
      json.putNull("nodata"); // NaN, which JSON has no word for, means no data anyway
    } else {
      json.put("nodata", description.nodata());
    }
    ArrayNode shown = json.putArray("shown");
    description.shown().forEach(range -> shown.addArray().add(range.min()).add(range.max()));
    description.warnings().forEach(json.putArray("warnings")::add);
    json.putObject("links")
        .put("wmts", signed.address("wmts"))
        .put("point", signed.address("point"))
        .put("statistics", signed.address("statistics"));
    return json;
  }

  /** Bounds must not wrap around the antimeridian: those that do go around the Earth. */
  private void putBounds(ObjectNode json) {
    LonLatBounds bounds = description.bounds();
    boolean wraps = bounds.east() > 180;
    double south = Math.max(bounds.south(), -TileBounds.MAX_LATITUDE);
    double north = Math.min(bounds.north(), TileBounds.MAX_LATITUDE);
    json.putArray("bounds")
        .add(wraps ? -180 : bounds.west())
        .add(south)
        .add(wraps ? 180 : bounds.east())
        .add(north);
    double lon = (bounds.west() + bounds.east()) / 2;
    json.putArray("center")
        .add(lon > 180 ? lon - 360 : lon)
        .add((south + north) / 2)
        .add(description.minZoom());
  }
}
