package io.landfall.ingest;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What the runs of this node have done, for metrics. */
public final class IngestTally {
  private final Clock clock;
  private final Map<Outcome, AtomicLong> rows = new EnumMap<>(Outcome.class);
  private volatile Instant lastGood;

  public IngestTally(Clock clock) {
    this.clock = clock;
    for (Outcome outcome : Outcome.values()) {
      rows.put(outcome, new AtomicLong());
    }
  }

  /** What became of rows. */
  public enum Outcome {
    ADDED,
    CHANGED,
    UNCHANGED,
    WITHDRAWN,
    REPLACED,
    BAD
  }

  /** Returns the number of rows since the node began. */
  public long rows(Outcome outcome) {
    return rows.get(outcome).get();
  }

  /** Returns for how many seconds the index has not been known to be new; NaN: not known here. */
  public double lagSeconds() {
    Instant good = lastGood;
    return good == null ? Double.NaN : Duration.between(good, clock.instant()).toMillis() / 1000.0;
  }

  void good(Instant at) {
    lastGood = at;
  }

  /** Forgets when the index was new: another node knows. */
  void leave() {
    lastGood = null;
  }

  void ended(IngestReport report) {
    add(Outcome.ADDED, report.merged().added());
    add(Outcome.CHANGED, report.merged().changed());
    add(Outcome.UNCHANGED, report.merged().unchanged());
    add(Outcome.WITHDRAWN, report.merged().withdrawn());
    add(Outcome.REPLACED, report.merged().replaced());
    add(Outcome.BAD, report.bad());
    if (report.state().isGood()) {
      lastGood = report.ended();
    }
  }

  private void add(Outcome outcome, long some) {
    rows.get(outcome).addAndGet(some);
  }
}
