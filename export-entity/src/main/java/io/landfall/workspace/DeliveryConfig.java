package io.landfall.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Where somebody wants exports delivered, without its secrets. It does not change; who has other
 * keys makes another.
 *
 * @param id a UUID
 */
public record DeliveryConfig(UUID id, Access access, DeliverySettings settings, Instant createdAt) {

  /** The kinds of destinations. */
  public enum DeliveryType {
    /** A link on our own API nodes. */
    HTTP,
    /** A bucket of the user's. */
    S3,
    /** A folder of the user's. */
    DROPBOX
  }

  /**
   * What is not secret.
   *
   * @param values as they were given, an object
   */
  public record DeliverySettings(String name, DeliveryType type, JsonNode values) {}

  /** What is secret, by name. It does not print, and has no getter that JSON would find. */
  public static final class DeliverySecrets {
    private final Map<String, String> values;

    private DeliverySecrets(Map<String, String> values) {
      this.values = Map.copyOf(values);
    }

    /** Hides {@code values}; there may be none. */
    public static DeliverySecrets of(Map<String, String> values) {
      return new DeliverySecrets(values);
    }

    /** Tells whether there is nothing to hide. */
    public boolean isEmpty() {
      return values.isEmpty();
    }

    /** Returns the secrets themselves, for the one call that needs them. */
    public Map<String, String> reveal() {
      return new TreeMap<>(values);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof DeliverySecrets secrets && values.equals(secrets.values);
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
}
