package io.landfall.audit.chain;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ends of the chains that were written last, so that they need not be read again. What is not
 * here is read: nothing depends on what is. Safe for any thread.
 */
public final class ChainHeads {
  private final Map<String, Head> heads;

  /**
   * @param most chains, of which each takes about 300 bytes
   */
  public ChainHeads(int most) {
    this.heads =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Head> eldest) {
            return size() > most;
          }
        };
  }

  /**
   * The end of a chain.
   *
   * @param sequenceNumber of the last event; 0: there is none
   * @param hash of it; {@code null}: it has none
   * @param requestId that it belongs to; {@code null}: to none
   */
  public record Head(long sequenceNumber, String hash, String requestId) {
    /** What comes before the first event. */
    public static final Head NONE = new Head(0, null, null);

    /** Returns what a row is the end of. */
    public static Head of(long sequenceNumber, byte[] metadata) {
      EventMetadata read = metadata == null ? null : EventMetadata.parse(metadata);
      return read == null
          ? new Head(sequenceNumber, null, null)
          : new Head(sequenceNumber, read.hash(), read.cause().requestId());
    }
  }

  /** Returns the end of a chain if it is that event; {@code null}: it is to be read. */
  public synchronized Head find(String persistenceId, long sequenceNumber) {
    Head head = heads.get(persistenceId);
    return head != null && head.sequenceNumber() == sequenceNumber ? head : null;
  }

  /** Notes what was written. */
  public synchronized void put(String persistenceId, Head head) {
    heads.put(persistenceId, head);
  }

  /** Forgets a chain, as when nobody knows whether something was written. */
  public synchronized void remove(String persistenceId) {
    heads.remove(persistenceId);
  }
}
