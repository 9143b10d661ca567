package io.landfall.export.entity;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.export.ExportDetails;
import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.Requester;
import io.landfall.export.StepWait;
import io.landfall.export.TasksUnderWay;
import io.landfall.export.UploadTarget;
import io.landfall.model.ErrorCode;
import io.landfall.model.JsonMessage;
import io.landfall.model.Priority;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.delivery.DeliveryFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.model.delivery.LeftFile;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import java.time.Instant;
import java.util.List;

/** What an export understands. Each but the last few is answered to {@code replyTo}. */
public sealed interface EntityCommand extends JsonMessage {
  /** Returns whom to answer, {@code null} for nobody. */
  default ActorRef<?> replyTo() {
    return null;
  }

  /** What a person wants. */
  sealed interface PersonCommand extends EntityCommand {
    /** Returns who wants it; {@code null}: a node of an older version sent it. */
    Requester requester();

    /** Returns the name of who wants it. */
    String by();
  }

  /**
   * What a step tells of itself.
   *
   * <p>One of an attempt that is over is refused with STATE_CONFLICT; one that is ahead of what
   * this copy of the export knows is not answered, so that its sender asks again.
   */
  sealed interface StepReport extends EntityCommand {
    /** Returns the number of the attempt that the step belongs to. */
    int attempt();

    /** Returns the step: an export that has not come to it yet is behind the report. */
    ExportStep step();
  }

  /**
   * Begins the export. Repeated with an equal request it answers the same; with another,
   * STATE_CONFLICT.
   */
  record SubmitExport(
      ExportRequest request,
      @JsonInclude(JsonInclude.Include.NON_NULL) Requester requester,
      ActorRef<StatusReply<ExportDetails>> replyTo)
      implements PersonCommand {
    @Override
    public String by() {
      return requester == null ? request.owner() : requester.user();
    }
  }

  /** Asks how the export stands; changes nothing. */
  record GetSummary(ActorRef<StatusReply<ExportSummary>> replyTo) implements EntityCommand {}

  /** Asks which tasks workers have in hand, as far as is known; changes nothing. */
  record GetTasksUnderWay(ActorRef<StatusReply<TasksUnderWay>> replyTo) implements EntityCommand {}

  /** Asks for all that people are shown of the export; changes nothing. */
  record GetDetails(ActorRef<StatusReply<ExportDetails>> replyTo) implements EntityCommand {}

  /**
   * Ends the export in ERROR with reason CANCELED; refused with STATE_CONFLICT once it has ended.
   */
  record CancelExport(
      String by,
      @JsonInclude(JsonInclude.Include.NON_NULL) Requester requester,
      ActorRef<StatusReply<ExportDetails>> replyTo)
      implements PersonCommand {}

  /** Halts the export where it is; refused with STATE_CONFLICT once it has ended. */
  record PauseExport(
      String by,
      @JsonInclude(JsonInclude.Include.NON_NULL) Requester requester,
      ActorRef<StatusReply<ExportDetails>> replyTo)
      implements PersonCommand {}

  /** Lets it go on; refused with STATE_CONFLICT once it has ended. */
  record ResumeExport(
      String by,
      @JsonInclude(JsonInclude.Include.NON_NULL) Requester requester,
      ActorRef<StatusReply<ExportDetails>> replyTo)
      implements PersonCommand {}

  /**
   * Tries an export again that has ended in ERROR: only its delivery if that is what failed, else
   * all of it. Refused with STATE_CONFLICT in any other state.
   */
  record RetryExport(
      String by,
      @JsonInclude(JsonInclude.Include.NON_NULL) Requester requester,
      ActorRef<StatusReply<ExportDetails>> replyTo)
      implements PersonCommand {}

  /** Changes how soon it is rendered; refused with STATE_CONFLICT once it has ended. */
  record PrioritizeExport(
      Priority priority,
      String by,
      @JsonInclude(JsonInclude.Include.NON_NULL) Requester requester,
      ActorRef<StatusReply<ExportDetails>> replyTo)
      implements PersonCommand {}

  /**
   * Brings the file of an export to more destinations, without rendering it again. Those that are
   * on their way already are not added a second time. Refused with STATE_CONFLICT where there will
   * be no file, or too many destinations.
   */
  record AddDestinations(
      List<Destination> destinations,
      String by,
      @JsonInclude(JsonInclude.Include.NON_NULL) Requester requester,
      ActorRef<StatusReply<ExportDetails>> replyTo)
      implements PersonCommand {
    public AddDestinations {
      destinations = List.copyOf(destinations);
    }
  }

  /**
   * Keeps the files of an ended export for longer; refused with STATE_CONFLICT where it has none,
   * has not ended, or keeps them for as long already.
   */
  record KeepExport(
      Instant until,
      String by,
      @JsonInclude(JsonInclude.Include.NON_NULL) Requester requester,
      ActorRef<StatusReply<ExportDetails>> replyTo)
      implements PersonCommand {}

  /**
   * Gives a date to an ended export that has a file and no date; else changes nothing. Answered
   * with how the export stands then.
   */
  record DateExport(Instant until, ActorRef<StatusReply<ExportSummary>> replyTo)
      implements EntityCommand {}

