package io.landfall.worker;

import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.plan.StoredTask;
import io.landfall.raster.cog.CogLayout;
import java.util.Arrays;
import java.util.List;

/**
 * How much memory the header of a file takes while it is put together: the offsets and lengths of
 * all tiles, the pixels of one tile a level, and the top overviews of the tasks next in turn.
 *
 * @param bytes all of it
 * @param readsAhead of how many tasks the top overviews are read at a time
 */
record HeaderMemory(long bytes, int readsAhead) {
  /** What the top overviews that are read ahead may take, but for those of one task. */
  private static final long READ_AHEAD_BYTES = 16 << 20;

  private static final int MAX_READS_AHEAD = 8;

  /** Top overviews as they came, and cut into tiles. */
  private static final int COPIES_READ = 2;

  /** Offset and length of a tile, as numbers and as they stand in the header. */
  private static final int INDEX_BYTES = 2 * (Long.BYTES + Integer.BYTES);

  /**
   * A shard in the directory of a zip file: 58 bytes and its name, as long as indices have six
   * digits; four times, as the directory grows into an array twice as large, is taken from it, and
   * is put before its end.
   */
  private static final int SHARD_BYTES = 4 * (58 + 26);

  /** Tiles in memory beside those of each level: one decoded, one encoded, four of a kernel's. */
  private static final int TILES = 10;

  /** What is held of upper levels before they go to disk, and what each header takes. */
  private static final long BASE_BYTES = 8L << 20;

  static HeaderMemory of(ExportPlan plan, List<StoredTask> tasks) {
    CogLayout layout = CogLayout.of(plan);
    long tiles = 0;
    for (int level = 0; level < layout.levels(); level++) {
      tiles += (long) layout.tilesAcross(level) * layout.tilesDown(level);
    }
    boolean isMasked = plan.bands().mask() == OutputMask.INTERNAL;
    long tilePixels = (long) layout.blockSize() * layout.blockSize();
    long top =
        tasks.stream().mapToLong(task -> topBytes(task, layout.metatileLevels())).max().orElse(0);
    int ahead = (int) Math.max(1, Math.min(MAX_READS_AHEAD, READ_AHEAD_BYTES / Math.max(1, top)));
    int upperLevels = layout.levels() - 1 - layout.metatileLevels();
    long pixels =
        upperLevels == 0
            ? 0
            : (upperLevels + TILES) * tilePixels * plan.bands().count() * Double.BYTES;
    long index =
        tiles * INDEX_BYTES
            + (plan.format().type().isSharded() ? layout.shards() * SHARD_BYTES : 0);
    return new HeaderMemory(
        BASE_BYTES + index * (isMasked ? 2 : 1) + pixels + COPIES_READ * ahead * top, ahead);
  }

  private static long topBytes(StoredTask task, int level) {
    return bytes(task.tileLengths(), level)
        + (task.maskLengths() == null ? 0 : bytes(task.maskLengths(), level));
  }

  private static long bytes(List<int[]> lengths, int level) {
    return level < lengths.size() ? Arrays.stream(lengths.get(level)).asLongStream().sum() : 0;
  }
}
