package io.landfall.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What one rendered run left in the store: progress, resume point and provenance in one.
 *
 * @param run index of the run
 * @param overviews its overview tiles; {@code null} when the file is a single object
 * @param full its tiles of full resolution, or the whole file when it is a single object
 * @param tileLengths packed lengths in bytes by level (0 is full resolution, then the unit's
 *     overview levels), each level's tiles in the order of the units and in Morton order within
 *     one; 0 where a tile holds no data and is left out
 * @param scenes the scenes that gave at least one pixel, in mosaic order
 * @param node that rendered it
 * @param tallies one an output band; {@code null}: not counted
 */
public record StoredRun(
    int run,
    StoredPart overviews,
    StoredPart full,
    List<int[]> tileLengths,
    List<SceneId> scenes,
    String node,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<BandTally> tallies) {
  public StoredRun {
    tileLengths = List.copyOf(tileLengths);
    scenes = List.copyOf(scenes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoredRun that
        && run == that.run
        && Objects.equals(overviews, that.overviews)
        && Objects.equals(full, that.full)
        && Arrays.deepEquals(tileLengths.toArray(), that.tileLengths.toArray())
        && scenes.equals(that.scenes)
        && Objects.equals(node, that.node)
        && Objects.equals(tallies, that.tallies);
  }

  @Override
  public int hashCode() {
    return Objects.hash(run, overviews, full, scenes, node);
  }
}
