package io.landfall.raster.cog;

import io.landfall.model.SceneId;
import io.landfall.model.plan.PartialBandStatistics;
import java.util.List;

/**
 * One task, rendered and encoded.
 *
 * @param overviews encoded overview tiles, with their masks behind them, in file order: the
 *     smallest level first, within a level by metatile, then Morton order
 * @param full encoded tiles of full resolution, in file order; sparse tiles are left out of both
 *     lists
 * @param tileLengths as in {@link io.landfall.model.plan.StoredTask}
 * @param maskLengths likewise; {@code null} without an internal mask
 * @param topOverviews the encoded tile of the metatile's smallest level for every metatile of the
 *     task (an empty array where it is sparse), from which the levels above are made; none where
 *     there are no such levels
 * @param scenes the scenes that gave at least one pixel, in mosaic order
 * @param bandStatistics of the values of full resolution, one an output band
 * @param shardChecksums as in {@link io.landfall.model.plan.StoredTask}; {@code null}: tiles are in
 *     no shards. If they are, {@code full} has all entries of the file, and {@code overviews} none
 * @param provenance the same task of the raster of scene numbers; {@code null}: none is wanted
 */
public record RenderedTask(
    List<byte[]> overviews,
    List<byte[]> full,
    List<int[]> tileLengths,
    List<int[]> maskLengths,
    List<byte[]> topOverviews,
    List<SceneId> scenes,
    List<PartialBandStatistics> bandStatistics,
    List<Integer> shardChecksums,
    RenderedTask provenance) {
  /** Makes a task of a file without internal mask. */
  public RenderedTask(
      List<byte[]> overviews,
      List<byte[]> full,
      List<int[]> tileLengths,
      List<byte[]> topOverviews,
      List<SceneId> scenes,
      List<PartialBandStatistics> bandStatistics) {
    this(overviews, full, tileLengths, null, topOverviews, scenes, bandStatistics, null, null);
  }

  /** Returns this with its tiles in shards. */
  RenderedTask inShards(List<byte[]> entries, List<Integer> checksums) {
    return new RenderedTask(
        List.of(),
        entries,
        tileLengths,
        maskLengths,
        topOverviews,
        scenes,
        bandStatistics,
        checksums,
        provenance);
  }
}
