package io.landfall.worker;

import static io.landfall.worker.RenderFixture.ATTEMPT;
import static io.landfall.worker.RenderFixture.SETTINGS;
import static io.landfall.worker.RenderFixture.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import akka.pattern.StatusReply;
import com.typesafe.config.ConfigFactory;
import io.landfall.export.CrashGuard;
import io.landfall.export.ExportStep;
import io.landfall.export.StepPorts;
import io.landfall.export.StepWait;
import io.landfall.export.TasksUnderWay;
import io.landfall.export.UploadTarget;
import io.landfall.export.entity.EntityCommand;
import io.landfall.export.entity.EntityCommand.AcceptFailure;
import io.landfall.export.entity.EntityCommand.AcceptHeader;
import io.landfall.export.entity.EntityCommand.AcceptTask;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Priority;
import io.landfall.model.Resampling;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.request.OutputFormat;
import io.landfall.schedule.ExpectedTask;
import io.landfall.schedule.NodeTaskQueue;
import io.landfall.store.MemoryStore;
import io.landfall.store.ObjectKeys;
import io.landfall.store.TopOverviews;
import io.landfall.worker.RenderCoordinator.PullTask;
import io.landfall.worker.RenderCoordinator.TaskFailed;
import io.landfall.worker.RenderCoordinator.TaskFinished;
import io.landfall.worker.TileWorker.LeaseTask;
import io.landfall.worker.TileWorker.NoTaskAvailable;
import io.landfall.worker.TileWorker.OfferTasks;
import io.landfall.worker.TileWorker.TaskAcked;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RenderCoordinatorTest {
  private final ActorTestKit akka =
      ActorTestKit.create( // the first test waits for classes to load, too
          ConfigFactory.parseString("akka.actor.testkit.typed.single-expect-default = 20s")
              .withFallback(ConfigFactory.load()));
  private final TestProbe<EntityCommand> entity = akka.createTestProbe();
  private final TestProbe<TileWorker.Command> worker = akka.createTestProbe();
  private final List<Long> shown = new CopyOnWriteArrayList<>();
  private final List<TasksUnderWay> underWay = new CopyOnWriteArrayList<>();
  private final MemoryStore store = new MemoryStore();

  @AfterEach
  void stop() {
    akka.shutdownTestKit();
  }

  @Test
  void aWorkerThatRegistersIsOfferedWorkAndLeasesATaskByPulling() {
    var coordinator = start(2);
    register(worker);
    assertThat(worker.expectMessageClass(OfferTasks.class).coordinator()).isEqualTo(coordinator);

    coordinator.tell(new PullTask(worker.getRef(), 2, 1, false));

    LeaseTask lease = worker.expectMessageClass(LeaseTask.class);
    assertThat(lease.assignment().task()).isZero();
    assertThat(store.objects).containsKey("scratch/" + ATTEMPT + "/plan.json");
  }

  @Test
  void theEntityHearsOnceWhichTasksWorkersHaveInHand() {
    var coordinator = start(3, stored(0, 3));
    pull(coordinator, worker);
    worker.awaitAssert(
        () ->
            assertThat(underWay)
                .contains(new TasksUnderWay(1, List.of(1), 1))
                .doesNotHaveDuplicates());
  }

  @Test
  void resumingLeasesOnlyWhatIsNotStored() {
    var coordinator = start(3, stored(0, 3), stored(2, 3));

    assertThat(pull(coordinator, worker).assignment().task()).isEqualTo(1);
    coordinator.tell(new PullTask(worker.getRef(), 2, 1, false));
    worker.expectMessageClass(NoTaskAvailable.class);
  }

  @Test
  void aTaskCountsWhenTheEntityHasItHoweverOftenItIsReported() {
    var coordinator = start(2);
    pull(coordinator, worker);

    coordinator.tell(new TaskFinished(worker.getRef(), stored(0, 2)));
    coordinator.tell(new TaskFinished(worker.getRef(), stored(0, 2)));
    worker.expectNoMessage(Duration.ofMillis(200));

    answer(entity.expectMessageClass(AcceptTask.class));
    worker.expectMessageClass(TaskAcked.class);
    coordinator.tell(new TaskFinished(worker.getRef(), stored(0, 2)));
    worker.expectMessageClass(TaskAcked.class);
    entity.expectMessageClass(EntityCommand.StepHeartbeat.class);
    entity.expectNoMessage(Duration.ofMillis(300));
  }

  @Test
  void anEntityThatDoesNotAnswerGetsTheReportAgain() {
    var coordinator = start(1);
    pull(coordinator, worker);
    coordinator.tell(new TaskFinished(worker.getRef(), stored(0, 1)));
    entity.expectMessageClass(AcceptTask.class);

    entity.expectMessageClass(AcceptTask.class, Duration.ofSeconds(5));
  }

  @Test
  void theTaskOfALostWorkerGoesToAnother() {
    var coordinator = start(1);
    TestProbe<TileWorker.Command> lost = akka.createTestProbe();
    pull(coordinator, lost);
    register(worker);

    lost.stop();

    worker.expectMessageClass(OfferTasks.class);
    assertThat(pull(coordinator, worker).assignment().task()).isZero();
  }

  @Test
  void theTaskOfAWorkerWithoutHeartbeatGoesToAnother() {
    var coordinator = start(1);
    TestProbe<TileWorker.Command> silent = akka.createTestProbe();
    pull(coordinator, silent);
    register(worker);

    worker.expectMessageClass(OfferTasks.class, Duration.ofSeconds(5));
    assertThat(pull(coordinator, worker).assignment().task()).isZero();
  }

  @Test
  void aTaskThatFailsAgainAndAgainFailsTheExportWithItsCause() {
    var coordinator = start(1);
    for (int failure = 0; failure < 3; failure++) {
      pull(coordinator, worker);
      coordinator.tell(
          new TaskFailed(worker.getRef(), 0, ErrorCode.INTERNAL, "Cannot go on: a bug.", false));
    }

    AcceptFailure failure = entity.expectMessageClass(AcceptFailure.class);
    assertThat(failure.code()).isEqualTo(ErrorCode.POISON_TASK);
    assertThat(failure.step()).isEqualTo(ExportStep.RENDER);
    assertThat(failure.detail()).contains("task 0 of 1", "3 times", "Cannot go on: a bug.");
  }

  @Test
  void aPlanWhoseTasksCannotBeWeighedFailsTheExportInTheSameWords() {
    String words = "Cannot use EPSG:1: it is not known here.";
    var executor =
        new RenderFixture.TextExecutor() {
          @Override
          public List<ExpectedTask> expectedTasks(ExportPlan plan) {
            throw new ExportFailure(ErrorCode.REQUEST_INVALID, words);
          }
        };

    var coordinator = akka.spawn(create(request(1), executor));

    AcceptFailure failure = entity.expectMessageClass(AcceptFailure.class);
    assertThat(failure.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
    assertThat(failure.detail()).isEqualTo(words);
    failure.replyTo().tell(StatusReply.success(Done.getInstance()));
    worker.expectTerminated(coordinator);
  }

  @Test
  void aDamagedSourceFailsTheExportAtOnceInTheSameWords() {
    var coordinator = start(1);
    pull(coordinator, worker);
    String words = "Cannot read band 4 of a.tif: block 3 is damaged.";
    coordinator.tell(new TaskFailed(worker.getRef(), 0, ErrorCode.SCENE_UNREADABLE, words, false));

    AcceptFailure failure = entity.expectMessageClass(AcceptFailure.class);
    assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_UNREADABLE);
    assertThat(failure.detail()).isEqualTo(words);
    failure.replyTo().tell(StatusReply.success(Done.getInstance()));
    worker.expectTerminated(coordinator);
  }

  @Test
  void aTaskThatHasEndedTooManyNodesIsNotTriedElsewhere() {
    var coordinator = start(1);
    pull(coordinator, worker);
    String words = "Cannot make the task 0: 3 nodes have ended.";
    coordinator.tell(new TaskFailed(worker.getRef(), 0, ErrorCode.POISON_TASK, words, false));

    AcceptFailure failure = entity.expectMessageClass(AcceptFailure.class);
    assertThat(failure.code()).isEqualTo(ErrorCode.POISON_TASK);
    assertThat(failure.detail()).isEqualTo(words);
  }

  @Test
  void aWorkerThatCannotLeavesTheTasksToOthersAndIsNotToBlame() {
    var coordinator = start(2);
    TestProbe<TileWorker.Command> other = akka.createTestProbe();
    register(worker);
    register(other);
    worker.expectMessageClass(OfferTasks.class);
    other.expectMessageClass(OfferTasks.class);
    pull(coordinator, worker);
    coordinator.tell(
        new RenderCoordinator.WorkerIncompatible(
            worker.getRef(), 0, ErrorCode.INTERNAL, "Cannot compress."));

    other.expectMessageClass(OfferTasks.class);
    coordinator.tell(new PullTask(worker.getRef(), 2, 1, false));
    worker.fishForMessage(
        Duration.ofSeconds(3),
        message ->
            message instanceof NoTaskAvailable
                ? FishingOutcomes.complete()
                : message instanceof OfferTasks
                    ? FishingOutcomes.continueAndIgnore()
                    : FishingOutcomes.fail("leased to one that cannot"));
    for (int failure = 0; failure < 2; failure++) { // three would be too many
      assertThat(pull(coordinator, other).assignment().task()).isZero();
      coordinator.tell(new TaskFailed(other.getRef(), 0, ErrorCode.INTERNAL, "odd", false));
    }
    assertThat(pull(coordinator, other).assignment().task()).isZero();
  }

  @Test
  void whereNoWorkerCanTheExportEndsAndSaysWhy() {
    var coordinator = start(1);
    pull(coordinator, worker);
    coordinator.tell(
        new RenderCoordinator.WorkerIncompatible(
            worker.getRef(), 0, ErrorCode.EXPORT_TOO_LARGE, "Cannot compress by x."));

    AcceptFailure failure = entity.expectMessageClass(AcceptFailure.class);
    assertThat(failure.code()).isEqualTo(ErrorCode.EXPORT_TOO_LARGE);
    assertThat(failure.detail()).isEqualTo("Cannot compress by x.");
  }

  @Test
  void zarrThatAnOlderReleasePlannedIsRefusedBeforeItIsRendered() {
    akka.spawn(create(request(zarr("out.tif"), new UploadTarget.MultipartUpload("upload"))));

    AcceptFailure failure = entity.expectMessageClass(AcceptFailure.class);
    assertThat(failure.code()).isEqualTo(ErrorCode.OPTION_UNSUPPORTED);
    assertThat(failure.detail()).contains("out.zarr.zip", "Submit the export again");
  }

  /** It stores a TIFF under the name of a Zarr. */
  @Test
  void aSingleObjectOfAWorkerThatKnowsNoShardsDoesNotCount() {
    ExportPlan plan = zarr("out.zarr.zip");
    var coordinator = akka.spawn(create(request(plan, new UploadTarget.SingleObject())));
    pull(coordinator, worker);
    coordinator.tell(new TaskFinished(worker.getRef(), stored(0, 1)));

    assertThat(entity.expectMessageClass(AcceptFailure.class).detail()).contains("no shards");
  }

  private static ExportPlan zarr(String fileName) {
    OutputFormat.BlockCompression none = OutputFormat.BlockCompression.NONE;
    return RenderFixture.plan(1).toBuilder()
        .fileName(fileName)
        .format(
            new OutputFormat(
                OutputFormat.FileFormat.ZARR, none, null, 1, 1, 512, Resampling.NEAREST))
        .build();
  }

  private static StepPorts.RenderRequest request(ExportPlan plan, UploadTarget target) {
    return new StepPorts.RenderRequest(ATTEMPT, plan, target, List.of(), "me", Priority.NORMAL);
  }

  @Test
  void theHeaderIsMadeLastAndAllPartsAreNamedInOrder() throws Exception {
    String upload = store.openUpload(RenderFixture.KEY, "").toCompletableFuture().get();
    for (int task = 0; task < 2; task++) {
      store.put(
          ObjectKeys.topOverviews(ATTEMPT, task),
          TopOverviews.encode(List.of(RenderFixture.bytes("top %d;".formatted(task)))),
          "");
    }

    var coordinator =
        akka.spawn(
            create(
                new StepPorts.RenderRequest(
                    ATTEMPT,
                    RenderFixture.plan(2),
                    new UploadTarget.MultipartUpload(upload),
                    List.of(stored(0, 2), stored(1, 2)),
                    "me",
                    Priority.NORMAL)));

    AcceptHeader header = nextHeader();
    assertThat(header.parts()).extracting(StoredPart::number).containsExactly(1, 2, 3, 4, 5);
    assertThat(header.parts().get(0).bytes()).isEqualTo(5 << 20);
    assertThat(new String(store.uploads.get(upload).get(1), 0, 21))
        .isEqualTo("header;top 0;top 1;\0\0");
    header.replyTo().tell(StatusReply.success(Done.getInstance()));
    worker.expectTerminated(coordinator);
  }

  /** Returns what the entity is told of the header, whether or not that had to wait before. */
  private AcceptHeader nextHeader() {
    var messages =
        entity.fishForMessage(
            Duration.ofSeconds(10),
            message ->
                message instanceof AcceptHeader
                    ? FishingOutcomes.complete()
                    : message instanceof EntityCommand.StepWaits
                            || message instanceof EntityCommand.StepHeartbeat
                        ? FishingOutcomes.continueAndIgnore()
                        : FishingOutcomes.fail("neither header nor a wait for it"));
    return (AcceptHeader) messages.get(messages.size() - 1);
  }

  @Test
  void anEntityThatRefusesATaskEndsTheRendering() {
    var coordinator = start(1);
    pull(coordinator, worker);
    coordinator.tell(new TaskFinished(worker.getRef(), stored(0, 1)));

    entity
        .expectMessageClass(AcceptTask.class)
        .replyTo()
        .tell(StatusReply.error("Cannot accept a task: the export was canceled."));

    worker.expectTerminated(coordinator);
  }

  @Test
  void progressCountsTilesInFlightAndNeverGoesBack() {
    var coordinator = start(2);
    pull(coordinator, worker);
    coordinator.tell(rendering(3));
    coordinator.tell(rendering(2));
    coordinator.tell(new TaskFinished(worker.getRef(), stored(0, 2)));
    entity.expectMessageClass(EntityCommand.StepHeartbeat.class);
    answer(entity.expectMessageClass(AcceptTask.class));
    worker.expectMessageClass(TaskAcked.class);

    await().untilAsserted(() -> assertThat(shown).containsExactly(3L, 4L));
  }

  @Test
  void itsEntityIsToldWhatItWaitsForAndThatItGoesOn() {
    var coordinator = start(1);
    register(worker);
    worker.expectMessageClass(OfferTasks.class);
    coordinator.tell(new RenderCoordinator.OfferQueued(worker.getRef(), 1));
    assertThat(entity.expectMessageClass(EntityCommand.StepWaits.class).waitsFor())
        .isEqualTo(StepWait.QUEUED);

    coordinator.tell(new PullTask(worker.getRef(), 2, 1, false));
    entity.expectMessageClass(EntityCommand.StepHeartbeat.class);
  }

  /** As with a disk that is full: nothing is wrong with the task, and it passes by itself. */
  @Test
  void aStoreThatTakesNothingIsWaitedForAndPoisonsNoTask() {
    var coordinator = start(1);
    register(worker);
    worker.expectMessageClass(OfferTasks.class);
    for (int failure = 0; failure < 5; failure++) {
      pull(coordinator, worker);
      coordinator.tell(waitingForStore());
      coordinator.tell(
          new TaskFailed(worker.getRef(), 0, ErrorCode.STORE_UNAVAILABLE, "Cannot write.", true));
    }
    pull(coordinator, worker);
    coordinator.tell(new TaskFinished(worker.getRef(), stored(0, 2)));

    assertThat(entity.expectMessageClass(EntityCommand.StepWaits.class).waitsFor())
        .isEqualTo(StepWait.STORE);
    answer(entity.expectMessageClass(AcceptTask.class));
    assertThat(entity.expectMessageClass(EntityCommand.StepHeartbeat.class)).isNotNull();
  }

  /** As while a cluster is updated and its store is away. */
  @Test
  void aNodeOfAnOlderReleaseThatTheStoreTakesNothingOfPoisonsNoTask() {
    var coordinator = start(1);
    register(worker);
    worker.expectMessageClass(OfferTasks.class);
    for (int failure = 0; failure < 3; failure++) {
      pull(coordinator, worker);
      coordinator.tell(
          new TaskFailed(worker.getRef(), 0, ErrorCode.STORE_UNAVAILABLE, "Cannot write.", null));
    }
    pull(coordinator, worker);
    coordinator.tell(new TaskFinished(worker.getRef(), stored(0, 2)));
    assertThat(entity.expectMessageClass(EntityCommand.StepWaits.class).waitsFor())
        .isEqualTo(StepWait.STORE);
    answer(entity.expectMessageClass(AcceptTask.class));
  }

  /** As an upload that a rule of the bucket has ended: no waiting brings it back. */
  @Test
  void whatTheStoreWillNeverTakeIsNotTriedForTenMinutes() {
    var coordinator = start(1);
    register(worker);
    worker.expectMessageClass(OfferTasks.class);
    coordinator.tell(waitingForStore());
    for (int failure = 0; failure < 3; failure++) {
      pull(coordinator, worker);
      coordinator.tell(
          new TaskFailed(worker.getRef(), 0, ErrorCode.STORE_UNAVAILABLE, "NoSuchUpload", false));
    }
    entity.expectMessageClass(EntityCommand.StepWaits.class);
    assertThat(entity.expectMessageClass(AcceptFailure.class).detail())
        .contains("3 times", "NoSuchUpload");
  }

  private RenderCoordinator.TasksInProgress waitingForStore() {
    return new RenderCoordinator.TasksInProgress(
        worker.getRef(), List.of(new NodeTaskQueue.TaskProgress(0, 0)), 1, "No space left");
  }

  private ActorRef<RenderCoordinator.Command> start(int tasks, StoredTask... done) {
    return akka.spawn(create(request(tasks, done)));
  }

  private static StepPorts.RenderRequest request(int tasks, StoredTask... done) {
    return new StepPorts.RenderRequest(
        ATTEMPT,
        RenderFixture.plan(tasks),
        new UploadTarget.MultipartUpload("upload"),
        List.of(done),
        "me",
        Priority.NORMAL);
  }

  private Behavior<RenderCoordinator.Command> create(StepPorts.RenderRequest assignment) {
    return create(assignment, new RenderFixture.TextExecutor());
  }

  private Behavior<RenderCoordinator.Command> create(
      StepPorts.RenderRequest assignment, TaskExecutor executor) {
    return RenderCoordinator.create(
        assignment,
        store,
        executor,
        CrashGuard.NONE,
        SETTINGS,
        StepReports.to(
            akka.spawn(withoutNotes()), 1, ExportStep.RENDER, akka.system(), RenderFixture.STEPS),
        (id, done, total, bytes) -> shown.add(done));
  }

  /** What is only shown comes now and then. */
  private Behavior<EntityCommand> withoutNotes() {
    return Behaviors.receiveMessage(
        message -> {
          if (message instanceof EntityCommand.NoteTasksUnderWay note) {
            underWay.add(note.now());
          } else {
            entity.ref().tell(message);
          }
          return Behaviors.same();
        });
  }

  private void register(TestProbe<TileWorker.Command> probe) {
    akka.system().receptionist().tell(Receptionist.register(TileWorker.KEY, probe.getRef()));
  }

  private static LeaseTask pull(
      ActorRef<RenderCoordinator.Command> coordinator, TestProbe<TileWorker.Command> worker) {
    coordinator.tell(new PullTask(worker.getRef(), 2, 1, false));
    boolean isAsked = true;
    while (true) {
      TileWorker.Command message = worker.receiveMessage();
      if (message instanceof LeaseTask lease) {
        return lease;
      }
      isAsked &= !(message instanceof NoTaskAvailable);
      if (!isAsked && message instanceof OfferTasks) {
        coordinator.tell(new PullTask(worker.getRef(), 2, 1, false));
        isAsked = true;
      }
    }
  }

  private RenderCoordinator.TasksInProgress rendering(int tilesDone) {
    return new RenderCoordinator.TasksInProgress(
        worker.getRef(), List.of(new NodeTaskQueue.TaskProgress(0, tilesDone)), 1, null);
  }

  private static void answer(AcceptTask accept) {
    accept.replyTo().tell(StatusReply.success(Done.getInstance()));
  }
}
