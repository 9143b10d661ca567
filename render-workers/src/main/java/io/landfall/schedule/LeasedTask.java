package io.landfall.schedule;

import io.landfall.model.plan.StoredTask;
import java.util.concurrent.CancellationException;

/**
 * One leased task on its worker. The queue writes it; the rendering thread only counts, and looks
 * whether to go on.
 *
 * @param <C> its coordinator
 */
public final class LeasedTask<C> {
  /** Where a task stands. */
  enum Stage {
    RENDERING,
    UPLOADING,
    STORED
  }

  private final TaskAssignment assignment;
  private final C coordinator;
  private final long bytes;
  final TaskLane lane;
  Stage stage = Stage.RENDERING;
  StoredTask result;
  private volatile int tilesDone;
  private volatile boolean isCanceled;

  LeasedTask(TaskAssignment assignment, C coordinator, long bytes, TaskLane lane) {
    this.assignment = assignment;
    this.coordinator = coordinator;
    this.bytes = bytes;
    this.lane = lane;
  }

  /** Returns what is to be rendered. */
  public TaskAssignment assignment() {
    return assignment;
  }

  /** Returns for whom. */
  public C coordinator() {
    return coordinator;
  }

  /** Returns the memory it is thought to take until it is stored. */
  public long memoryBytes() {
    return bytes;
  }

  /**
   * Notes how many tiles are rendered. Called by the rendering thread.
   *
   * @throws CancellationException if nobody waits for the task any more
   */
  public void reportProgress(int tiles) {
    tilesDone = tiles;
    checkNotCanceled();
  }

  public void checkNotCanceled() {
    if (isCanceled) {
      throw new CancellationException("Nobody waits for task " + assignment.task());
    }
  }

  int tilesDone() {
    return tilesDone;
  }

  void cancel() {
    isCanceled = true;
  }

  /** Tells whether nobody waits for the task any more. */
  public boolean isCanceled() {
    return isCanceled;
  }
}
