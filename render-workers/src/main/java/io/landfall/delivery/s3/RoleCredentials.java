package io.landfall.delivery.s3;

import io.landfall.destination.OwnerCode;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * The credentials of a role, which this service takes on in the name of one owner. A role that
 * would also let it in for somebody else is not used: anybody who names it could have us write
 * where it may write.
 */
final class RoleCredentials {
  private static final String SESSION = "landfall";

  private final StsClient tokens;
  private final UserBucket bucket;
  private final String roleArn;
  private final StsAssumeRoleCredentialsProvider ofOwner;
  private boolean isChecked;

  /** Asks nobody yet. */
  RoleCredentials(StsClient tokens, UserBucket bucket, String roleArn) {
    this.tokens = tokens;
    this.bucket = bucket;
    this.roleArn = roleArn;
    this.ofOwner =
        StsAssumeRoleCredentialsProvider.builder()
            .stsClient(tokens)
            .refreshRequest(request(bucket.owner()))
            .build();
  }

  private AssumeRoleRequest request(String owner) {
    return AssumeRoleRequest.builder()
        .roleArn(roleArn)
        .externalId(OwnerCode.externalId(owner))
        .roleSessionName(SESSION)
        .build();
  }

  /** Returns what asks for them, and renews them in time. */
  Supplier<AwsCredentials> provider() {
    return this::resolve;
  }

  private AwsCredentials resolve() {
    AwsCredentials credentials = ofOwner.resolveCredentials();
    checkLetsNobodyElseIn();
    return credentials;
  }

  private synchronized void checkLetsNobodyElseIn() {
    if (!isChecked && letsIn("nobody-" + UUID.randomUUID())) {
      throw new ExportFailure(
          ErrorCode.DESTINATION_DENIED,
          "Cannot use role %s: it lets this service in under any external id, so that any other user could have files written with it. Have its trust policy ask for sts:ExternalId %s, as the configuration's policy shows."
              .formatted(roleArn, OwnerCode.externalId(bucket.owner())));
    }
    isChecked = true;
  }

  private boolean letsIn(String owner) {
    try {
      tokens.assumeRole(request(owner));
      return true;
    } catch (StsException e) {
      if (e.statusCode() != 403) {
        throw e;
      }
      return false;
    }
  }
}
