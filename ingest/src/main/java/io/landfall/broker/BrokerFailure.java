package io.landfall.broker;

import java.util.Optional;

/** A refusal in the words that bf-ia-broker's clients know, with the status they expect. */
public final class BrokerFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;
  private final transient Optional<String> retryAfter;

  private BrokerFailure(int status, String message, Optional<String> retryAfter) {
    super(message, null, false, false);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  BrokerFailure(int status, String message) {
    this(status, message, Optional.empty());
  }

  /** Says when to come again: seconds, or a date. */
  BrokerFailure retryAfter(Optional<String> when) {
    return new BrokerFailure(status, getMessage(), when);
  }

  /** Returns the HTTP status. */
  public int status() {
    return status;
  }

  /** Returns when to come again; empty: nobody knows. */
  public Optional<String> retryAfter() {
    return retryAfter == null ? Optional.empty() : retryAfter;
  }
}
