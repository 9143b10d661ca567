package io.landfall.delivery.s3;

import static io.landfall.delivery.s3.S3Fixture.BYTES;
import static io.landfall.delivery.s3.S3Fixture.failure;
import static io.landfall.delivery.s3.S3Fixture.now;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.TestDeliveryRun;
import io.landfall.destination.DestinationFinding;
import io.landfall.destination.DestinationFinding.FindingStatus;
import io.landfall.destination.OwnerCode;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.secret.Secret;
import io.landfall.store.s3.FakeS3.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How a delivery gets into a user's bucket, and what a check of one finds. */
class BucketAccessIT {
  private static final String ROLE = "arn:aws:iam::123456789012:role/maps";
  private static ActorTestKit testKit;

  private final S3Fixture s3 = new S3Fixture(testKit.system());

  @BeforeAll
  static void startAkka() {
    testKit = ActorTestKit.create();
  }

  @AfterAll
  static void stopAkka() {
    testKit.shutdownTestKit();
  }

  @AfterEach
  void stop() {
    s3.close();
  }

  @Test
  void keysOfASessionGoWithTheirToken() throws Exception {
    s3.s3.addKey("ASIA", "secret", "canary/token+of=ann", "maps");
    var bucket = s3.bucket("", keys("ASIA", "secret", "canary/token+of=ann"));
    DeliveryItem item = s3.item(BYTES, 1);
    assertThat(now(s3.target(bucket).deliver(item, new TestDeliveryRun())).href())
        .isEqualTo("s3://maps/map.tif");
    var expired = s3.bucket("", keys("ASIA", "secret", "old"));
    ExportFailure failure = failure(s3.target(expired).deliver(item, new TestDeliveryRun()));
    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_DENIED);
  }

  @Test
  void aRoleIsAssumedUnderTheExternalIdOfTheOwner() throws Exception {
    s3.s3.addRole(ROLE, OwnerCode.externalId(S3Fixture.OWNER), "maps");
    var bucket = s3.bucket("{exportId}", new UserBucket.AssumedRole(ROLE));
    DeliveryItem item = s3.item(BYTES, 1);
    now(s3.target(bucket).deliver(item, new TestDeliveryRun()));
    assertThat(s3.maps.keys()).containsExactly(item.attempt().id() + "/map.tif");
    assertThat(s3.s3.assumedRoles()).isEqualTo(1);
  }

  @Test
  void aRoleThatTrustsAnotherOwnerLetsNobodyElseIn() throws Exception {
    s3.s3.addRole(ROLE, OwnerCode.externalId("bob"), "maps");
    var bucket = s3.bucket("", new UserBucket.AssumedRole(ROLE));
    ExportFailure failure =
        failure(s3.target(bucket).deliver(s3.item(BYTES, 1), new TestDeliveryRun()));
    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_DENIED);
    assertThat(failure).hasMessageContaining(OwnerCode.externalId(S3Fixture.OWNER));
  }

  @Test
  void aRoleThatLetsInUnderAnyExternalIdIsNotUsed() throws Exception {
    s3.s3.addRole(ROLE, null, "maps");
    S3Target target = s3.target(s3.bucket("", new UserBucket.AssumedRole(ROLE)));
    ExportFailure failure = failure(target.deliver(s3.item(BYTES, 1), new TestDeliveryRun()));
    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_DENIED);
    assertThat(failure)
        .hasMessageContaining("sts:ExternalId " + OwnerCode.externalId(S3Fixture.OWNER));
    assertThat(now(target.check()))
        .singleElement()
        .satisfies(finding -> assertThat(finding.status()).isEqualTo(FindingStatus.PROBLEM));
    assertThat(s3.s3.count(" /maps")).isZero();
  }

  @Test
  void aGrantedBucketIsWrittenWhereItsOwnerHasPutTheProofAndCopiedWithinTheStore()
      throws Exception {
    s3.s3.addKey("key", "a-secret", null, "landfall", "maps");
    var bucket = s3.bucket("exports", new UserBucket.ServiceGrant());
    DeliveryItem item = s3.item(BYTES, 1);
    try (var own = s3.ownClients()) {
      S3Target target = s3.targetInOwnStore(bucket, item, own);
      s3.maps.put("exports/" + OwnerCode.proofName("bob"), new byte[0]);
      ExportFailure failure = failure(target.deliver(item, new TestDeliveryRun()));
      assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_DENIED);
      String proof = "exports/" + OwnerCode.proofName(S3Fixture.OWNER);
      assertThat(failure).hasMessageContaining(proof);

      s3.maps.put(proof, new byte[0]);
      now(target.deliver(item, new TestDeliveryRun()));
      assertThat(s3.maps.object("exports/map.tif")).isEqualTo(s3.content(item));
      assertThat(s3.s3.requests)
          .filteredOn(line -> line.contains("partNumber"))
          .hasSize(4)
          .allMatch(line -> line.endsWith(" copy"));
    }
  }

  @Test
  void whatTheStoreDoesNotCopyIsSent() throws Exception {
    DeliveryItem item = s3.item(BYTES, 1);
    try (var own = s3.ownClients()) {
      now(
          s3.targetInOwnStore(s3.bucket("exports"), item, own)
              .deliver(item, new TestDeliveryRun()));
    }
    assertThat(s3.maps.object("exports/map.tif")).isEqualTo(s3.content(item));
    assertThat(s3.s3.count(" copy")).isEqualTo(1);
  }

  @Test
  void aCheckTriesWhatADeliveryDoesAndLeavesNothing() throws Exception {
    assertThat(now(s3.target().check()))
        .extracting(DestinationFinding::name)
        .containsExactly("bucket", "write", "read", "multipart", "delete");
    assertThat(now(s3.target().check())).allMatch(finding -> finding.status() == FindingStatus.OK);
    assertThat(s3.maps.keys()).isEmpty();
    assertThat(s3.maps.openUploadKeys()).isEmpty();
  }

  @Test
  void aCheckSaysWhatIsWrongAndEndsThere() throws Exception {
    var wrong = s3.target(s3.bucket("", keys("AKANN", "wrong", null)));
    List<DestinationFinding> findings = now(wrong.check());
    assertThat(findings).extracting(DestinationFinding::name).containsExactly("write");
    assertThat(findings.get(0).status()).isEqualTo(FindingStatus.PROBLEM);
    assertThat(findings.get(0).detail()).contains("SignatureDoesNotMatch", "keys that are valid");

    s3.s3.deleteBucket("maps");
    assertThat(now(s3.target().check()))
        .singleElement()
        .satisfies(finding -> assertThat(finding.detail()).contains("Make bucket maps"));
  }

  @Test
  void aCheckFindsARegionThatIsAnother() throws Exception {
    s3.s3.fail("HEAD /maps?", 1, Fault.OTHER_REGION);
    assertThat(now(s3.target().check()))
        .singleElement()
        .satisfies(finding -> assertThat(finding.detail()).contains("not in region us-east-1"));
  }

  @Test
  void t14WhatAHostileStoreSaysOfSecretsNobodyReads() throws Exception {
    s3.s3.answerErrorsWith("you sent " + S3Fixture.SECRET);
    s3.s3.fail("HEAD /maps/exports/map.tif?", 1_000, Fault.REDIRECT);
    s3.s3.fail("PUT", 1_000, Fault.ANSWER_403);
    for (var finding : now(s3.target().check())) {
      assertThat(finding.toString()).doesNotContain(S3Fixture.SECRET);
    }
    assertThat(now(s3.target().check()).toString()).contains("you sent ***");
    assertThat(s3.bucket("").toString()).doesNotContain(S3Fixture.SECRET);
  }

  @Test
  void aCheckOfAStoreThatHangsEndsInTheTimeOfARequest() throws Exception {
    s3.s3.fail("HEAD", 1, Fault.HANG);
    long begun = System.nanoTime();
    assertThat(now(s3.target().check()).get(0).status()).isEqualTo(FindingStatus.PROBLEM);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(25));
  }

  private static UserBucket.AccessKeys keys(String id, String secret, String token) {
    return new UserBucket.AccessKeys(
        id, Secret.of(secret), token == null ? null : Secret.of(token));
  }
}
