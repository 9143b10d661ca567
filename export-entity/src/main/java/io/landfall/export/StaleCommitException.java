package io.landfall.export;

/**
 * A step was about to commit for an export that has gone on without it. Nobody has failed: the step
 * ends and tells nobody.
 */
public final class StaleCommitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StaleCommitException(String message) {
    super(message);
  }

  /** Tells whether {@code thrown} is one, or was caused by one. */
  public static boolean isCauseOf(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof StaleCommitException) {
        return true;
      }
    }
    return false;
  }
}
