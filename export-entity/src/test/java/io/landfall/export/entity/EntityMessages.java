package io.landfall.export.entity;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import io.landfall.export.ExportDetails;
import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.Requester;
import io.landfall.export.StepWait;
import io.landfall.export.TasksUnderWay;
import io.landfall.export.UploadTarget;
import io.landfall.export.entity.ExportState.ExistingState;
import io.landfall.model.ErrorCode;
import io.landfall.model.JsonMessage;
import io.landfall.model.Priority;
import java.util.List;
import java.util.stream.Stream;

/** What nodes say to exports and what these answer. */
public final class EntityMessages {
  private static final Requester BY = new Requester("ana", "request-1", "client-1");

  private EntityMessages() {}

  /** Returns one of each kind, and some more. */
  public static Stream<JsonMessage> samples(ActorTestKit testKit) {
    ActorRef<StatusReply<ExportSummary>> summary =
        testKit.<StatusReply<ExportSummary>>createTestProbe().ref();
    ActorRef<StatusReply<ExportDetails>> details =
        testKit.<StatusReply<ExportDetails>>createTestProbe().ref();
    ActorRef<StatusReply<TasksUnderWay>> tasks =
        testKit.<StatusReply<TasksUnderWay>>createTestProbe().ref();
    ActorRef<StatusReply<UploadTarget>> target =
        testKit.<StatusReply<UploadTarget>>createTestProbe().ref();
    ActorRef<StatusReply<Done>> done = testKit.<StatusReply<Done>>createTestProbe().ref();
    Stream<JsonMessage> commands =
        Stream.of(
            new EntityCommand.SubmitExport(Samples.REQUEST, BY, details),
            new EntityCommand.GetSummary(summary),
            new EntityCommand.ExpireExport(Samples.NOW, summary),
            new EntityCommand.DateExport(Samples.NOW, summary),
            new EntityCommand.KeepExport(Samples.NOW, "ana", BY, details),
            new EntityCommand.GetDetails(details),
            new EntityCommand.GetTasksUnderWay(tasks),
            new EntityCommand.NoteTasksUnderWay(new TasksUnderWay(1, List.of(0, 7), 2)),
            new TasksUnderWay(1, List.of(0, 7), 2),
            new EntityCommand.CancelExport("ana", BY, details),
            new EntityCommand.AcceptPlan(1, Samples.PLAN, done),
            new EntityCommand.AcceptUpload(1, new UploadTarget.MultipartUpload("up-1"), target),
            new EntityCommand.AcceptTask(1, Samples.task(0), done),
            new EntityCommand.AcceptHeader(1, Samples.PARTS, done),
            new EntityCommand.AcceptObject(1, Samples.OBJECT, done),
            new EntityCommand.AcceptDelivery(1, Samples.receipt(0), done),
            new EntityCommand.AcceptDeliverySession(1, Samples.SESSION, "up-8", done),
            new EntityCommand.AcceptDeliveryFailure(1, Samples.DELIVERY_FAILURE, done),
            new EntityCommand.AddDestinations(Samples.DESTINATIONS, "ana", BY, details),
            new EntityCommand.AcceptFailure(
                1, ErrorCode.INTERNAL, ExportStep.RENDER, "Cannot.", done),
            new EntityCommand.AcceptCleanUp(1, ExportStep.DISCARD, List.of(), done),
            new EntityCommand.PauseExport("ana", BY, details),
            new EntityCommand.ResumeExport("ana", BY, details),
            new EntityCommand.RetryExport("ana", BY, details),
            new EntityCommand.PrioritizeExport(Priority.LOW, "ana", BY, details),
            new EntityCommand.StepHeartbeat(1, ExportStep.RENDER),
            new EntityCommand.StepWaits(1, ExportStep.RENDER, StepWait.QUEUED));
    Stream<JsonMessage> answers =
        Samples.states().stream()
            .filter(ExistingState.class::isInstance)
            .map(ExistingState.class::cast)
            .flatMap(state -> Stream.of(state.summary(Samples.ID), state.details(Samples.ID)));
    Stream<JsonMessage> targets =
        Stream.of(
            new UploadTarget.SingleObject(),
            new UploadTarget.MultipartUpload("up-1"),
            new UploadTarget.ComposedUpload("up-1"));
    return Stream.of(commands, answers, targets).flatMap(messages -> messages);
  }
}
