package io.landfall.delivery.s3;

import static io.landfall.delivery.s3.S3Fixture.BYTES;
import static io.landfall.delivery.s3.S3Fixture.failure;
import static io.landfall.delivery.s3.S3Fixture.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.PlannedFile;
import io.landfall.delivery.Sidecars;
import io.landfall.delivery.TestDeliveryRun;
import io.landfall.export.StepWait;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.model.request.OutputFormat.FileFormat;
import io.landfall.store.s3.FakeS3.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a delivery into a user's bucket does when his store fails in the ways that real ones do. */
class S3TargetFaultsIT {
  private static ActorTestKit testKit;
  private static final int SMALL = 1_000;

  private S3Fixture s3 = new S3Fixture(testKit.system());

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

  @ParameterizedTest
  @ValueSource(ints = {SMALL, S3Fixture.PART, BYTES})
  void aFileArrivesWithItsSidecarsAndIsReadBack(int bytes) throws Exception {
    DeliveryItem item = s3.item(bytes, 1);
    var run = new TestDeliveryRun(S3Fixture.CHECKSUM);
    DeliveryReceipt receipt = now(s3.target().deliver(item, run));

    assertThat(receipt.href()).isEqualTo("s3://maps/exports/map.tif");
    assertThat(receipt.sha256()).isEqualTo(S3Fixture.sha256(s3.content(item)));
    assertThat(receipt.sidecars())
        .extracting(file -> file.href())
        .containsExactly("s3://maps/exports/map.tif.sha256");
    assertWhole(item);
    assertThat(s3.maps.keys()).containsExactly("exports/map.tif", "exports/map.tif.sha256");
    assertThat(s3.maps.headers("exports/map.tif"))
        .containsEntry("x-amz-meta-landfall-export", item.attempt().id().toString())
        .containsEntry("x-amz-meta-landfall-attempt", "1")
        .containsEntry("content-type", "image/tiff; application=geotiff; profile=cloud-optimized");
    assertThat(run.recorded().get(0).location()).isEqualTo("exports/map.tif");
    assertThat(s3.s3.requests.toString()).doesNotContain(S3Fixture.SECRET);
  }

  @Test
  void whatIsThereAlreadyOfTheSameAttemptCountsAsDelivered() throws Exception {
    DeliveryItem item = s3.item(BYTES, 1);
    s3.deliver(item);
    long writes = s3.s3.count("PUT ");
    assertThat(s3.deliver(item).sha256()).isEqualTo(S3Fixture.sha256(s3.content(item)));
    assertThat(s3.s3.count("PUT ")).isEqualTo(writes);
  }

  @Test
  void f10SlowDownAndErrorsAreWaitedForAndTheFileIsWhole() throws Exception {
    s3.s3.fail(request -> true, 4, 1000, Fault.ANSWER_500);
    s3.s3.fail(request -> request.startsWith("PUT"), 1, 1, Fault.SLOW_DOWN);
    DeliveryItem item = s3.item(BYTES, 2);
    s3.deliver(item);
    assertWhole(item);
  }

