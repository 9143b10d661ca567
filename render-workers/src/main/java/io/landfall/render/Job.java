package io.landfall.render;

import io.landfall.model.StoredRun;
import java.util.concurrent.CancellationException;

/**
 * One leased run on its worker. The worker writes it; its thread only counts, and looks whether to
 * go on.
 */
final class Job {
  final TileWorker.Lease lease;
  boolean isRendering = true;
  StoredRun result;
  private volatile int tilesDone;
  private volatile boolean isCanceled;

  Job(TileWorker.Lease lease) {
    this.lease = lease;
  }

  /** Called by the rendering thread. */
  void progress(int tiles) {
    tilesDone = tiles;
    checkWanted();
  }

  void checkWanted() {
    if (isCanceled) {
      throw new CancellationException("Nobody waits for run " + lease.run());
    }
  }

  int tilesDone() {
    return tilesDone;
  }

  void cancel() {
    isCanceled = true;
  }

  boolean isCanceled() {
    return isCanceled;
  }
}