  /**
   * Gives up the file of an export whose date is before a time, unless it is being delivered; else
   * changes nothing. Answered with how the export stands then.
   *
   * @param endedBefore what nodes of a version without dates go by
   * @param datedBefore {@code null}: a node of such a version asks, who is given nothing up
   */
  record ExpireExport(
      Instant endedBefore,
      @JsonInclude(JsonInclude.Include.NON_NULL) Instant datedBefore,
      ActorRef<StatusReply<ExportSummary>> replyTo)
      implements EntityCommand {
    /** Makes one for nodes of any version: those that know no dates give up nothing. */
    public ExpireExport(Instant datedBefore, ActorRef<StatusReply<ExportSummary>> replyTo) {
      this(Instant.EPOCH, datedBefore, replyTo);
    }
  }

  record AcceptPlan(int attempt, ExportPlan plan, ActorRef<StatusReply<Done>> replyTo)
      implements StepReport {
    @Override
    public ExportStep step() {
      return ExportStep.PLAN;
    }
  }

  /**
   * Answered with the target that stands in the journal: the asker aborts its own when it is
   * another. Refused with STATE_CONFLICT when there will be none, because the export has ended.
   */
  record AcceptUpload(
      int attempt, UploadTarget uploadTarget, ActorRef<StatusReply<UploadTarget>> replyTo)
      implements StepReport {
    @Override
    public ExportStep step() {
      return ExportStep.UPLOAD;
    }
  }

  record AcceptTask(int attempt, StoredTask task, ActorRef<StatusReply<Done>> replyTo)
      implements StepReport {
    @Override
    public ExportStep step() {
      return ExportStep.RENDER;
    }
  }

  /**
   * All tasks and the header are stored; {@code parts} is what completing the upload will name, in
   * order.
   */
  record AcceptHeader(int attempt, List<StoredPart> parts, ActorRef<StatusReply<Done>> replyTo)
      implements StepReport {
    @Override
    public ExportStep step() {
      return ExportStep.RENDER;
    }
  }

  record AcceptObject(int attempt, StoredObject object, ActorRef<StatusReply<Done>> replyTo)
      implements StepReport {
    @Override
    public ExportStep step() {
      return ExportStep.COMMIT;
    }
  }

  record AcceptDelivery(int attempt, DeliveryReceipt receipt, ActorRef<StatusReply<Done>> replyTo)
      implements StepReport {
    @Override
    public ExportStep step() {
      return ExportStep.DELIVER;
    }
  }

  /**
   * A delivery is about to write there: what its answer allows. Refused with STATE_CONFLICT when it
   * is not wanted any more, or another copy of it has an upload open.
   *
   * @param replacedUpload that the delivery knew of, which is there no more; {@code null}: of none
   */
  record AcceptDeliverySession(
      int attempt,
      DeliverySession session,
      String replacedUpload,
      ActorRef<StatusReply<Done>> replyTo)
      implements StepReport {
    @Override
    public ExportStep step() {
      return ExportStep.DELIVER;
    }
  }

  /** One destination does not get the file; the export ends when all have ended. */
  record AcceptDeliveryFailure(
      int attempt, DeliveryFailure failure, ActorRef<StatusReply<Done>> replyTo)
      implements StepReport {
    @Override
    public ExportStep step() {
      return ExportStep.DELIVER;
    }
  }

  /**
   * Ends the export in ERROR. A failure of a step that is already over changes nothing.
   *
   * @param step that failed; never one that cleans up
   */
  record AcceptFailure(
      int attempt,
      ErrorCode code,
      ExportStep step,
      String detail,
      ActorRef<StatusReply<Done>> replyTo)
      implements StepReport {}

  /**
   * Nothing is left behind. A clean-up that is over because another was asked for since changes
   * nothing.
   *
   * @param step that has ended: CLEAN_UP or DISCARD
   * @param left what destinations have nevertheless
   */
  record AcceptCleanUp(
      int attempt, ExportStep step, List<LeftFile> left, ActorRef<StatusReply<Done>> replyTo)
      implements StepReport {
    public AcceptCleanUp {
      left = left == null ? List.of() : List.copyOf(left);
      if (step.compareTo(ExportStep.CLEAN_UP) < 0) {
        throw new IllegalArgumentException("Invalid clean-up: %s".formatted(step.label()));
      }
    }
  }

  /**
   * Says that the step under way still moves, so that its deadline moves too. Persists nothing,
   * answers nothing.
   */
  record StepHeartbeat(int attempt, ExportStep step) implements StepReport {}

  /**
   * Says that the step under way does nothing for a good reason, so that its deadline moves too:
   * once when it begins to wait, and whenever it is asked for again. Persists nothing, answers
   * nothing.
   */
  record StepWaits(int attempt, ExportStep step, StepWait waitsFor) implements StepReport {}

  /**
   * Says which tasks workers have in hand from now on. Persists nothing, moves no deadline, answers
   * nothing.
   */
  record NoteTasksUnderWay(TasksUnderWay now) implements EntityCommand {}

  /** The entity asks itself whether its step moves. */
  enum CheckProgress implements EntityCommand {
    CHECK_PROGRESS
  }
}
