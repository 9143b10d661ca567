package io.landfall.index.cql2;

/** A filter that cannot be read: where, what was found, what was expected. */
public final class Cql2ParseException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String location;

  Cql2ParseException(String location, String what) {
    super("Invalid filter: at %s, %s.".formatted(location, what));
    this.location = location;
  }

  /** Returns {@code character 17} of a text, or a JSON pointer. */
  public String location() {
    return location;
  }
}
