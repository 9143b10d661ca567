package io.landfall.destination;

import io.landfall.workspace.DeliveryConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What stands for an owner in the policies of his buckets and roles. This service derives it and
 * nobody chooses it, so that a policy written for one owner lets in nobody else who names the same
 * bucket or role to this service. It is no secret.
 */
public final class OwnerCode {
  private static final int HEX_DIGITS = 32;

  private OwnerCode() {}

  /**
   * Returns what the trust policy of a configuration's role must ask for as {@code sts:ExternalId};
   * empty where it has no role.
   */
  public static Optional<String> externalId(DeliveryConfig config) {
    return config.settings().values().hasNonNull("roleArn")
        ? Optional.of(externalId(config.access().owner()))
        : Optional.empty();
  }

  /** Returns the external id that a role's trust must ask for. */
  public static String externalId(String owner) {
    return "landfall-" + code("external id of " + owner);
  }

  /** Returns the name of the empty object that an owner puts into a bucket that he grants. */
  public static String proofName(String owner) {
    return ".landfall-owner-" + code("bucket of " + owner);
  }

  private static String code(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HEX_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
