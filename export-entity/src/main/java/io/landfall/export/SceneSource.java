package io.landfall.export;

import io.landfall.model.Scene;
import io.landfall.model.SceneId;

/** Finds scenes by id. Implemented by the catalogue. */
public interface SceneSource {
  /**
   * Returns the scene and its bands. May read metadata files; does not open imagery.
   *
   * @throws io.landfall.model.ExportFailure SCENE_UNKNOWN, SCENE_UNREADABLE or SCENE_UNSUPPORTED,
   *     naming the scene
   */
  Scene scene(SceneId id);

  /**
   * Returns the source as somebody sees it: with scenes of his own, and none of others'.
   *
   * @param owner of the export that is planned
   */
  default SceneSource asSeenBy(String owner) {
    return this;
  }
}
