package io.landfall.export;

import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;

/**
 * How far rendering has come.
 *
 * @param tiles of full resolution in stored runs
 * @param bytes of stored parts
 */
public record Progress(long tiles, long bytes) {
  public static final Progress NONE = new Progress(0, 0);

  /** Returns the progress with {@code run} stored too. */
  public Progress with(StoredRun run) {
    return new Progress(tiles + tiles(run), bytes + size(run.overviews()) + size(run.full()));
  }

  /** Returns how many tiles of full resolution the run holds, those left out as empty included. */
  static long tiles(StoredRun run) {
    return run.tileLengths().isEmpty() ? 0 : run.tileLengths().get(0).length;
  }

  private static long size(StoredPart part) {
    return part == null ? 0 : part.bytes();
  }
}
