package io.landfall.destination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Policies in the language of IAM that let this service deliver into a bucket, and do no more: for
 * those who would rather grant than hand out keys.
 */
public final class BucketPolicies {
  private static final String VERSION = "2012-10-17";

  private static final List<String> ON_OBJECTS =
      List.of(
          "s3:PutObject",
          "s3:GetObject",
          "s3:DeleteObject",
          "s3:AbortMultipartUpload",
          "s3:ListMultipartUploadParts");

  private BucketPolicies() {}

  /**
   * Returns the policy of a bucket that lets a principal write there.
   *
   * @param prefix of the keys, as a delivery configuration has it, without a slash at its end;
   *     empty: the whole bucket
   * @param principal ARN of an account, role or user
   */
  public static ObjectNode forBucket(String bucket, String prefix, String principal) {
    return policy(
        statement("LandfallWritesObjects", objects(bucket, prefix), ON_OBJECTS, principal),
        statement("LandfallFindsUploads", bucket(bucket), LISTING, principal));
  }

  /** Returns the same for a role, which that lets write: without a principal. */
  public static ObjectNode forRole(String bucket, String prefix) {
    return policy(
        statement("LandfallWritesObjects", objects(bucket, prefix), ON_OBJECTS, null),
        statement("LandfallFindsUploads", bucket(bucket), LISTING, null));
  }

  /**
   * Returns the trust policy of a role that a principal may take on under an external id.
   *
   * @param externalId that stands for the owner of the delivery configuration
   */
  public static ObjectNode trust(String principal, String externalId) {
    ObjectNode statement = object();
    statement.put("Sid", "LandfallTakesOnThisRole").put("Effect", "Allow");
    statement.putObject("Principal").put("AWS", principal);
    statement.put("Action", "sts:AssumeRole");
    statement.putObject("Condition").putObject("StringEquals").put("sts:ExternalId", externalId);
    return policy(statement);
  }

  private static final List<String> LISTING =
      List.of("s3:ListBucket", "s3:ListBucketMultipartUploads");

  private static ObjectNode policy(JsonNode... statements) {
    ObjectNode policy = object();
    policy.put("Version", VERSION).putArray("Statement").addAll(List.of(statements));
    return policy;
  }

  private static ObjectNode statement(
      String sid, String resource, List<String> actions, String principal) {
    ObjectNode statement = object();
    statement.put("Sid", sid).put("Effect", "Allow");
    if (principal != null) {
      statement.putObject("Principal").put("AWS", principal);
    }
    actions.forEach(statement.putArray("Action")::add);
    statement.put("Resource", resource);
    return statement;
  }

  private static String bucket(String bucket) {
    return "arn:aws:s3:::" + bucket;
  }

  private static String objects(String bucket, String prefix) {
    return bucket(bucket) + "/" + escaped(DestinationPath.shared(prefix)) + "*";
  }

  /** A name may have what is a wildcard in a policy. */
  private static String escaped(String folder) {
    return folder.replace("$", "${$}").replace("*", "${*}").replace("?", "${?}");
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
