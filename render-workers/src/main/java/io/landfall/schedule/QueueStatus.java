package io.landfall.schedule;

import io.landfall.model.ExportId;
import io.landfall.model.Priority;

/**
 * What the coordinator of an export offers to workers, and what they order exports by.
 *
 * @param inFlight its tasks in the hands of workers, anywhere
 * @param waiting its tasks to be had now
 * @param taskBytes memory that a worker needs for one of them
 * @param stragglers its tasks in flight that a worker with nothing else to do could begin as well
 */
public record QueueStatus(
    ExportId export,
    String owner,
    Priority priority,
    int inFlight,
    int waiting,
    long taskBytes,
    int stragglers) {

  /** Returns the same with one task fewer in flight. */
  QueueStatus withOneFewerInFlight() {
    return new QueueStatus(
        export, owner, priority, Math.max(0, inFlight - 1), waiting, taskBytes, stragglers);
  }

  /** Returns the same with nothing to be had. */
  QueueStatus withNoneWaiting() {
    return new QueueStatus(export, owner, priority, inFlight, 0, taskBytes, 0);
  }
}
