package io.landfall.model.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.SceneId;
import io.landfall.model.StoredPart;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What one rendered task left in the store: progress, resume point and provenance in one.
 *
 * @param index index of the task
 * @param overviews its overview tiles; {@code null} when the file is a single object, or of shards
 * @param fullResolution its tiles of full resolution, all its shards, or the whole file when it is
 *     a single object
 * @param tileLengths compressed lengths in bytes by level (0 is full resolution, then the
 *     metatile's overview levels), each level's tiles in the order of the metatiles and in Morton
 *     order within one; 0 where a tile holds no data and is left out
 * @param maskLengths likewise, of the tiles' masks; {@code null} without internal mask
 * @param scenes the scenes that gave at least one pixel, in mosaic order
 * @param node that rendered it
 * @param bandStatistics one an output band; {@code null}: not counted
 * @param shardChecksums CRC-32 of each of its shards, in their order; {@code null}: the file has
 *     none
 */
public record StoredTask(
    int index,
    StoredPart overviews,
    StoredPart fullResolution,
    List<int[]> tileLengths,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<int[]> maskLengths,
    List<SceneId> scenes,
    String node,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<PartialBandStatistics> bandStatistics,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<Integer> shardChecksums) {
  public StoredTask {
    tileLengths = List.copyOf(tileLengths);
    maskLengths = maskLengths == null ? null : List.copyOf(maskLengths);
    scenes = List.copyOf(scenes);
    shardChecksums = shardChecksums == null ? null : List.copyOf(shardChecksums);
  }

  /** Makes a task of a file without shards. */
  public StoredTask(
      int index,
      StoredPart overviews,
      StoredPart fullResolution,
      List<int[]> tileLengths,
      List<int[]> maskLengths,
      List<SceneId> scenes,
      String node,
      List<PartialBandStatistics> bandStatistics) {
    this(
        index,
        overviews,
        fullResolution,
        tileLengths,
        maskLengths,
        scenes,
        node,
        bandStatistics,
        null);
  }

  /** Makes a task of a file without internal mask. */
  public StoredTask(
      int index,
      StoredPart overviews,
      StoredPart fullResolution,
      List<int[]> tileLengths,
      List<SceneId> scenes,
      String node,
      List<PartialBandStatistics> bandStatistics) {
    this(index, overviews, fullResolution, tileLengths, null, scenes, node, bandStatistics);
  }

  /** Returns what it has of the file, in the order of the parts. */
  public List<StoredPart> parts() {
    return Stream.of(overviews, fullResolution).filter(Objects::nonNull).toList();
  }

  /** Returns how many tiles of full resolution it holds, those left out as empty included. */
  public int tileCount() {
    return tileLengths.isEmpty() ? 0 : tileLengths.get(0).length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoredTask that
        && index == that.index
        && Objects.equals(overviews, that.overviews)
        && Objects.equals(fullResolution, that.fullResolution)
        && areEqual(tileLengths, that.tileLengths)
        && areEqual(maskLengths, that.maskLengths)
        && scenes.equals(that.scenes)
        && Objects.equals(node, that.node)
        && Objects.equals(bandStatistics, that.bandStatistics)
        && Objects.equals(shardChecksums, that.shardChecksums);
  }

  private static boolean areEqual(List<int[]> a, List<int[]> b) {
    return a == null || b == null ? a == b : Arrays.deepEquals(a.toArray(), b.toArray());
  }

  @Override
  public int hashCode() {
    return Objects.hash(index, overviews, fullResolution, scenes, node);
  }
}
