package io.landfall.schedule;

import java.util.List;
import java.util.OptionalInt;

/**
 * What the plan tells of one task.
 *
 * @param tiles of full resolution
 * @param cost how long it is expected to take, in a unit of the export's own; above 0
 */
public record ExpectedTask(int tiles, long cost) {
  public ExpectedTask {
    if (tiles < 0 || cost <= 0) {
      throw new IllegalArgumentException(
          "Invalid task: %d tiles at a cost of %d".formatted(tiles, cost));
    }
  }

  /** Returns the task that an export gives out first, of all its tasks; empty: it has none. */
  public static OptionalInt first(List<ExpectedTask> tasks) {
    return new WaitingTasks(tasks).poll();
  }
}
