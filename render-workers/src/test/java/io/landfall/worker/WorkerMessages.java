package io.landfall.worker;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import io.landfall.export.UploadTarget;
import io.landfall.model.ErrorCode;
import io.landfall.model.JsonMessage;
import io.landfall.model.Priority;
import io.landfall.schedule.NodeTaskQueue;
import io.landfall.schedule.QueueStatus;
import io.landfall.schedule.TaskAssignment;
import java.util.List;

/** What workers and coordinators say to each other. */
public final class WorkerMessages {
  static final QueueStatus STANDING =
      new QueueStatus(RenderFixture.ATTEMPT.id(), "me", Priority.HIGH, 3, 7, 1L << 33, 2);

  private WorkerMessages() {}

  /** Returns one of each kind but {@link #taskFinished}, which is not equal to its like. */
  public static List<JsonMessage> samples(ActorTestKit testKit) {
    TestProbe<TileWorker.Command> worker = testKit.createTestProbe();
    TestProbe<RenderCoordinator.Command> coordinator = testKit.createTestProbe();
    return List.of(
        new TileWorker.OfferTasks(STANDING, coordinator.getRef()),
        new TileWorker.LeaseTask(
            new TaskAssignment(
                RenderFixture.ATTEMPT, "00", 3, new UploadTarget.MultipartUpload("upload")),
            STANDING,
            coordinator.getRef()),
        new TileWorker.NoTaskAvailable(STANDING, coordinator.getRef()),
        new TileWorker.TaskAcked(RenderFixture.ATTEMPT, 3),
        new RenderCoordinator.PullTask(worker.getRef(), 4, 9, true),
        new RenderCoordinator.OfferQueued(worker.getRef(), 9),
        new RenderCoordinator.TaskFailed(worker.getRef(), 3, ErrorCode.INTERNAL, "Cannot.", true),
        new RenderCoordinator.WorkerIncompatible(worker.getRef(), 3, ErrorCode.INTERNAL, "Cannot."),
        new RenderCoordinator.TaskReturned(worker.getRef(), 3),
        new RenderCoordinator.TasksInProgress(
            worker.getRef(), List.of(new NodeTaskQueue.TaskProgress(3, 7)), 9, "Full"));
  }

  /** Returns the one that has arrays in it. */
  public static RenderCoordinator.TaskFinished taskFinished(ActorTestKit testKit) {
    return new RenderCoordinator.TaskFinished(
        testKit.<TileWorker.Command>createTestProbe().getRef(), RenderFixture.stored(1, 2));
  }
}
