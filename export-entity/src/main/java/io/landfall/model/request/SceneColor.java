package io.landfall.model.request;

import io.landfall.model.SceneId;
import io.landfall.model.color.ColorCorrection;
import java.util.Objects;

/**
 * The colour correction of one scene of a mosaic, made with the scene's own statistics before it is
 * laid over the others.
 */
public record SceneColor(SceneId sceneId, ColorCorrection colorCorrection) {
  public SceneColor {
    Objects.requireNonNull(sceneId, "sceneId");
    Objects.requireNonNull(colorCorrection, "colorCorrection");
  }
}
