package io.landfall.source;

import java.io.IOException;
import java.time.Duration;

/** A fault of a server that may be gone at the next try. */
final class TransientError extends IOException {
  private static final long serialVersionUID = 1L;
  private final Duration retryAfter;

  TransientError(String what, Duration retryAfter) {
    super(what);
    this.retryAfter = retryAfter;
  }

  TransientError(String what) {
    this(what, Duration.ZERO);
  }

  /** Returns how long the server wants to be left alone; zero where it does not say. */
  Duration retryAfter() {
    return retryAfter;
  }
}
