package io.landfall.node.wiring;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.util.ByteString;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import java.util.HashMap;
import java.util.Map;

/** How many files callers read at a time. Safe for any thread. */
final class DownloadPlaces {
  /** As many as download programs open for the ranges of one file. */
  static final int MOST_OF_ONE_EXPORT = 16;

  private final int most;
  private final Map<ExportAttempt, Integer> taken = new HashMap<>();
  private int all;
  private long refused;

  /**
   * @param most of all exports together
   */
  DownloadPlaces(int most) {
    this.most = most;
  }

  /**
   * Refuses a further reader where there are too many.
   *
   * @throws ExportFailure NODE_BUSY
   */
  synchronized void checkFree(ExportAttempt attempt) {
    int own = taken.getOrDefault(attempt, 0);
    if (all < most && own < MOST_OF_ONE_EXPORT) {
      return;
    }
    refused++;
    throw new ExportFailure(
        ErrorCode.NODE_BUSY,
        "Cannot serve the file now: %d readers are at files of this export and %d at others (%d and %d at most). Ask again in some seconds."
            .formatted(own, all - own, MOST_OF_ONE_EXPORT, most));
  }

  /** Passes on what it is given; it takes a place from its start to its end. */
  Flow<ByteString, ByteString, NotUsed> taking(ExportAttempt attempt) {
    return Flow.of(ByteString.class)
        .watchTermination(
            (none, end) -> {
              take(attempt);
              end.whenComplete((done, thrown) -> leave(attempt));
              return NotUsed.getInstance();
            });
  }

  /** Returns how many are taken. */
  synchronized int taken() {
    return all;
  }

  /** Returns how many readers were refused. */
  synchronized long refused() {
    return refused;
  }

  private synchronized void take(ExportAttempt attempt) {
    taken.merge(attempt, 1, Integer::sum);
    all++;
  }

  private synchronized void leave(ExportAttempt attempt) {
    taken.computeIfPresent(attempt, (key, count) -> count == 1 ? null : count - 1);
    all--;
  }
}
