package io.landfall.api.area;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.AreaJson;
import io.landfall.api.json.Json;
import io.landfall.model.Aoi;
import io.landfall.workspace.area.KeptArea.AreaBox;
import io.landfall.workspace.area.KeptArea.AreaEntry;
import java.util.List;

/** Writes areas that are kept. */
final class AreaItemJson {
  private AreaItemJson() {}

  /**
   * Writes an area as it stands in a list.
   *
   * @param url of the list
   */
  static ObjectNode entry(AreaEntry entry, String url) {
    ObjectNode json = Json.object().put("id", entry.id().toString()).put("name", entry.name());
    AreaBox box = entry.box();
    ArrayNode bbox = json.putArray("bbox");
    bbox.add(box.west()).add(box.south()).add(box.east()).add(box.north());
    json.put("polygons", entry.polygons())
        .put("positions", entry.positions())
        .put("createdAt", entry.createdAt().toString())
        .put("expiresAt", entry.expiresAt().toString());
    json.putObject("links").put("self", url + "/" + entry.id());
    return json;
  }

  /** Writes a whole area. */
  static ObjectNode whole(AreaEntry entry, Aoi area, List<String> warnings, String url) {
    ObjectNode json = entry(entry, url);
    json.set("geometry", AreaJson.write(area));
    warnings.forEach(json.putArray("warnings")::add);
    return json;
  }
}
