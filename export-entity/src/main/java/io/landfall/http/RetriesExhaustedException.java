package io.landfall.http;

import java.io.IOException;

/** The last of several tries failed too; its failure is the cause. */
public final class RetriesExhaustedException extends IOException {
  private static final long serialVersionUID = 1L;
  private final int tries;

  RetriesExhaustedException(IOException last, int tries) {
    super("%s, %d times".formatted(TransientException.messageOf(last), tries), last);
    this.tries = tries;
  }

  /** Returns how many tries were made. */
  public int tries() {
    return tries;
  }

  /** Returns the failure of the last try. */
  public IOException last() {
    return (IOException) getCause();
  }
}
