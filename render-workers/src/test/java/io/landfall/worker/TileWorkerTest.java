package io.landfall.worker;

import static io.landfall.worker.RenderFixture.ATTEMPT;
import static io.landfall.worker.RenderFixture.SETTINGS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import io.landfall.export.CrashGuard;
import io.landfall.export.GuardedWork;
import io.landfall.export.UploadTarget;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Priority;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedTask;
import io.landfall.raster.cog.RenderedTask;
import io.landfall.schedule.NodeTaskQueue;
import io.landfall.schedule.QueueStatus;
import io.landfall.schedule.TaskAssignment;
import io.landfall.store.MemoryStore;
import io.landfall.store.ObjectKeys;
import io.landfall.store.PlanCodec;
import io.landfall.store.TopOverviews;
import io.landfall.worker.RenderCoordinator.PullTask;
import io.landfall.worker.RenderCoordinator.TaskFailed;
import io.landfall.worker.RenderCoordinator.TaskFinished;
import io.landfall.worker.RenderCoordinator.TaskReturned;
import io.landfall.worker.RenderCoordinator.TasksInProgress;
import io.landfall.worker.TileWorker.LeaseTask;
import io.landfall.worker.TileWorker.NoTaskAvailable;
import io.landfall.worker.TileWorker.OfferTasks;
import io.landfall.worker.TileWorker.TaskAcked;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TileWorkerTest {
  private static final QueueStatus QUEUE_STATUS =
      new QueueStatus(ATTEMPT.id(), "me", Priority.NORMAL, 1, 9, 1 << 20, 0);

  private final ActorTestKit akka = ActorTestKit.create();
  private final TestProbe<RenderCoordinator.Command> coordinator = akka.createTestProbe();
  private final MemoryStore store = new MemoryStore();
  private final ExportPlan plan = RenderFixture.plan(4);
  private final String sha256 = PlanCodec.encode(plan).sha256();
  private final String upload;

  TileWorkerTest() throws Exception {
    upload = store.openUpload(RenderFixture.KEY, "").toCompletableFuture().get();
    store.put(ObjectKeys.plan(ATTEMPT), PlanCodec.encode(plan).body(), "");
  }

  @AfterEach
  void stop() {
    akka.shutdownTestKit();
  }

  @Test
  void aTaskBecomesTwoPartsAndItsTopOverviewsAndIsReportedUntilAcked() {
    var worker = start(new RenderFixture.TextExecutor());
    worker.tell(lease(1));

    TaskFinished done = fish(TaskFinished.class);
    fish(TaskFinished.class);
    worker.tell(new TaskAcked(ATTEMPT, 1));

    assertThat(done.task().node()).isEqualTo("node-a");
    assertThat(done.task().overviews().number()).isEqualTo(3);
    assertThat(done.task().fullResolution().number()).isEqualTo(7);
    assertThat(done.task().fullResolution().bytes()).isEqualTo(5 << 20);
    assertThat(TopOverviews.decode(store.objects.get(ObjectKeys.topOverviews(ATTEMPT, 1))))
        .containsExactly(RenderFixture.bytes("top of task 1;"));
    assertThat(new String(store.uploads.get(upload).get(7), 0, 38))
        .isEqualTo("tile 0 of task 1;tile 1 of task 1;tile");
  }

  @Test
  void theLastPartOfTheFileIsNotPadded() {
    start(new RenderFixture.TextExecutor()).tell(lease(3));
    StoredPart last = fish(TaskFinished.class).task().fullResolution();
    assertThat(last.number()).isEqualTo(9);
    assertThat(last.bytes()).isEqualTo(4 * "tile 0 of task 3;".length());
  }

  @Test
  void itPullsWhenOfferedUntilItsSlotsAreFullAndNotBefore() {
    var slow = new Blocking();
    var worker = start(slow);
    coordinator.expectNoMessage(Duration.ofMillis(200));

    worker.tell(new OfferTasks(QUEUE_STATUS, coordinator.getRef()));
    coordinator.expectMessageClass(PullTask.class);
    worker.tell(lease(0));
    fish(PullTask.class);
    worker.tell(lease(1));
    worker.tell(lease(2));

    assertThat(fish(TaskReturned.class).task()).as("two slots are full").isEqualTo(2);
    assertThat(fish(TasksInProgress.class).tasks())
        .extracting(NodeTaskQueue.TaskProgress::task)
        .containsExactly(0, 1);
    slow.go.countDown();
    fish(TaskFinished.class);
    fish(PullTask.class);
    worker.tell(new NoTaskAvailable(QUEUE_STATUS, coordinator.getRef()));
  }

  @Test
  void itTakesFromTwoExports() {
    TestProbe<RenderCoordinator.Command> other = akka.createTestProbe();
    var worker = start(new Blocking());
    var oneWaiting = new QueueStatus(ATTEMPT.id(), "me", Priority.NORMAL, 0, 1, 1 << 20, 0);
    worker.tell(new OfferTasks(oneWaiting, coordinator.getRef()));
    worker.tell(new OfferTasks(oneWaiting, other.getRef()));
    coordinator.expectMessageClass(PullTask.class);
    other.expectMessageClass(PullTask.class);
  }

  @Test
  void theDeathOfTheCoordinatorEndsTheTask() {
    var slow = new Blocking();
    start(slow).tell(lease(0));
    await().until(() -> !slow.begun.isEmpty());

    coordinator.stop();

    await().untilTrue(slow.interrupted);
  }

  @Test
  void aFailureIsReportedWithItsCodeAndWords() {
    var worker =
        start(
            new RenderFixture.TextExecutor() {
              @Override
              public RenderedTask render(ExportPlan plan, PlannedTask task, IntConsumer tiles) {
                throw new ExportFailure(ErrorCode.SCENE_CHANGED, "Cannot use a.tif: it changed.");
              }
            });
    worker.tell(lease(0));

    TaskFailed failed = fish(TaskFailed.class);
    assertThat(failed.code()).isEqualTo(ErrorCode.SCENE_CHANGED);
    assertThat(failed.detail()).isEqualTo("Cannot use a.tif: it changed.");
  }

  @Test
  void whatCannotBeRenderedHereIsRefusedUntried() {
    var worker =
        start(
            new RenderFixture.TextExecutor() {
              @Override
              public Optional<ExportFailure> incompatibility(ExportPlan plan) {
                return Optional.of(
                    new ExportFailure(ErrorCode.EXPORT_TOO_LARGE, "Cannot compress by x."));
              }
            });
    worker.tell(lease(0));

    var refused = fish(RenderCoordinator.WorkerIncompatible.class);
    assertThat(refused.code()).isEqualTo(ErrorCode.EXPORT_TOO_LARGE);
    assertThat(refused.detail()).isEqualTo("Cannot compress by x.");
    worker.tell(lease(1));
    assertThat(fish(RenderCoordinator.WorkerIncompatible.class).task()).isEqualTo(1);
  }

  @Test
  void aPlanThatIsNotTheOneThatWasMeantIsRefused() {
    var other =
        new LeaseTask(
            new TaskAssignment(ATTEMPT, "00", 0, new UploadTarget.MultipartUpload(upload)),
            QUEUE_STATUS,
            coordinator.getRef());
    start(new RenderFixture.TextExecutor()).tell(other);
    assertThat(fish(TaskFailed.class).detail()).contains("SHA-256 00");
  }

  /** As of a node of a newer release, while a cluster is updated. */
  @Test
  void aPlanWithWhatThisReleaseDoesNotKnowIsForOtherNodes() throws Exception {
    byte[] known = store.objects.get(ObjectKeys.plan(ATTEMPT));
    byte[] newer =
        new String(known, UTF_8).replaceFirst("\\{", "{\"tellsMore\":true,").getBytes(UTF_8);
    store.objects.put(ObjectKeys.plan(ATTEMPT), newer);
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(newer));
    start(new RenderFixture.TextExecutor())
        .tell(
            new LeaseTask(
                new TaskAssignment(ATTEMPT, digest, 0, new UploadTarget.MultipartUpload(upload)),
                QUEUE_STATUS,
                coordinator.getRef()));

    assertThat(fish(RenderCoordinator.WorkerIncompatible.class).detail()).contains("tellsMore");
  }

  @Test
  void drainingHandsBackWhatIsBeingRendered() {
    var slow = new Blocking();
    var worker = start(slow);
    worker.tell(lease(0));
    await().until(() -> !slow.begun.isEmpty());
    TestProbe<Done> drained = akka.createTestProbe();

    worker.tell(new TileWorker.Drain(drained.getRef()));

    assertThat(fish(TaskReturned.class).task()).isZero();
    drained.expectMessage(Done.getInstance());
    worker.tell(lease(1));
    assertThat(fish(TaskReturned.class).task()).isEqualTo(1);
  }

  @Test
  void whoDrainsIsNotFoundAnyMore() {
    TestProbe<Receptionist.Listing> listings = akka.createTestProbe();
    var receptionist = akka.system().receptionist();
    receptionist.tell(Receptionist.subscribe(TileWorker.KEY, listings.getRef()));
    var worker = start(new RenderFixture.TextExecutor());
    listings.fishForMessage(
        Duration.ofSeconds(3),
        listing ->
            listing.getServiceInstances(TileWorker.KEY).contains(worker)
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());

    worker.tell(new TileWorker.Drain(akka.<Done>createTestProbe().getRef()));

    assertThat(listings.receiveMessage().getServiceInstances(TileWorker.KEY)).isEmpty();
  }

  @Test
  void f27AStackThatOverflowsFailsTheTaskAndNotTheNode() {
    var worker =
        start(
            new RenderFixture.TextExecutor() {
              @Override
              public RenderedTask render(ExportPlan plan, PlannedTask task, IntConsumer tiles) {
                return task.index() == 0
                    ? render(plan, task, tiles)
                    : super.render(plan, task, tiles);
              }
            });
    worker.tell(lease(0));
    assertThat(fish(TaskFailed.class).code()).isEqualTo(ErrorCode.INTERNAL);

    worker.tell(lease(1));
    assertThat(fish(TaskFinished.class).task().index()).isEqualTo(1);
  }

  @Test
  void aTaskThatItsGuardRefusesIsNotRendered() {
    List<GuardedWork> asked = new CopyOnWriteArrayList<>();
    CrashGuard refusing =
        new CrashGuard() {
          @Override
          public <T> CompletionStage<T> run(GuardedWork work, Supplier<CompletionStage<T>> start) {
            throw new AssertionError("a task runs on the thread that renders it");
          }

          @Override
          public <T> T call(GuardedWork work, Supplier<T> body) {
            asked.add(work);
            throw new ExportFailure(work.poisonCode(), "Cannot make it.");
          }
        };
    akka.spawn(
            TileWorker.create(
                store, new RenderFixture.TextExecutor(), refusing, SETTINGS, "node-a"))
        .tell(lease(1));

    assertThat(fish(TaskFailed.class).code()).isEqualTo(ErrorCode.POISON_TASK);
    assertThat(asked).containsExactly(GuardedWork.task(ATTEMPT.id(), 1));
  }

  private ActorRef<TileWorker.Command> start(TaskExecutor executor) {
    return akka.spawn(TileWorker.create(store, executor, SETTINGS, "node-a"));
  }

  private LeaseTask lease(int task) {
    return new LeaseTask(
        new TaskAssignment(ATTEMPT, sha256, task, new UploadTarget.MultipartUpload(upload)),
        QUEUE_STATUS,
        coordinator.getRef());
  }

  private <T extends RenderCoordinator.Command> T fish(Class<T> wanted) {
    while (true) {
      RenderCoordinator.Command message = coordinator.receiveMessage(Duration.ofSeconds(5));
      if (wanted.isInstance(message)) {
        return wanted.cast(message);
      }
    }
  }

  /** Renders one tile, then waits until it is let go or finds itself canceled. */
  private static final class Blocking extends RenderFixture.TextExecutor {
    private final CountDownLatch go = new CountDownLatch(1);
    private final Queue<Integer> begun = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean interrupted = new AtomicBoolean();

    @Override
    public RenderedTask render(ExportPlan plan, PlannedTask task, IntConsumer tilesDone) {
      begun.add(task.index());
      try {
        while (!go.await(20, TimeUnit.MILLISECONDS)) {
          tilesDone.accept(1);
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } catch (RuntimeException e) {
        interrupted.set(true);
        throw e;
      }
      return super.render(plan, task, tilesDone);
    }
  }
}
