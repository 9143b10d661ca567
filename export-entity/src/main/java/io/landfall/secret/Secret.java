package io.landfall.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;

/** A secret in memory. It does not print, and has no getter that JSON would find. */
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

  /** Compares in a time that tells nothing of where the two differ. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.UTF_8), secret.value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return 0; // of a secret, even that would tell something
  }

  @Override
  public String toString() {
    return "***";
  }
}
