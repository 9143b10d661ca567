package io.landfall.simulation;

import java.util.Locale;

/**
 * One thing that goes wrong, or that somebody asks for, in a simulated cluster.
 *
 * @param point where: {@code time}, or what the cluster is just doing, as {@code store.complete},
 *     {@code journal.CommitIntended.done}, {@code message.TaskFinished}
 * @param occurrence the how many-th time, from 1; of {@code time} the milliseconds
 * @param kind what
 * @param amount milliseconds that it lasts, or the number of a node or an export
 */
record SimFault(String point, int occurrence, Kind kind, int amount) {
  static final String TIME = "time";

  enum Kind {
    // of one call or message
    LOSE,
    LOSE_ANSWER,
    FAIL,
    LATE,
    TWICE,
    DAMAGE,
    // of the node that is at the point; by the clock, of node `amount`
    CRASH,
    PAUSE,
    ISOLATE,
    MOVE,
    // of all
    STORE_DOWN,
    JOURNAL_DOWN,
    // wishes of a user
    SUBMIT,
    CANCEL,
    HOLD,
    RESUME,
    RETRY,
    REPRIORITIZE,
    DELIVER;

    boolean isOfOneCall() {
      return ordinal() <= DAMAGE.ordinal();
    }

    boolean isOfNode() {
      return ordinal() >= CRASH.ordinal() && ordinal() <= MOVE.ordinal();
    }

    boolean isWish() {
      return ordinal() >= SUBMIT.ordinal();
    }
  }

  /** Reads what {@link #toString} wrote. */
  static SimFault parse(String line) {
    String[] words = line.trim().split("\\s+");
    return new SimFault(
        words[0],
        Integer.parseInt(words[1]),
        Kind.valueOf(words[2].toUpperCase(Locale.ROOT)),
        Integer.parseInt(words[3]));
  }

  @Override
  public String toString() {
    return "%s %d %s %d".formatted(point, occurrence, kind.name().toLowerCase(Locale.ROOT), amount);
  }
}