  @Test
  void f10AStoreThatOnlyFailsEndsTheDeliveryWhenTheTimeForItIsUp() throws Exception {
    s3.close();
    s3 = new S3Fixture(testKit.system(), Duration.ofMillis(700));
    s3.s3.fail(request -> true, 1_000_000, Fault.ANSWER_500);
    ExportFailure failure = failure(s3.target().deliver(s3.item(SMALL, 1), new TestDeliveryRun()));
    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_UNWRITABLE);
    assertThat(failure)
        .hasMessageContaining("s3://maps/exports/map.tif")
        .hasMessageContaining("500");
    assertThat(s3.s3.requests.size()).isLessThan(20);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"HANG", "DROP_REQUEST", "DROP_ANSWER"})
  void f11APartThatIsNotAnsweredIsSentAgain(Fault fault) throws Exception {
    s3.s3.fail("partNumber=2", 1, fault);
    DeliveryItem item = s3.item(BYTES, 3);
    s3.deliver(item);
    assertWhole(item);
    assertThat(s3.s3.count("partNumber=2")).isGreaterThan(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"HANG_AFTER_HEADERS", "CUT_BODY"})
  void f11AReadBackThatBreaksOffIsReadAgain(Fault fault) throws Exception {
    s3.s3.fail("GET /maps/exports/map.tif?", 1, fault);
    DeliveryItem item = s3.item(BYTES, 3);
    s3.deliver(item);
    assertWhole(item);
    assertThat(s3.s3.count("GET /maps/exports/map.tif?")).isGreaterThan(1);
  }

  @Test
  void f12APartThatIsStoredWrongIsSentAgain() throws Exception {
    s3.s3.fail("partNumber=3", 1, Fault.CORRUPT);
    DeliveryItem item = s3.item(BYTES, 4);
    s3.deliver(item);
    assertWhole(item);
    assertThat(s3.s3.count("partNumber=3")).isGreaterThan(1);
  }

  @Test
  void f12AnErrorIn200OfCompleteIsAFailure() throws Exception {
    s3.s3.fail("POST /maps/exports/map.tif?uploadId", 2, Fault.ERROR_IN_200);
    DeliveryItem item = s3.item(BYTES, 5);
    s3.deliver(item);
    assertWhole(item);
    assertThat(s3.s3.count("POST /maps/exports/map.tif?uploadId")).isGreaterThan(2);
  }

  @Test
  void f12WhatIsReadBackDifferentlyIsRemovedAndWrittenOnce() throws Exception {
    s3.s3.fail("PUT /maps/exports/map.tif?", 1, Fault.CORRUPT);
    DeliveryItem item = s3.item(SMALL, 6);
    s3.deliver(item);
    assertWhole(item);
    assertThat(s3.s3.count("DELETE /maps/exports/map.tif?")).isEqualTo(1);
  }

  @Test
  void f12ACopyWhoseTurnIsOverRemovesNothing() throws Exception {
    DeliveryItem item = s3.item(SMALL, 1);
    s3.s3.fail("PUT /maps/exports/map.tif?", 1, Fault.CORRUPT);
    var asked = new AtomicInteger();
    var stale =
        new TestDeliveryRun(
            Sidecars.NONE,
            () ->
                asked.incrementAndGet() == 1
                    ? CompletableFuture.completedStage(Done.getInstance())
                    : CompletableFuture.failedStage(crash()));
    assertThat(S3Fixture.code(s3.target().deliver(item, stale))).isEqualTo(ErrorCode.INTERNAL);
    assertThat(s3.s3.count("DELETE")).isZero();
  }

  @Test
  void f12WhatAnotherCopyHasWrittenRightMeanwhileStays() throws Exception {
    DeliveryItem item = s3.item(SMALL, 1);
    s3.s3.fail("PUT /maps/exports/map.tif?", 1, Fault.CORRUPT);
    var asked = new AtomicInteger();
    var slow =
        new TestDeliveryRun(
            Sidecars.NONE,
            () ->
                asked.incrementAndGet() == 1
                    ? CompletableFuture.completedStage(Done.getInstance())
                    : s3.target()
                        .deliver(item, new TestDeliveryRun())
                        .thenApply(receipt -> Done.getInstance()));
    now(s3.target().deliver(item, slow));
    assertThat(asked).hasValue(2);
    assertThat(s3.s3.count("DELETE")).isEqualTo(1);
    assertWhole(item);
  }

  @Test
  void f12AStoreThatAlwaysGarblesIsNoSuccess() throws Exception {
    s3.s3.fail("PUT /maps/exports/map.tif?", 100, Fault.CORRUPT);
    ExportFailure failure = failure(s3.target().deliver(s3.item(SMALL, 6), new TestDeliveryRun()));
    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_UNWRITABLE);
    assertThat(s3.maps.keys()).isEmpty();
  }

  @Test
  void f12AFileThatIsBrokenInOurStoreIsNotCommitted() throws Exception {
    DeliveryItem item = s3.item(BYTES, 7);
    s3.content(item)[BYTES - 1] ^= 1;
    ExportFailure failure = failure(s3.target().deliver(item, new TestDeliveryRun()));
    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_CORRUPT);
    assertThat(s3.maps.keys()).isEmpty();
  }

  @Test
  void f13ALostAnswerOfCompleteIsLookedUp() throws Exception {
    s3.s3.fail("POST /maps/exports/map.tif?uploadId", 1, Fault.DROP_ANSWER);
    DeliveryItem item = s3.item(BYTES, 8);
    s3.deliver(item);
    assertWhole(item);
    assertThat(s3.s3.count("POST /maps/exports/map.tif?uploadId")).isEqualTo(1);
  }

  @Test
  void f13ALostAnswerOfAPutIsLookedUp() throws Exception {
    s3.s3.fail("PUT /maps/exports/map.tif?", 1, Fault.DROP_ANSWER);
    DeliveryItem item = s3.item(SMALL, 8);
    s3.deliver(item);
    assertWhole(item);
    assertThat(s3.s3.count("PUT /maps/exports/map.tif?")).isEqualTo(1);
  }

  @Test
  void f13AnUploadThatIsGoneIsOpenedAnew() throws Exception {
    DeliveryItem item = s3.item(BYTES, 9);
    var run =
        new TestDeliveryRun().resumedAt(new DeliverySession(0, "exports/map.tif", "upload-99"));
    now(s3.target().deliver(item, run));
    assertWhole(item);
  }

  @Test
  void aNewTryGoesOnWithTheUploadOfTheOldOne() throws Exception {
    DeliveryItem item = s3.item(BYTES, 10);
    var first = new TestDeliveryRun(Sidecars.NONE, () -> CompletableFuture.failedStage(crash()));
    assertThat(failure(s3.target().deliver(item, first)).code()).isEqualTo(ErrorCode.INTERNAL);
    DeliverySession journalled = first.recorded().get(1);
    long parts = s3.s3.count("partNumber");

    now(s3.target().deliver(item, new TestDeliveryRun().resumedAt(journalled)));
    assertWhole(item);
    assertThat(s3.s3.count("partNumber")).isEqualTo(parts);
    assertThat(s3.s3.count("POST /maps/exports/map.tif?uploads")).isEqualTo(1);
  }

  @Test
  void anUploadWhoseIdNobodyGotIsAbortedAndOlderOnesAtTheKeyStay() throws Exception {
    String foreign = s3.maps.open("exports/map.tif", Instant.now().minusSeconds(60));
    s3.s3.fail("POST /maps/exports/map.tif?uploads", 1, Fault.DROP_ANSWER);
    DeliveryItem item = s3.item(BYTES, 11);
    s3.deliver(item);
    assertThat(s3.maps.object("exports/map.tif")).isEqualTo(s3.content(item));
    assertThat(s3.maps.openUploadIds()).containsExactly(foreign);
  }

  @ParameterizedTest
  @ValueSource(ints = {SMALL, BYTES})
  void f14AnObjectOfSomebodyElseStays(int bytes) throws Exception {
    byte[] foreign = new byte[bytes];
    s3.maps.put("exports/map.tif", foreign);
    ExportFailure failure = failure(s3.target().deliver(s3.item(bytes, 1), new TestDeliveryRun()));
    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_EXISTS);
    assertThat(failure).hasMessageContaining("{exportId}");
    assertThat(s3.maps.object("exports/map.tif")).isSameAs(foreign);
    assertThat(s3.maps.openUploadKeys()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void f14AnObjectThatAppearsMeanwhileStays(boolean knowsConditions) throws Exception {
    s3.maps.ignoresConditions = !knowsConditions;
    byte[] foreign = new byte[BYTES];
    var run =
        new TestDeliveryRun(
            Sidecars.NONE,
            () -> {
              s3.maps.put("exports/map.tif", foreign);
              return CompletableFuture.completedStage(Done.getInstance());
            });
    assertThat(S3Fixture.code(s3.target().deliver(s3.item(BYTES, 1), run)))
        .isEqualTo(ErrorCode.DESTINATION_EXISTS);
    assertThat(s3.maps.object("exports/map.tif")).isSameAs(foreign);
  }

  @Test
  void f14ATakenNameIsFoundBeforeRendering() throws Exception {
    DeliveryItem item = s3.item(SMALL, 1);
    var file = new PlannedFile(item.attempt(), "map.tif", FileFormat.COG, SMALL);
    now(s3.target().checkBeforeRendering(file));
    s3.maps.put("exports/map.tif.stac.json", new byte[1]);
    assertThat(S3Fixture.code(s3.target().checkBeforeRendering(file)))
        .isEqualTo(ErrorCode.DESTINATION_EXISTS);
  }

  @Test
  void f15ARevokedKeyEndsItAtOnce() throws Exception {
    s3.s3.fail("partNumber=1&", 1, Fault.ANSWER_500);
    s3.s3.fail("partNumber=2", 1_000, Fault.ANSWER_403);
    ExportFailure failure = failure(s3.target().deliver(s3.item(BYTES, 1), new TestDeliveryRun()));
    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_DENIED);
    assertThat(s3.s3.count("partNumber=2")).isEqualTo(1);
    s3.s3.heal();
    s3.s3.addKey("AKBOB", "b", null, "maps");
    s3.s3.removeKey("AKANN");
    assertThat(failure(s3.target().deliver(s3.item(BYTES, 1), new TestDeliveryRun())))
        .hasMessageContaining("keys that are valid");
  }

  @Test
  void f15OtherDeliveriesWithRefusedKeysDoNotAskAgain() throws Exception {
    s3.s3.addKey("AKBOB", "b", null, "maps");
    s3.s3.removeKey("AKANN");
    assertThat(S3Fixture.code(s3.target().deliver(s3.item(SMALL, 1), new TestDeliveryRun())))
        .isEqualTo(ErrorCode.DESTINATION_DENIED);
    int asked = s3.s3.requests.size();
    assertThat(S3Fixture.code(s3.target().deliver(s3.item(SMALL, 2), new TestDeliveryRun())))
        .isEqualTo(ErrorCode.DESTINATION_DENIED);
    assertThat(s3.s3.requests).hasSize(asked);

    s3.s3.addKey("AKANN", S3Fixture.SECRET, null, "maps");
    assertThat(now(s3.target().check())).hasSize(5);
    s3.deliver(s3.item(SMALL, 3));
  }

  @Test
  void f10WhileTheStoreIsWaitedForTheExportSaysSo() throws Exception {
    s3.s3.fail("HEAD", 2, Fault.ANSWER_500);
    var run = new TestDeliveryRun();
    now(s3.target().deliver(s3.item(SMALL, 1), run));
    assertThat(run.waits()).containsExactly(StepWait.QUEUED, null, StepWait.DESTINATION, null);
  }

  @Test
  void f15ABucketThatIsDeletedMeanwhileEndsItAtOnce() throws Exception {
    var run =
        new TestDeliveryRun(
            Sidecars.NONE,
            () -> {
              s3.s3.deleteBucket("maps");
              return CompletableFuture.completedStage(Done.getInstance());
            });
    ExportFailure failure = failure(s3.target().deliver(s3.item(BYTES, 1), run));
    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_UNWRITABLE);
    assertThat(failure).hasMessageContaining("Make bucket maps");
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"OTHER_REGION", "REDIRECT"})
  void f15ARedirectIsNotFollowed(Fault fault) throws Exception {
    try (var canary = new S3Fixture(testKit.system())) {
      s3.s3.redirectTo = canary.s3.endpoint() + "/maps/exports/map.tif";
      s3.s3.fail("PUT /maps/exports/map.tif?", 1_000, fault);
      ExportFailure failure =
          failure(s3.target().deliver(s3.item(SMALL, 1), new TestDeliveryRun()));
      assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_UNWRITABLE);
      assertThat(failure).hasMessageContaining("region");
      assertThat(canary.s3.requests).isEmpty();
    }
  }

  @Test
  void f25AnEndedDeliveryLeavesNoUpload() throws Exception {
    DeliveryItem item = s3.item(BYTES, 1);
    var run = new TestDeliveryRun(Sidecars.NONE, () -> CompletableFuture.failedStage(crash()));
    assertThat(S3Fixture.code(s3.target().deliver(item, run))).isEqualTo(ErrorCode.INTERNAL);
    assertThat(s3.maps.openUploadKeys()).hasSize(1);
    assertThat(now(s3.target().abandon(item.attempt(), run.recorded().get(1)))).isEmpty();
    assertThat(s3.maps.openUploadKeys()).isEmpty();
    assertThat(now(s3.target().abandon(item.attempt(), run.recorded().get(1)))).isEmpty();
  }

  @Test
  void f25ACompleteFileOfAnEndedDeliveryIsReportedAndStays() throws Exception {
    DeliveryItem item = s3.item(BYTES, 1);
    var run = new TestDeliveryRun();
    now(s3.target().deliver(item, run));
    DeliverySession session = run.recorded().get(1);
    assertThat(now(s3.target().abandon(item.attempt(), session)))
        .contains("s3://maps/exports/map.tif");
    assertWhole(item);
    var another = new ExportAttempt(item.attempt().id(), 2);
    assertThat(now(s3.target().abandon(another, session))).isEmpty();
  }

  @Test
  void f25ACommitThatIsOnItsWayWhenTheDeliveryEndsIsWaitedForAndReported() throws Exception {
    DeliveryItem item = s3.item(SMALL, 1);
    s3.s3.holdAnswers("PUT /maps/exports/map.tif?");
    var run = new TestDeliveryRun();
    var delivered = s3.target().deliver(item, run).toCompletableFuture();
    await().until(() -> s3.s3.count("PUT /maps/exports/map.tif?") > 0);
    var left = s3.target().abandon(item.attempt(), run.recorded().get(0));
    s3.s3.releaseAnswers();
    assertThat(now(left)).contains("s3://maps/exports/map.tif");
    assertThat(now(delivered).href()).isEqualTo("s3://maps/exports/map.tif");
  }

  private static RuntimeException crash() {
    return new CancellationException("as if the node had crashed");
  }

  /** The object is there once, byte for byte, and nothing else is left. */
  private void assertWhole(DeliveryItem item) {
    assertThat(s3.maps.object("exports/map.tif")).isEqualTo(s3.content(item));
    assertThat(s3.maps.openUploadKeys()).isEmpty();
  }
}
