package io.landfall.raster;

/**
 * A raster that cannot be read: damaged, hostile, or of a kind that is not supported. The message
 * names the file, the offset in bytes where that says something, the cause and, where there is one,
 * the fix.
 */
public final class RasterException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Reason reason;

  /** What is wrong. */
  public enum Reason {
    /** The bytes are not what they claim to be, or end early. */
    DAMAGED,
    /** Well-formed, but of a kind that this software does not read. */
    UNSUPPORTED,
    /** The bytes could not be fetched. */
    UNREADABLE
  }

  public RasterException(Reason reason, String message) {
    this(reason, message, null);
  }

  public RasterException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Returns what is wrong. */
  public Reason reason() {
    return reason;
  }
}
