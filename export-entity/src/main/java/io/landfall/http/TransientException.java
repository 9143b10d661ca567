package io.landfall.http;

import java.io.IOException;
import java.time.Duration;

/** A fault of a server that may be gone at the next try. */
public final class TransientException extends IOException {
  private static final long serialVersionUID = 1L;
  private final Duration retryAfter;

  /**
   * Says what happened, as the end of a sentence, and how long the server wants to be left alone.
   */
  public TransientException(String what, Duration retryAfter) {
    super(what);
    this.retryAfter = retryAfter;
  }

  /** Says what happened; the server does not say when to come again. */
  public TransientException(String what) {
    this(what, Duration.ZERO);
  }

  /** Returns how long the server wants to be left alone; zero where it does not say. */
  public Duration retryAfter() {
    return retryAfter;
  }

  /** Returns what a failure says, or its name where it says nothing. */
  public static String messageOf(IOException failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }
}
