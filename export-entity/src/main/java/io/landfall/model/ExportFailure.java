package io.landfall.model;

import java.util.Objects;

/**
 * A failure that a person will read. Its message is whole: what could not be done, with which
 * value, and what to do about it; it is shown as it stands on the command line, in a problem
 * document and in the journal.
 */
public final class ExportFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final ErrorCode code;
  private final String pointer;

  public ExportFailure(ErrorCode code, String detail) {
    this(code, detail, null);
  }

  public ExportFailure(ErrorCode code, String detail, Throwable cause) {
    this(code, "", detail, cause);
  }

  /**
   * A failure of a document.
   *
   * @param pointer from the root of the document to what is wrong (RFC 6901)
   */
  public ExportFailure(ErrorCode code, String pointer, String detail, Throwable cause) {
    super(Objects.requireNonNull(detail, "detail"), cause);
    this.code = Objects.requireNonNull(code, "code");
    this.pointer = Objects.requireNonNull(pointer, "pointer");
  }

  /** Returns where in a document something is wrong; empty: in all of it, or in none. */
  public String pointer() {
    return pointer;
  }

  /** Returns what kind of failure this is. */
  public ErrorCode code() {
    return code;
  }

  /**
   * Finds the failure inside {@code thrown}, unwrapping the completion and execution exceptions of
   * futures; anything unforeseen becomes {@link ErrorCode#INTERNAL} with the name of the exception.
   */
  public static ExportFailure of(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof ExportFailure failure) {
        return failure;
      }
    }
    Throwable root = thrown;
    while (root.getCause() != null
        && (root instanceof java.util.concurrent.CompletionException
            || root instanceof java.util.concurrent.ExecutionException)) {
      root = root.getCause();
    }
    return new ExportFailure(ErrorCode.INTERNAL, "Cannot go on: %s.".formatted(root), thrown);
  }
}
