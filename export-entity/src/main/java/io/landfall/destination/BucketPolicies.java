package io.landfall.destination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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

  private static final List<String> ON_KEY = List.of("kms:GenerateDataKey", "kms:Decrypt");
  private static final String ALIAS = "alias/";

  private BucketPolicies() {}

  /**
   * What a delivery configuration says that a policy must let it do.
   *
   * @param prefix of the keys, without a slash at its end; empty: the whole bucket
   * @param region of the bucket
   * @param isAmazon it is Amazon's, where names of resources tell the part of the world
   * @param setsAcl objects get an ACL
   * @param kmsKeyId id, alias or ARN of the key that objects are encrypted with; {@code null}: none
   *     is named
   */
  public record Writing(
      String bucket,
      String prefix,
      String region,
      boolean isAmazon,
      boolean setsAcl,
      String kmsKeyId) {

    /** Returns the first parts of a resource's name: {@code arn:aws}. */
    private String arn() {
      if (!isAmazon) {
        return "arn:aws";
      }
      return region.startsWith("cn-")
          ? "arn:aws-cn"
          : region.startsWith("us-gov-") ? "arn:aws-us-gov" : "arn:aws";
    }

    private String bucketArn() {
      return arn() + ":s3:::" + bucket;
    }

    private String objectsArn() {
      return bucketArn() + "/" + escaped(DestinationPath.shared(prefix)) + "*";
    }

    private List<String> onObjects() {
      return Stream.concat(
              ON_OBJECTS.stream(), setsAcl ? Stream.of("s3:PutObjectAcl") : Stream.of())
          .toList();
    }

    private boolean isAlias() {
      return kmsKeyId.startsWith(ALIAS) || kmsKeyId.contains(":" + ALIAS);
    }

    private String keyArn() {
      String key = isAlias() ? "*" : kmsKeyId;
      return key.startsWith("arn:") ? key : "%s:kms:%s:*:key/%s".formatted(arn(), region, key);
    }
  }

  /**
   * Returns the policy of a bucket that lets a principal write there.
   *
   * @param principal ARN of an account, role or user
   */
  public static ObjectNode forBucket(Writing to, String principal) {
    return policy(objectsAndBucket(to, principal));
  }

  /** Returns the same for a role or user, which that lets write: without a principal. */
  public static ObjectNode forRole(Writing to) {
    List<JsonNode> statements = new ArrayList<>(objectsAndBucket(to, null));
    if (to.kmsKeyId() != null) {
      ObjectNode onKey = statement("LandfallEncryptsObjects", to.keyArn(), ON_KEY, null);
      if (to.isAlias()) {
        String alias = to.kmsKeyId().substring(to.kmsKeyId().indexOf(ALIAS));
        onKey
            .putObject("Condition")
            .putObject("ForAnyValue:StringEquals")
            .put("kms:ResourceAliases", alias);
      }
      statements.add(onKey);
    }
    return policy(statements);
  }

  /** Returns what the policy of a key must say beside, so that a principal may encrypt with it. */
  public static ObjectNode keyStatement(String principal) {
    return statement("LandfallEncryptsObjects", "*", ON_KEY, principal);
  }

  private static List<JsonNode> objectsAndBucket(Writing to, String principal) {
    return List.of(
        statement("LandfallWritesObjects", to.objectsArn(), to.onObjects(), principal),
        statement("LandfallFindsUploads", to.bucketArn(), LISTING, principal));
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
    return policy(List.of(statement));
  }

  private static final List<String> LISTING =
      List.of("s3:ListBucket", "s3:ListBucketMultipartUploads");

  private static ObjectNode policy(List<JsonNode> statements) {
    ObjectNode policy = object();
    policy.put("Version", VERSION).putArray("Statement").addAll(statements);
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

  /** A name may have what is a wildcard in a policy. */
  private static String escaped(String folder) {
    return folder.replace("$", "${$}").replace("*", "${*}").replace("?", "${?}");
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
