package io.landfall.steps;

import static io.landfall.worker.RenderFixture.ATTEMPT;
import static io.landfall.worker.RenderFixture.ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.Done;
import akka.pattern.StatusReply;
import io.landfall.export.CommitFencingCheck;
import io.landfall.export.ExportStep;
import io.landfall.export.StaleCommitException;
import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.export.StoredFile;
import io.landfall.export.UploadTarget;
import io.landfall.export.entity.EntityCommand.AcceptCleanUp;
import io.landfall.export.entity.EntityCommand.AcceptFailure;
import io.landfall.export.entity.EntityCommand.AcceptObject;
import io.landfall.export.entity.EntityCommand.AcceptUpload;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.request.Destination;
import io.landfall.store.ObjectKeys;
import io.landfall.store.UploadBody;
import io.landfall.store.UploadRules;
import io.landfall.worker.RenderFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExportStepsTest extends StepsFixture {
  @Test
  void anUploadThatTheEntityDoesNotKeepIsAborted() {
    steps.openUpload(ATTEMPT, RenderFixture.plan(2));

    AcceptUpload mine = entity.expectMessageClass(AcceptUpload.class);
    assertThat(store.uploads).containsKey(uploadId(mine));
    mine.replyTo().tell(StatusReply.success(new UploadTarget.MultipartUpload("another")));

    await().untilAsserted(() -> assertThat(store.uploads).isEmpty());
  }

  @Test
  void aSingleObjectNeedsNoUpload() {
    steps.openUpload(ATTEMPT, RenderFixture.singleObjectPlan());
    assertThat(entity.expectMessageClass(AcceptUpload.class).uploadTarget())
        .isEqualTo(new UploadTarget.SingleObject());
    assertThat(store.uploads).isEmpty();
  }

  @Test
  void aStoreThatWantsPartsOfOneSizeOrFewOfThemGetsThemComposed() {
    for (UploadRules rules : List.of(UploadRules.EQUAL_PARTS, new UploadRules(false, 4))) {
      store.rules = rules;
      steps.openUpload(ATTEMPT, RenderFixture.plan(2)); // of five parts
      AcceptUpload offer = entity.expectMessageClass(AcceptUpload.class);
      assertThat(offer.uploadTarget()).isInstanceOf(UploadTarget.ComposedUpload.class);
      offer.replyTo().tell(StatusReply.success(offer.uploadTarget()));
      entity.expectNoMessage(Duration.ofMillis(300)); // the step has ended
    }
  }

  @Test
  void aFileForWhichTheStoreHasTooFewPartsIsRefusedBeforeItIsRendered() {
    store.rules = new UploadRules(true, 0);
    steps.openUpload(ATTEMPT, RenderFixture.plan(2));
    AcceptFailure failure = entity.expectMessageClass(AcceptFailure.class);
    assertThat(failure.code()).isEqualTo(ErrorCode.EXPORT_TOO_LARGE);
    assertThat(failure.detail()).contains("the store takes up to 0 parts of an upload");
    assertThat(store.uploads).isEmpty();
  }

  @Test
  void committingTwiceCompletesOnce() throws Exception {
    String upload = store.openUpload(RenderFixture.KEY, "").toCompletableFuture().get();
    StoredPart part =
        store
            .putPart(RenderFixture.KEY, upload, 1, UploadBody.of("abc"))
            .toCompletableFuture()
            .get();

    for (int i = 0; i < 2; i++) {
      steps.commit(ATTEMPT, RenderFixture.plan(2), target(upload), List.of(part), 0);
      AcceptObject accept = entity.expectMessageClass(AcceptObject.class);
      assertThat(accept.object().bytes()).isEqualTo(3);
      accept.replyTo().tell(StatusReply.success(Done.getInstance()));
      entity.expectNoMessage(Duration.ofMillis(300)); // the step has ended
    }
  }

  @Test
  void aStaleCommitIsRefusedAndTellsNobody() throws Exception {
    String upload = store.openUpload(RenderFixture.KEY, "").toCompletableFuture().get();
    store.putPart(RenderFixture.KEY, upload, 1, UploadBody.of("abc"));
    fence =
        (attempt, sequenceNumber) ->
            CompletableFuture.failedStage(
                new StaleCommitException(
                    "attempt %s, version %d".formatted(attempt, sequenceNumber)));

    steps.commit(ATTEMPT, RenderFixture.plan(2), target(upload), List.of(part(3)), 7);

    entity.expectNoMessage(Duration.ofMillis(500));
    assertThat(store.objects).isEmpty();
    assertThat(store.uploads).containsKey(upload);
  }

  @Test
  void aStaleCommitOfWhatAnotherCopyHasCompletedOnlyLooks() {
    store.put(RenderFixture.KEY, UploadBody.of("abc"), "");
    fence =
        (attempt, sequenceNumber) ->
            CompletableFuture.failedStage(new StaleCommitException("stale"));
    steps.commit(ATTEMPT, RenderFixture.plan(2), target("gone"), List.of(part(3)), 7);
    assertThat(entity.expectMessageClass(AcceptObject.class).object().bytes()).isEqualTo(3);
  }

  @Test
  void aStepThatWasEndedWhileItWaitedTellsNoFailure() {
    fence =
        (attempt, sequenceNumber) ->
            CompletableFuture.failedStage(
                new ExportFailure(ErrorCode.DATABASE_UNAVAILABLE, "Cannot ask."));
    steps.commit(ATTEMPT, RenderFixture.plan(2), target("upload"), List.of(part(3)), 7);
    entity.expectNoMessage(Duration.ofMillis(200));
    steps.stopSteps(ID);

    entity.expectNoMessage(Duration.ofSeconds(2));
  }

  @Test
  void anUploadWhoseFateIsNotKnownIsNotAborted() {
    steps.openUpload(ATTEMPT, RenderFixture.plan(2));
    AcceptUpload unanswered = entity.expectMessageClass(AcceptUpload.class);
    steps.stopSteps(ID); // as when the entity has it and asks for the next step

    entity.expectNoMessage(Duration.ofSeconds(2));
    assertThat(store.uploads).containsKey(uploadId(unanswered));
  }

  @Test
  void f13WhatAnotherCopyCompletesWhileThisOneIsAboutToIsFound() {
    fence =
        (attempt, sequenceNumber) -> {
          store.put(RenderFixture.KEY, UploadBody.of("abc"), ""); // and the upload is no more
          return CompletableFuture.completedStage(Done.getInstance());
        };
    steps.commit(ATTEMPT, RenderFixture.plan(2), target("gone"), List.of(part(3)), 7);
    assertThat(entity.expectMessageClass(AcceptObject.class).object().bytes()).isEqualTo(3);
  }

  @Test
  void aJournalThatDoesNotAnswerDelaysTheCommit() throws Exception {
    String upload = store.openUpload(RenderFixture.KEY, "").toCompletableFuture().get();
    store.putPart(RenderFixture.KEY, upload, 1, UploadBody.of("abc"));
    var asked = new AtomicInteger();
    fence =
        (attempt, sequenceNumber) ->
            asked.incrementAndGet() == 1
                ? CompletableFuture.failedStage(
                    new ExportFailure(ErrorCode.DATABASE_UNAVAILABLE, "It is down."))
                : CommitFencingCheck.ALWAYS_ALLOW.check(attempt, sequenceNumber);
    steps.commit(ATTEMPT, RenderFixture.plan(2), target(upload), List.of(part(3)), 7);
    assertThat(entity.expectMessageClass(AcceptObject.class).object().bytes()).isEqualTo(3);
    assertThat(asked).hasValue(2);
  }

  private static UploadTarget target(String uploadId) {
    return new UploadTarget.MultipartUpload(uploadId);
  }

  private static String uploadId(AcceptUpload accept) {
    return ((UploadTarget.MultipartUpload) accept.uploadTarget()).uploadId();
  }

  private static StoredPart part(long bytes) {
    return new StoredPart(1, "etag-1", bytes, "00");
  }

  @Test
  void cleaningUpAbortsUploadsAndDeletesScratchButNotTheFile() {
    fill();
    steps.cleanUp(ATTEMPT, List.of());
    assertThat(entity.expectMessageClass(AcceptCleanUp.class).step())
        .isEqualTo(ExportStep.CLEAN_UP);
    assertThat(store.objects).containsOnlyKeys(RenderFixture.KEY);
    assertThat(store.uploads).isEmpty();
  }

  /** A worker that does not know yet puts a part and its top tiles after the first listing. */
  @Test
  void whatComesBackWhileCleaningUpIsRemovedToo() {
    fill();
    var late = new AtomicInteger(3);
    store.onDelete =
        () -> {
          if (late.decrementAndGet() >= 0) {
            store.openUpload(RenderFixture.KEY, "");
            store.put(ObjectKeys.topOverviews(ATTEMPT, 7 + late.get()), UploadBody.of("late"), "");
          }
        };
    steps.cleanUp(ATTEMPT, List.of());
    entity.expectMessageClass(AcceptCleanUp.class, Duration.ofSeconds(10));
    assertThat(store.objects).containsOnlyKeys(RenderFixture.KEY);
    assertThat(store.uploads).isEmpty();
  }

  @Test
  void discardingDeletesTheFileToo() {
    fill();
    steps.discard(ATTEMPT, List.of());
    assertThat(entity.expectMessageClass(AcceptCleanUp.class).step()).isEqualTo(ExportStep.DISCARD);
    assertThat(store.objects).isEmpty();
  }

  @Test
  void anAttemptWithoutPlanEndsWithoutTheStore() {
    fill();
    int before = store.objects.size();
    steps.endUnplanned(ATTEMPT);
    assertThat(entity.expectMessageClass(AcceptCleanUp.class).step()).isEqualTo(ExportStep.DISCARD);
    assertThat(store.objects).hasSize(before);
    assertThat(store.uploads).isNotEmpty();
  }

  @Test
  void deliveriesGoSideBySide() {
    var object = new StoredObject(RenderFixture.KEY, "etag", 3, null);
    for (int index : List.of(0, 1, 0)) {
      steps.deliver(
          new DeliveryRequest(
              ATTEMPT,
              "me",
              RenderFixture.plan(2),
              new StoredFile(object, List.of(), List.of()),
              index,
              new Destination.LinkDestination(),
              null,
              Instant.EPOCH,
              0));
    }
    await().untilAsserted(() -> assertThat(deliveries).hasValue(2));
  }

  private void fill() {
    store.openUpload(RenderFixture.KEY, "");
    store.put(RenderFixture.KEY, UploadBody.of("file"), "");
    store.put(ObjectKeys.plan(ATTEMPT), UploadBody.of("plan"), "");
    store.put(ObjectKeys.topOverviews(ATTEMPT, 0), UploadBody.of("top overviews"), "");
  }
}
