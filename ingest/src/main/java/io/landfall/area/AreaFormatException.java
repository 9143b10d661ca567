package io.landfall.area;

/**
 * An area that cannot be read: why, as a clause, and what to do, as a sentence without its stop.
 */
class AreaFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String fix;

  AreaFormatException(String why, String fix) {
    this(why, fix, null);
  }

  AreaFormatException(String why, String fix, Throwable cause) {
    super(why, cause);
    this.fix = fix;
  }

  /** Returns what to do; empty if the reason says it. */
  String fix() {
    return fix;
  }
}
