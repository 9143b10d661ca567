package io.landfall.export;

import io.landfall.model.Scene;
import io.landfall.model.SceneId;
import java.util.function.Function;

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
   * Returns the source as somebody sees it: with registered scenes of his own, and those of others
   * that he may read.
   *
   * @param viewers the user on whose behalf a scene is read, if it is a registered one
   */
  default SceneSource asSeenBy(Function<SceneId, String> viewers) {
    return this;
  }
}
