package io.landfall.delivery.s3;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.destination.DestinationPath;
import io.landfall.destination.OwnerCode;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.secret.Secret;
import io.landfall.workspace.DeliveryConfig;
import io.landfall.workspace.DeliveryConfig.DeliverySecrets;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A bucket of a user's, as a delivery configuration describes it.
 *
 * @param owner whose configuration it is
 * @param name of the bucket
 * @param prefix of the keys, folders with slashes between them; empty: none. {@code {exportId}} in
 *     it stands for the id of the export
 * @param region as the store knows itself
 * @param endpoint {@code https://host:port}; {@code null}: Amazon S3
 * @param access how to get in
 * @param options of every object
 */
public record UserBucket(
    String owner,
    String name,
    String prefix,
    String region,
    URI endpoint,
    BucketCredentials access,
    ObjectOptions options) {
  private static final int MAX_KEY_BYTES = 1_024;
  private static final String DEFAULT_REGION = "us-east-1";

  /** How to get in. */
  public sealed interface BucketCredentials {}

  /**
   * With keys.
   *
   * @param sessionToken {@code null}: the keys are for good
   */
  public record AccessKeys(String accessKeyId, Secret secretAccessKey, Secret sessionToken)
      implements BucketCredentials {}

  /** As a role, which trusts this service under the owner's {@link OwnerCode#externalId}. */
  public record AssumedRole(String roleArn) implements BucketCredentials {}

  /** As this service itself, which the bucket's policy lets in. */
  public record ServiceGrant() implements BucketCredentials {}

  /**
   * How objects are to be kept, in the words of S3; {@code null}: as the bucket does by itself.
   *
   * @param kmsKeyId key that the store encrypts with
   * @param acl as {@code bucket-owner-full-control}
   * @param storageClass as {@code STANDARD_IA}
   */
  public record ObjectOptions(String kmsKeyId, String acl, String storageClass) {
    /** Leaves all to the bucket. */
    public static final ObjectOptions NONE = new ObjectOptions(null, null, null);
  }

  /** Reads a configuration of type S3. */
  public static UserBucket of(DeliveryConfig config, DeliverySecrets secrets) {
    JsonNode values = config.settings().values();
    String endpoint = values.path("endpoint").textValue();
    return new UserBucket(
        config.access().owner(),
        values.path("bucket").textValue(),
        values.path("prefix").asText("").replaceFirst("/$", ""),
        values.path("region").asText(DEFAULT_REGION),
        endpoint == null ? null : URI.create(endpoint.replaceFirst("/$", "")),
        access(values, secrets),
        new ObjectOptions(
            values.path("kmsKeyId").textValue(),
            values.path("acl").textValue(),
            values.path("storageClass").textValue()));
  }

  private static BucketCredentials access(JsonNode values, DeliverySecrets secrets) {
    if (values.hasNonNull("roleArn")) {
      return new AssumedRole(values.path("roleArn").textValue());
    }
    Optional<Secret> secret = secrets.find("secretAccessKey");
    return secret.isPresent()
        ? new AccessKeys(
            values.path("accessKeyId").textValue(),
            secret.get(),
            secrets.find("sessionToken").orElse(null))
        : new ServiceGrant();
  }

  /**
   * Returns the key of a file of an export.
   *
   * @throws ExportFailure DESTINATION_UNWRITABLE if no store takes such a key
   */
  public String key(ExportId id, String fileName) {
    String folder = prefix.isEmpty() ? "" : DestinationPath.forExport(prefix, id) + "/";
    String key = folder + fileName;
    if (key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
      throw new ExportFailure(
          ErrorCode.DESTINATION_UNWRITABLE,
          "Cannot write %s: S3 takes keys of at most %d bytes. Give the export a shorter name, or the delivery configuration a shorter prefix."
              .formatted(href(key), MAX_KEY_BYTES));
    }
    return key;
  }

  /** Returns where the owner says that he wants this service here: the same for every export. */
  String proofKey() {
    return DestinationPath.shared(prefix) + OwnerCode.proofName(owner);
  }

  /** Returns what a key is called for people and in results: {@code s3://bucket/key}. */
  String href(String key) {
    return "s3://%s/%s".formatted(name, key);
  }

  /** Returns where the bucket is, for people. */
  String shownAddress() {
    return endpoint == null ? "Amazon S3 in region " + region : endpoint.toString();
  }
}
