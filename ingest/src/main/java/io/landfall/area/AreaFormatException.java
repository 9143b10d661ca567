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

  /** Returns the same, of one of the layers of a file. */
  AreaFormatException inLayer(String layer) {
    String why = getMessage();
    boolean isPlaced = why.endsWith(")");
    return new AreaFormatException(
        isPlaced
            ? "%s, layer %s)".formatted(why.substring(0, why.length() - 1), layer)
            : "%s (layer %s)".formatted(why, layer),
        fix,
        this);
  }

  /** Returns what to do; empty if the reason says it. */
  String fix() {
    return fix;
  }
}
