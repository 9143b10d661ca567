package io.landfall.model.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.SceneId;
import java.util.List;

/**
 * One scene of the mosaic, pinned.
 *
 * @param bands one an input band of the tool, in its order; {@code null} where this scene lacks it
 * @param acquired when it was taken, as {@code 2024-06-01T10:20:30Z}; {@code null}: unknown
 * @param cloudCover how much of it clouds hide, in percent; {@code null}: unknown
 */
public record PlannedScene(
    SceneId id,
    String name,
    List<PlannedBand> bands,
    @JsonInclude(JsonInclude.Include.NON_NULL) String acquired,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double cloudCover) {
  public PlannedScene {
    bands = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(bands));
  }

  /** Makes a scene of unknown cloud cover. */
  public PlannedScene(SceneId id, String name, List<PlannedBand> bands, String acquired) {
    this(id, name, bands, acquired, null);
  }

  /** Returns the same scene with other bands. */
  public PlannedScene withBands(List<PlannedBand> others) {
    return new PlannedScene(id, name, others, acquired, cloudCover);
  }
}
