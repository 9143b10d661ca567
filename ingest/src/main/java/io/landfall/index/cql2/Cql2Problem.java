package io.landfall.index.cql2;

/** A filter that cannot be read: where, what was found, what was expected. */
public final class Cql2Problem extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String where;

  Cql2Problem(String where, String what) {
    super("Invalid filter: at %s, %s.".formatted(where, what));
    this.where = where;
  }

  /** Returns {@code character 17} of a text, or a JSON pointer. */
  public String where() {
    return where;
  }
}
