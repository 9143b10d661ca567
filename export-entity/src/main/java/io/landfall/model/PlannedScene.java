package io.landfall.model;

import java.util.List;

/**
 * One scene of the mosaic, pinned.
 *
 * @param bands one an input band of the tool, in its order; {@code null} where this scene lacks it
 */
public record PlannedScene(SceneId id, String name, List<PlannedBand> bands) {
  public PlannedScene {
    bands = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(bands));
  }
}
