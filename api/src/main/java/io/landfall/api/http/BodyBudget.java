package io.landfall.api.http;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.HashMap;
import java.util.Map;

/**
 * Memory that bodies of requests may take together on a node, from their first byte until what was
 * read of them is done with. JSON takes many times its bytes once it is read, and many callers may
 * send at once. Small bodies, as nearly all are, have a part of their own, that large ones cannot
 * take; of either no address gets more than half. Safe for any thread.
 */
public final class BodyBudget {
  /** What weighs no more than this counts as small. */
  static final long SMALL_BYTES = 256 << 10;

  private static final int SMALL_SHARE = 4;

  private final String refusal;
  private final Share small;
  private final Share large;

  /**
   * @param bytes for all together
   */
  public BodyBudget(long bytes) {
    this(
        bytes,
        "Cannot read this body now: bodies under way take all memory there is for them. Send it"
            + " again in a few seconds.");
  }

  /** Makes one for bodies of answers, by the same rules. */
  static BodyBudget ofAnswers(long bytes) {
    return new BodyBudget(
        bytes,
        "Cannot answer this now: answers under way take all memory there is for them. Ask again in"
            + " a few seconds, or for fewer at a time by limit.");
  }

  private BodyBudget(long bytes, String refusal) {
    this.refusal = refusal;
    this.small = new Share(bytes / SMALL_SHARE);
    this.large = new Share(bytes - bytes / SMALL_SHARE);
  }

  /**
   * Begins a body that weighs nothing yet.
   *
   * @param address whose body it is
   */
  Lease begin(String address) {
    return new Lease(address);
  }

  /** Returns what all bodies weigh now, in bytes. */
  synchronized long used() {
    return small.used + large.used;
  }

  /** What one body takes. */
  final class Lease implements AutoCloseable {
    private final String address;
    private long weight;

    private Lease(String address) {
      this.address = address;
    }

    /**
     * Takes more.
     *
     * @throws ExportFailure NODE_BUSY when there is no more; then it keeps what it had
     */
    void add(long bytes) {
      synchronized (BodyBudget.this) {
        long more = weight + bytes;
        Share before = share(weight);
        before.add(address, -weight);
        if (!share(more).fits(address, more)) {
          before.add(address, weight);
          throw new ExportFailure(ErrorCode.NODE_BUSY, refusal);
        }
        share(more).add(address, more);
        weight = more;
      }
    }

    /** Gives all back; again changes nothing. */
    @Override
    public void close() {
      synchronized (BodyBudget.this) {
        share(weight).add(address, -weight);
        weight = 0;
      }
    }
  }

  private Share share(long weight) {
    return weight <= SMALL_BYTES ? small : large;
  }

  /** A part of the memory, and how much of it each address has. */
  private static final class Share {
    private final long limit;
    private final Map<String, Long> byAddress = new HashMap<>();
    private long used;

    Share(long limit) {
      this.limit = limit;
    }

    /** One alone may be as large as bodies get, or some could never be sent. */
    boolean fits(String address, long bytes) {
      long mine = byAddress.getOrDefault(address, 0L);
      return (used == 0 || used + bytes <= limit) && (mine == 0 || mine + bytes <= limit / 2);
    }

    void add(String address, long bytes) {
      used += bytes;
      if (byAddress.merge(address, bytes, Long::sum) == 0) {
        byAddress.remove(address);
      }
    }
  }
}
