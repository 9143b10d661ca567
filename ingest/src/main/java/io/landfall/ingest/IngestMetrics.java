package io.landfall.ingest;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What the runs of this node have done, for metrics. */
public final class IngestMetrics {
  private final Clock clock;
  private final Map<RowOutcome, AtomicLong> rows = new EnumMap<>(RowOutcome.class);
  private volatile Instant lastSuccess;

  public IngestMetrics(Clock clock) {
    this.clock = clock;
    for (RowOutcome outcome : RowOutcome.values()) {
      rows.put(outcome, new AtomicLong());
    }
  }

  /** What became of rows. */
  public enum RowOutcome {
    ADDED,
    CHANGED,
    UNCHANGED,
    WITHDRAWN,
    REPLACED,
    BAD,
    WARNED
  }

  /** Returns the number of rows since the node began. */
  public long rows(RowOutcome outcome) {
    return rows.get(outcome).get();
  }

  /** Returns for how many seconds the index has not been known to be new; NaN: not known here. */
  public double lagSeconds() {
    Instant lastSuccessAt = lastSuccess;
    return lastSuccessAt == null
        ? Double.NaN
        : Math.max(0, Duration.between(lastSuccessAt, clock.instant()).toMillis()) / 1000.0;
  }

  void recordSuccess(Instant at) {
    lastSuccess = at;
  }

  /** Forgets when the index was new: another node knows. */
  void forgetLastSuccess() {
    lastSuccess = null;
  }

  void recordEnd(IngestReport report) {
    add(RowOutcome.ADDED, report.merged().added());
    add(RowOutcome.CHANGED, report.merged().changed());
    add(RowOutcome.UNCHANGED, report.merged().unchanged());
    add(RowOutcome.WITHDRAWN, report.merged().withdrawn());
    add(RowOutcome.REPLACED, report.merged().replaced());
    add(RowOutcome.BAD, report.bad());
    add(RowOutcome.WARNED, report.warned());
    if (report.state().isSuccess()) {
      lastSuccess = report.ended();
    }
  }

  private void add(RowOutcome outcome, long some) {
    rows.get(outcome).addAndGet(some);
  }
}
