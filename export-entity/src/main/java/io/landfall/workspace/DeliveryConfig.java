package io.landfall.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.secret.Secret;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
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

  /** Tells whether it cannot be used without secrets. */
  public boolean needsSecrets() {
    return switch (settings.type()) {
      case HTTP -> false;
      case S3 -> settings.values().hasNonNull("accessKeyId");
      case DROPBOX -> true;
    };
  }

  /** What is secret, by its member's name, as {@code secretAccessKey}; may be empty. */
  public record DeliverySecrets(Map<String, Secret> byName) {
    /** Copies. */
    public DeliverySecrets {
      byName = Map.copyOf(byName);
    }

    /** Tells whether there is nothing to hide. */
    public boolean isEmpty() {
      return byName.isEmpty();
    }

    /** Returns the secret {@code name}; empty where the configuration has none of this name. */
    public Optional<Secret> find(String name) {
      return Optional.ofNullable(byName.get(name));
    }
  }
}
