package io.landfall.export;

import io.landfall.model.JsonMessage;
import java.util.List;

/**
 * Which tasks of an export workers have in hand: what its coordinator has told lately, of no
 * account for anything but to be shown.
 *
 * @param attempt the number of the try that they belong to
 * @param tasks ascending; {@link #MOST} at most
 * @param total how many there are
 */
public record TasksUnderWay(int attempt, List<Integer> tasks, int total) implements JsonMessage {
  /** Tasks that are named; more are only counted. */
  public static final int MOST = 256;

  public TasksUnderWay {
    tasks = List.copyOf(tasks);
  }

  /** Returns that no task is under way. */
  public static TasksUnderWay none(int attempt) {
    return new TasksUnderWay(attempt, List.of(), 0);
  }
}
