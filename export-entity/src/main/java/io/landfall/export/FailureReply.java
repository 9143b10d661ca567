package io.landfall.export;

import akka.pattern.StatusReply;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;

/**
 * Carries a failure through a {@link StatusReply}, of which only the text passes between nodes:
 * {@code CODE: detail}.
 */
public final class FailureReply {
  private static final String SEPARATOR = ": ";

  private FailureReply() {}

  /** Makes the reply that says why a command is refused. */
  public static <T> StatusReply<T> of(ErrorCode code, String detail) {
    return StatusReply.error(code.name() + SEPARATOR + detail);
  }

  /**
   * Reads the failure out of the text of a refused command; a text without a code is {@link
   * ErrorCode#INTERNAL}.
   */
  public static ExportFailure parse(String text) {
    String all = String.valueOf(text);
    int end = all.indexOf(SEPARATOR);
    for (ErrorCode code : ErrorCode.values()) {
      if (end > 0 && code.name().equals(all.substring(0, end))) {
        return new ExportFailure(code, all.substring(end + SEPARATOR.length()));
      }
    }
    return new ExportFailure(ErrorCode.INTERNAL, all);
  }
}
