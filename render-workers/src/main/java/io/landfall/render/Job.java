package io.landfall.render;

import io.landfall.model.StoredRun;
import java.util.concurrent.CancellationException;

/**
 * One leased run on its worker. The desk writes it; the rendering thread only counts, and looks
 * whether to go on.
 *
 * @param <C> its coordinator
 */
public final class Job<C> {
  /** Where a job stands. */
  enum Stage {
    RENDERING,
    UPLOADING,
    STORED
  }

  private final RunOrder order;
  private final C coordinator;
  private final long bytes;
  Stage stage = Stage.RENDERING;
  StoredRun result;
  private volatile int tilesDone;
  private volatile boolean isCanceled;

  Job(RunOrder order, C coordinator, long bytes) {
    this.order = order;
    this.coordinator = coordinator;
    this.bytes = bytes;
  }

  /** Returns what is to be rendered. */
  public RunOrder order() {
    return order;
  }

  /** Returns for whom. */
  public C coordinator() {
    return coordinator;
  }

  /** Returns the memory it is thought to take until it is stored. */
  public long bytes() {
    return bytes;
  }

  /**
   * Notes how many tiles are rendered. Called by the rendering thread.
   *
   * @throws CancellationException if nobody waits for the run any more
   */
  public void progress(int tiles) {
    tilesDone = tiles;
    checkWanted();
  }

  void checkWanted() {
    if (isCanceled) {
      throw new CancellationException("Nobody waits for run " + order.run());
    }
  }

  int tilesDone() {
    return tilesDone;
  }

  void cancel() {
    isCanceled = true;
  }

  /** Tells whether nobody waits for the run any more. */
  public boolean isCanceled() {
    return isCanceled;
  }
}
