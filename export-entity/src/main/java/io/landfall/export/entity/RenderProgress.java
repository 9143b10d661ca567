package io.landfall.export.entity;

import io.landfall.model.StoredPart;
import io.landfall.model.plan.StoredTask;

/**
 * How far rendering has come.
 *
 * @param tiles of full resolution in stored tasks
 * @param bytes of stored parts
 */
public record RenderProgress(long tiles, long bytes) {
  public static final RenderProgress NONE = new RenderProgress(0, 0);

  /** Returns the progress with {@code task} stored too. */
  public RenderProgress with(StoredTask task) {
    return new RenderProgress(
        tiles + task.tileCount(), bytes + size(task.overviews()) + size(task.fullResolution()));
  }

  private static long size(StoredPart part) {
    return part == null ? 0 : part.bytes();
  }
}
