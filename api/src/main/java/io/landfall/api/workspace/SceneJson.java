package io.landfall.api.workspace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.Json;
import io.landfall.workspace.OwnScene;
import io.landfall.workspace.OwnScene.OwnBand;
import io.landfall.workspace.OwnScene.OwnSceneContent;
import java.util.Locale;

/** A registered scene as JSON. */
final class SceneJson {
  private SceneJson() {}

  /**
   * Returns a scene.
   *
   * @param url of the list of scenes
   */
  static ObjectNode scene(OwnScene scene, String url) {
    OwnSceneContent content = scene.content();
    ObjectNode json = Json.object();
    json.put("id", scene.id().toString());
    json.put("name", content.name());
    json.put("acquired", content.acquired());
    json.put("cloudCover", content.cloudCover());
    json.put("crs", content.crs());
    json.put("width", content.width());
    json.put("height", content.height());
    json.set("footprint", content.footprint());
    var bands = json.putArray("bands");
    content.bands().forEach(band -> bands.add(band(band)));
    var warnings = json.putArray("warnings");
    content.warnings().forEach(warnings::add);
    json.put("createdAt", scene.createdAt().toString());
    json.putObject("links").put("self", url + "/" + scene.id());
    return json;
  }

  private static ObjectNode band(OwnBand band) {
    ObjectNode json = Json.object();
    json.put("name", band.name());
    json.put("href", band.href());
    json.put("index", band.index());
    Double nodata = band.nodata();
    if (nodata == null || Double.isFinite(nodata)) {
      json.put("nodata", nodata);
    } else {
      json.put("nodata", nodata.toString()); // JSON has no such number
    }
    json.put("type", band.type().name().toLowerCase(Locale.ROOT));
    json.put("width", band.width());
    json.put("height", band.height());
    json.put("scale", band.calibration() == null ? null : band.calibration().scale());
    json.put("offset", band.calibration() == null ? null : band.calibration().offset());
    json.put("unit", band.unit());
    return json;
  }
}
