package io.landfall.broker;

import io.landfall.index.FootprintJson;
import io.landfall.index.IndexedScene;
import io.landfall.index.LandsatBands;
import io.landfall.index.LandsatId;
import io.landfall.index.ListedScene;
import java.util.Optional;

/** Scenes of the index as they are answered. */
public final class LocalScenes {
  private LocalScenes() {}

  /** Tells of a scene what its list has told. */
  public static Found found(IndexedScene scene) {
    ListedScene listed = scene.listed();
    var basic =
        new BasicResult(
            listed.id(),
            FootprintJson.geometry(listed.footprint()),
            listed.acquired(),
            listed.cloudCover() == null ? BasicResult.UNKNOWN_CLOUD_COVER : listed.cloudCover(),
            0,
            sensorName(listed));
    return Found.of(basic)
        .with(HorizontalAccuracy.LANDSAT)
        .with(new BandLinks(LandsatBands.links(listed)));
  }

  /**
   * Returns the address of a picture of a scene: the large one in its folder, else the one that its
   * list names.
   */
  public static Optional<String> preview(ListedScene scene) {
    return LandsatBands.href(scene, "thumb_large.jpg")
        .or(() -> Optional.ofNullable(scene.browseUrl()));
  }

  /** bf-ia-broker had Landsat 8 alone, and called all of it by one name. */
  private static String sensorName(ListedScene scene) {
    Optional<LandsatId> id = LandsatId.parse(scene.id());
    if (id.isEmpty() || id.get().satellite() == 8) {
      return "Landsat8L1TP";
    }
    String level = id.get().level() == null ? scene.level() : id.get().level();
    return "Landsat" + id.get().satellite() + (level == null ? "" : level);
  }
}
