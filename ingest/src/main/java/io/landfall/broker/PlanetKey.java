package io.landfall.broker;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A caller's key to Planet. It does not print, and has no getter that JSON would find. */
public final class PlanetKey {
  private static final int MAX_CHARACTERS = 512;
  private final String value;

  private PlanetKey(String value) {
    this.value = value;
  }

  /**
   * Hides a key.
   *
   * @throws BrokerFailure 400 when there is none
   */
  public static PlanetKey of(String value) {
    if (value == null || value.isBlank() || value.length() > MAX_CHARACTERS) {
      throw new BrokerFailure(400, "This operation requires a Planet Labs API key.");
    }
    return new PlanetKey(value.strip());
  }

  /** Returns what goes into the header: the key as a user without a password. */
  String authorization() {
    byte[] user = (value + ":").getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(user);
  }

  @Override
  public String toString() {
    return "***";
  }
}
