package io.landfall.schedule;

import io.landfall.export.StepWait;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.StoredTask;

/**
 * What a {@link TaskScheduler} has others do. Called back from within its methods; must not call
 * into it.
 *
 * @param <K> a worker
 */
public interface SchedulerOutput<K> {
  /** Asks for a call of {@link TaskScheduler#workerTerminated} when a worker ends. */
  void watch(K worker);

  void offer(K worker, QueueStatus status);

  void lease(K worker, int task, QueueStatus status);

  /** Tells that {@code worker} begins a task that {@code slower} has too. */
  default void copyBegun(K worker, int task, K slower) {}

  void noWork(K worker, QueueStatus status);

  /** Acknowledges the result of a task to its worker. */
  void ack(K worker, int task);

  /** Has a result journalled; {@link TaskScheduler#committed} is the answer. */
  void commit(K worker, StoredTask task);

  void reportProgress(long tilesDone, long bytes);

  /** Sends the entity a heartbeat, now and then. */
  void reportAlive();

  /** Tells what the export waits for from now on; {@code null}: for nothing any more. */
  void reportWait(StepWait what);

  /** All tasks are journalled. Called once. */
  void complete();

  /** The export cannot be rendered. Called once. */
  void fail(ExportFailure failure);

  /** For the log. */
  void warn(String what);
}
