package io.landfall.store;

import java.util.Objects;

/** A secret of our own configuration. It does not print, and has no getter that JSON would find. */
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = Objects.requireNonNull(value, "value");
  }

  /** Hides {@code value}. */
  public static Secret of(String value) {
    return new Secret(value);
  }

  /** Returns the secret itself, for the one call that needs it. */
  public String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "***";
  }
}
