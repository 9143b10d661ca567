package io.landfall.broker;

import io.landfall.index.geo.FootprintJson;
import io.landfall.index.query.IndexedScene;
import io.landfall.landsat.LandsatBands;
import io.landfall.landsat.LandsatId;
import io.landfall.landsat.LandsatScene;
import java.util.Optional;

/** Scenes of the index as they are answered. */
public final class IndexedBrokerScenes {
  private IndexedBrokerScenes() {}

  /** Makes the scene of what its list says. */
  public static BrokerScene toBrokerScene(IndexedScene scene) {
    LandsatScene listed = scene.listed();
    var basic =
        new BasicSceneMetadata(
            listed.id(),
            FootprintJson.geometry(listed.footprint()),
            listed.acquired(),
            cloudCover(listed),
            0,
            sensorName(listed, LandsatId.parse(listed.id())));
    return BrokerScene.of(basic)
        .withDetail(HorizontalAccuracy.LANDSAT)
        .withDetail(new BandLinks(LandsatBands.bandHrefs(listed)));
  }

  /**
   * Returns the URL of an image of a scene: the large one in its folder, else the one that its list
   * names.
   */
  public static Optional<String> preview(LandsatScene scene) {
    return LandsatBands.href(scene, "thumb_large.jpg")
        .or(() -> Optional.ofNullable(scene.browseUrl()));
  }

  /** Returns percent; -1: unknown. */
  static double cloudCover(LandsatScene scene) {
    return scene.cloudCover() == null ? BasicSceneMetadata.UNKNOWN_CLOUD_COVER : scene.cloudCover();
  }

  /** bf-ia-broker had Landsat 8 alone, and called all of it by one name. */
  static String sensorName(LandsatScene scene, Optional<LandsatId> id) {
    if (id.isEmpty() || id.get().satellite() == 8) {
      return "Landsat8L1TP";
    }
    String level = id.get().level() == null ? scene.level() : id.get().level();
    return "Landsat" + id.get().satellite() + (level == null ? "" : level);
  }
}
