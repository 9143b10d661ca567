package io.landfall.steps;

import static io.landfall.worker.RenderFixture.ATTEMPT;
import static io.landfall.worker.RenderFixture.ID;
import static io.landfall.worker.RenderFixture.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import io.landfall.export.CommitFencingCheck;
import io.landfall.export.CrashGuard;
import io.landfall.export.ExportStep;
import io.landfall.export.StaleCommitException;
import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.export.StepWait;
import io.landfall.export.StoredFile;
import io.landfall.export.UploadTarget;
import io.landfall.export.entity.EntityCommand;
import io.landfall.export.entity.EntityCommand.AcceptCleanUp;
import io.landfall.export.entity.EntityCommand.AcceptFailure;
import io.landfall.export.entity.EntityCommand.AcceptObject;
import io.landfall.export.entity.EntityCommand.AcceptPlan;
import io.landfall.export.entity.EntityCommand.AcceptUpload;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.SceneId;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.store.MemoryStore;
import io.landfall.store.ObjectKeys;
import io.landfall.store.UploadBody;
import io.landfall.worker.ProgressListener;
import io.landfall.worker.RenderFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExportStepsTest {
  private static final ExportRequest REQUEST = request("me");

  private final ActorTestKit akka = ActorTestKit.create();
  private final TestProbe<EntityCommand> entity = akka.createTestProbe();
  private final MemoryStore store = new MemoryStore();
  private final AtomicInteger deliveries = new AtomicInteger();
  private final AtomicInteger planned = new AtomicInteger();
  private CommitFencingCheck fence = CommitFencingCheck.ALWAYS_ALLOW;
  private Function<Runnable, ExportPlan> planner = checkWanted -> RenderFixture.plan(2);
  private Consumer<ExportRequest> catalogue = request -> {};
  private final ExportSteps steps =
      ExportSteps.start(
          akka.system(),
          new ExportSteps.StepServices(
              store,
              (request, checkWanted) -> {
                catalogue.accept(request);
                return () -> {
                  planned.incrementAndGet();
                  return planner.apply(checkWanted);
                };
              },
              new RenderFixture.TextExecutor(),
              CrashGuard.NONE,
              (order, reports) ->
                  Behaviors.setup(
                      context -> {
                        deliveries.incrementAndGet();
                        return Behaviors.empty();
                      }),
              SETTINGS,
              RenderFixture.STEPS,
              ProgressListener.NONE,
              (attempt, sequenceNumber) -> fence.check(attempt, sequenceNumber),
              id -> entity.getRef()));

  private static ExportRequest request(String owner) {
    return new ExportRequestBuilder(
            owner, new ExportSource.MosaicSource(List.of(new SceneId("a")), List.of()))
        .build();
  }

  @AfterEach
  void stop() {
    akka.shutdownTestKit();
  }

  @Test
  void aPlanIsReportedUntilTheEntityAnswers() {
    steps.plan(ATTEMPT, REQUEST);

    entity.expectMessageClass(AcceptPlan.class);
    AcceptPlan again = entity.expectMessageClass(AcceptPlan.class);
    again.replyTo().tell(StatusReply.success(Done.getInstance()));

    entity.expectNoMessage(Duration.ofSeconds(1));
    assertThat(planned).hasValue(1);
  }

  @Test
  void aPlannersFailureReachesTheEntityInItsWords() {
    planner =
        checkWanted -> {
          throw new ExportFailure(ErrorCode.BAND_UNKNOWN, "Cannot find band 12.");
        };
    steps.plan(ATTEMPT, REQUEST);

    AcceptFailure failure = entity.expectMessageClass(AcceptFailure.class);
    assertThat(failure.code()).isEqualTo(ErrorCode.BAND_UNKNOWN);
    assertThat(failure.step()).isEqualTo(ExportStep.PLAN);
    assertThat(failure.detail()).isEqualTo("Cannot find band 12.");
  }

  /** Else slow plans that nobody waits for would hold the threads of those that somebody does. */
  @Test
  void aPlanOfACanceledExportEndsAndTellsNobody() throws Exception {
    var begun = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    planner =
        checkWanted -> {
          begun.countDown();
          try {
            while (true) {
              checkWanted.run();
              Thread.onSpinWait();
            }
          } finally {
            ended.countDown();
          }
        };
    steps.plan(ATTEMPT, REQUEST);
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

    steps.stopSteps(ATTEMPT.id());

    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    entity.expectNoMessage(Duration.ofMillis(500));
    assertThat(planned).hasValue(1);
  }

  /** Three owners have scenes on a host that hangs; two filled all threads for plans once. */
  @Test
  void slowScenesOfSomeHoldUpNoPlanOfOthers() {
    var release = new CountDownLatch(1);
    int planners = NodePools.of(akka.system()).get(PoolName.PLANNING).threads();
    catalogue =
        request -> {
          assertThat(Thread.currentThread().getName()).startsWith("landfall-scenes-");
          if (request.owner().startsWith("slow")) {
            awaitUninterrupted(release);
          }
        };
    planner =
        checkWanted -> {
          assertThat(Thread.currentThread().getName()).startsWith("landfall-planning-");
          return RenderFixture.plan(2);
        };
    try {
      for (int i = 0; i < 4 * planners; i++) {
        String owner = "slow-" + i % 3;
        steps.plan(ExportAttempt.first(ExportId.generate()), request(owner));
      }
      steps.plan(ATTEMPT, request("me"));

      entity.fishForMessage(
          Duration.ofSeconds(3),
          message ->
              message instanceof AcceptPlan
                  ? FishingOutcomes.complete()
                  : FishingOutcomes.continueAndIgnore());
      assertThat(planned).hasValue(1);
    } finally {
      release.countDown();
    }
  }

  @Test
  void anOwnersThirdExportIsPlannedWhenOneBeforeItHasEnded() {
    List<ExportAttempt> attempts =
        IntStream.range(2, 5)
            .mapToObj(i -> ExportId.parse("01890000-0000-7000-8000-00000000000" + i))
            .map(ExportAttempt::first)
            .toList();
    for (ExportAttempt attempt : attempts) {
      steps.plan(attempt, REQUEST);
      if (attempt != attempts.get(2)) {
        entity
            .expectMessageClass(AcceptPlan.class)
            .replyTo()
            .tell(StatusReply.success(Done.getInstance()));
      }
    }
    assertThat(entity.expectMessageClass(EntityCommand.StepWaits.class).waitsFor())
        .isEqualTo(StepWait.QUEUED);
    steps.plan(attempts.get(2), REQUEST);
    entity.expectMessageClass(EntityCommand.StepWaits.class);
    assertThat(planned).hasValue(2);

    steps.discard(attempts.get(0));

    entity.fishForMessage(
        Duration.ofSeconds(3),
        message ->
            message instanceof AcceptPlan
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
    assertThat(planned).hasValue(3);
  }

  @Test
  void askingForTheSameStepWhileItRunsDoesNothing() {
    var go = new CountDownLatch(1);
    planner =
        checkWanted -> {
          awaitUninterrupted(go);
          return RenderFixture.plan(1);
        };
    steps.plan(ATTEMPT, REQUEST);
    steps.plan(ATTEMPT, REQUEST);
    go.countDown();

    entity.expectMessageClass(AcceptPlan.class);
    assertThat(planned).hasValue(1);
  }

  @Test
  void aReplacedStepReportsNothingAnyMore() {
    steps.plan(ATTEMPT, REQUEST);
    entity.expectMessageClass(AcceptPlan.class);
    steps.stopSteps(ID);

    entity.expectNoMessage(Duration.ofSeconds(2)); // asks time out after half a second
  }

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
    steps.cleanUp(ATTEMPT);
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
    steps.cleanUp(ATTEMPT);
    entity.expectMessageClass(AcceptCleanUp.class, Duration.ofSeconds(10));
    assertThat(store.objects).containsOnlyKeys(RenderFixture.KEY);
    assertThat(store.uploads).isEmpty();
  }

  @Test
  void discardingDeletesTheFileToo() {
    fill();
    steps.discard(ATTEMPT);
    assertThat(entity.expectMessageClass(AcceptCleanUp.class).step()).isEqualTo(ExportStep.DISCARD);
    assertThat(store.objects).isEmpty();
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

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
