package io.landfall.raster;

/**
 * A raster that cannot be read: damaged, hostile, or of a kind that is not supported. The message
 * names the file, the offset in bytes where that says something, the cause and, where there is one,
 * the remedy.
 */
public final class RasterException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Kind kind;

  /** What is wrong. */
  public enum Kind {
    /** The bytes are not what they claim to be, or end early. */
    DAMAGED,
    /** Well-formed, but of a kind that this software does not read. */
    UNSUPPORTED,
    /** The bytes could not be fetched. */
    UNREADABLE
  }

  public RasterException(Kind kind, String message) {
    this(kind, message, null);
  }

  public RasterException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Returns what is wrong. */
  public Kind kind() {
    return kind;
  }
}
