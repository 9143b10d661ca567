package io.landfall.source;

import java.util.concurrent.atomic.LongAdder;

/**
 * What has come from other machines since the start, in requests and bytes. Safe for any thread.
 */
public final class TransferCounters {
  private final LongAdder requests = new LongAdder();
  private final LongAdder requestsAhead = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder bridged = new LongAdder();
  private final LongAdder unread = new LongAdder();

  /** Returns the requests that were answered with a part of a file or all of it. */
  public long requests() {
    return requests.sum();
  }

  /** Returns those of them that were made before anybody waited for the answer. */
  public long requestsAhead() {
    return requestsAhead.sum();
  }

  /** Returns the bytes of files that came. */
  public long bytes() {
    return bytes.sum();
  }

  /**
   * Returns the bytes between wanted ones that came along, as that is quicker than two requests.
   */
  public long bridgedBytes() {
    return bridged.sum();
  }

  /** Returns the bytes that were fetched ahead and not read by the work they were fetched for. */
  public long unreadBytes() {
    return unread.sum();
  }

  void add(int answerBytes) {
    requests.increment();
    bytes.add(answerBytes);
  }

  void addAhead(int bridgedBytes) {
    requestsAhead.increment();
    bridged.add(bridgedBytes);
  }

  void addUnread(int unreadBytes) {
    unread.add(unreadBytes);
  }
}
