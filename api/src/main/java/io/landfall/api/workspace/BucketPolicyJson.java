package io.landfall.api.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.Json;
import io.landfall.destination.AmazonEndpoint;
import io.landfall.destination.BucketPolicies;
import io.landfall.destination.BucketPolicies.Writing;
import io.landfall.destination.DestinationPath;
import io.landfall.destination.OwnerCode;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.workspace.DeliveryConfig;
import io.landfall.workspace.DeliveryConfig.DeliveryType;
import java.net.URI;
import java.util.Optional;

/** Writes the policies that a bucket needs for a delivery configuration, with what to do. */
final class BucketPolicyJson {
  private static final String DEFAULT_REGION = "us-east-1";

  private final DeliveryConfig config;
  private final String principal;
  private final Writing writing;

  private BucketPolicyJson(DeliveryConfig config, String principal) {
    this.config = config;
    this.principal = principal;
    JsonNode values = config.settings().values();
    String endpoint = values.path("endpoint").textValue();
    this.writing =
        new Writing(
            values.path("bucket").asText(),
            values.path("prefix").asText(""),
            values.path("region").asText(DEFAULT_REGION),
            endpoint == null || AmazonEndpoint.isAmazon(URI.create(endpoint)),
            values.hasNonNull("acl"),
            values.path("kmsKeyId").textValue());
  }

  /**
   * Writes them.
   *
   * @param principal ARN that they let in; empty: it is not known
   * @throws ExportFailure OPTION_UNSUPPORTED for what is no bucket, or needs a principal that is
   *     not known
   */
  static ObjectNode write(DeliveryConfig config, String principal) {
    if (config.settings().type() != DeliveryType.S3) {
      throw new ExportFailure(
          ErrorCode.OPTION_UNSUPPORTED,
          "Cannot make a policy: it is for buckets (S3), and this configuration is of type %s."
              .formatted(config.settings().type()));
    }
    var policies = new BucketPolicyJson(config, principal);
    Optional<String> externalId = OwnerCode.externalId(config);
    if (externalId.isPresent()) {
      return policies.ofRole(externalId.get());
    }
    return config.needsSecrets() ? policies.ofKeys() : policies.ofGrant();
  }

  private ObjectNode ofKeys() {
    ObjectNode json = Json.object();
    steps(json, "Attach userPolicy to the user whose keys the configuration has.");
    json.set("userPolicy", BucketPolicies.forRole(writing));
    return json;
  }

  private ObjectNode ofRole(String externalId) {
    requirePrincipal();
    ObjectNode json = Json.object();
    steps(
        json,
        "Make the role %s with trustPolicy as its trust policy."
            .formatted(config.settings().values().path("roleArn").asText()),
        "Attach rolePolicy to it.");
    json.put("externalId", externalId);
    json.set("trustPolicy", BucketPolicies.trust(principal, externalId));
    json.set("rolePolicy", BucketPolicies.forRole(writing));
    return json;
  }

  private ObjectNode ofGrant() {
    requirePrincipal();
    String proof =
        DestinationPath.shared(writing.prefix()) + OwnerCode.proofName(config.access().owner());
    ObjectNode json = Json.object();
    steps(
        json,
        "Set bucketPolicy as the policy of the bucket.",
        "Put an empty object with the key %s into the bucket: it says that you, and no other user of this service, may have exports delivered there."
            .formatted(proof));
    json.put("proofObject", proof);
    json.set("bucketPolicy", BucketPolicies.forBucket(writing, principal));
    if (writing.kmsKeyId() != null) {
      json.withArray("steps")
          .insert(
              1,
              "Add keyStatement to the policy of the key %s, which the configuration must name by its ARN where it is of another account than this service."
                  .formatted(writing.kmsKeyId()));
      json.set("keyStatement", BucketPolicies.keyStatement(principal));
    }
    return json;
  }

  private static void steps(ObjectNode json, String... steps) {
    ArrayNode all = json.putArray("steps");
    for (String step : steps) {
      all.add(step);
    }
    all.add("Check the configuration: POST /v1/delivery-configs/{id}/check.");
  }

  private void requirePrincipal() {
    if (principal.isBlank()) {
      throw new ExportFailure(
          ErrorCode.OPTION_UNSUPPORTED,
          "Cannot make a policy: this service does not know its own account. Ask the operator to"
              + " set landfall.delivery.s3.principal, or give keys.");
    }
  }
}
