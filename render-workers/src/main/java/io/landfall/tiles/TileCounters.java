package io.landfall.tiles;

import io.landfall.model.ExportFailure;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What became of the tiles that a node was asked for. Safe for any thread. */
public final class TileCounters {
  /** How an answer came about. */
  public enum TileOutcome {
    /** Pixels were rendered and encoded. */
    RENDERED,
    /** The layer holds nothing there. */
    EMPTY,
    /** It was kept from before. */
    CACHED,
    /** It was given up by whoever asked, before or while it was made. */
    ABANDONED,
    /** There was too much to do. */
    REFUSED,
    /** A source could not be read, or the like. */
    FAILED
  }

  private final Map<TileOutcome, LongAdder> outcomes = new EnumMap<>(TileOutcome.class);
  private final LongAdder made = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  TileCounters() {
    for (TileOutcome outcome : TileOutcome.values()) {
      outcomes.put(outcome, new LongAdder());
    }
  }

  void add(TileOutcome outcome) {
    outcomes.get(outcome).increment();
  }

  void addRendering(long tookNanos) {
    made.increment();
    nanos.add(tookNanos);
  }

  /** Returns how many came about so. */
  public long count(TileOutcome outcome) {
    return outcomes.get(outcome).sum();
  }

  /** Returns how many were rendered, empty ones among them. */
  public long renderings() {
    return made.sum();
  }

  /** Returns how long these took on their threads, all together. */
  public long renderingNanos() {
    return nanos.sum();
  }

  /** Counts what a request failed with; {@code null}: it did not. */
  void addFailure(Throwable thrown) {
    if (thrown != null) {
      add(
          switch (ExportFailure.of(thrown).code()) {
            case CANCELED -> TileOutcome.ABANDONED;
            case NODE_BUSY -> TileOutcome.REFUSED;
            default -> TileOutcome.FAILED;
          });
    }
  }
}
