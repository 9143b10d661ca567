package io.landfall.export.entity;

import akka.pattern.StatusReply;
import io.landfall.export.ExportDetails;
import io.landfall.export.ExportSummary;
import io.landfall.export.FailureReply;
import io.landfall.export.StepWait;
import io.landfall.export.entity.ExportState.ExistingState;
import io.landfall.model.Erased;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import io.landfall.model.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * What an export answers to each command in each state. Pure: the outcome follows from the
 * arguments alone, and what is to be persisted, answered and asked is returned, not done.
 *
 * <p>Messages that come late or twice are normal: they are answered and change nothing.
 */
public final class ExportProtocol {
  private final ExportId id;
  private final StepWait waitsFor;
  private final Instant now;

  private ExportProtocol(ExportId id, StepWait waitsFor, Instant now) {
    this.id = id;
    this.waitsFor = waitsFor;
    this.now = now;
  }

  /**
   * What a command comes to.
   *
   * @param events to persist, all or none
   * @param reply to give once they are, made of the state after them; {@code null}: none
   * @param resumesStep whether the state after them is to be {@linkplain ExportState#resumeStep
   *     resumed}
   * @param restartsDeadline whether the deadline of the step begins anew
   */
  public record Decision(
      List<ExportEvent> events,
      Function<ExportState, StatusReply<?>> reply,
      boolean resumesStep,
      boolean restartsDeadline) {
    private static final Decision NONE = new Decision(List.of(), null, false, false);
    private static final Decision HEARTBEAT = new Decision(List.of(), null, false, true);

    static Decision replyWith(Function<ExportState, StatusReply<?>> reply) {
      return new Decision(List.of(), reply, false, false);
    }

    /** Returns whose export begins by this, or begins again; {@code null}: none does. */
    String beginsFor(ExportState state) {
      for (ExportEvent event : events) {
        if (event instanceof ExportEvent.Requested requested) {
          return String.valueOf(requested.request().owner());
        } else if (state instanceof FinishedState known
            && (event instanceof ExportEvent.Retried
                || event instanceof ExportEvent.DestinationsAdded)) {
          return String.valueOf(known.request().owner());
        }
      }
      return null;
    }

    static Decision reject(ErrorCode code, String detail) {
      return replyWith(state -> FailureReply.of(code, detail));
    }

    static Decision conflict(String detail) {
      return reject(ErrorCode.STATE_CONFLICT, detail);
    }

    static Decision acknowledge() {
      return replyWith(state -> StatusReply.ack());
    }

    /** Persists one fact and asks for the next step. */
    private static Decision persistAndResume(ExportEvent event) {
      return new Decision(List.of(event), state -> StatusReply.ack(), true, true);
    }
  }

  /** Decides on {@code command}, whose reply address may be missing. */
  public static Decision decide(
      ExportId id, ExportState state, EntityCommand command, Instant now) {
    return decide(id, state, null, command, now);
  }

  /**
   * As above for an export whose step waits.
   *
   * @param waitsFor what its step has said last that it waits for; {@code null}: for nothing
   */
  static Decision decide(
      ExportId id, ExportState state, StepWait waitsFor, EntityCommand command, Instant now) {
    return new ExportProtocol(id, waitsFor, now).decide(state, command);
  }

  /** Ends an export whose step has stood still for {@code deadline}. */
  public static Decision timeOut(RunningState running, Duration deadline, Instant now) {
    String detail =
        "Cannot finish the step %s: nothing has moved for %d s. See the logs of the workers, then export again."
            .formatted(running.step().label(), deadline.toSeconds());
    return Decision.persistAndResume(
        new ExportEvent.Failed(
            ErrorCode.STEP_TIMED_OUT, running.step(), detail, now, !running.receipts().isEmpty()));
  }

  /** Refuses to begin an export of an owner who has {@code most} that have not ended. */
  static Decision refuseBeyond(int most) {
    return Decision.reject(
        ErrorCode.TOO_MANY_REQUESTS,
        "Cannot begin another export: %d of yours have not ended on the node that would keep it, and it keeps no more of one owner. Send it again when some have ended, or cancel some."
            .formatted(most));
  }

  private Decision decide(ExportState state, EntityCommand command) {
    if (!(state instanceof ExistingState known)) {
      return command instanceof EntityCommand.SubmitExport submit
          ? persistAndDescribe(new ExportEvent.Requested(submit.request(), now))
          : unknownExport(command);
    }
    if (Erased.is(known.request().owner())
        && (command instanceof EntityCommand.RetryExport
            || command instanceof EntityCommand.AddDestinations)) {
      return Decision.conflict(
          "Cannot do more with export %s: whoever asked for it was erased, and where its files went and came from with him. Submit it again."
              .formatted(id));
    }
    if (command instanceof EntityCommand.StepReport report) {
      return onReport(known, report);
    } else if (command instanceof EntityCommand.SubmitExport submit) {
      return onRepeatedSubmit(known, submit);
    } else if (command instanceof EntityCommand.CancelExport cancel) {
      return onSteering(
          "cancel",
          known,
          false,
          new ExportEvent.Canceled(cancel.by(), known.step(), now, !known.receipts().isEmpty()));
    } else if (command instanceof EntityCommand.PauseExport pause) {
      return onSteering(
          "pause", known, known instanceof PausedState, new ExportEvent.Paused(pause.by(), now));
    } else if (command instanceof EntityCommand.ResumeExport resume) {
      return onSteering(
          "resume",
          known,
          known instanceof RunningState,
          new ExportEvent.Resumed(resume.by(), now));
    } else if (command instanceof EntityCommand.RetryExport retry) {
      return onRetry(known, retry);
    } else if (command instanceof EntityCommand.AddDestinations add) {
      return new DeliveryProtocol(id, now).onAddDestinations(known, add, this::details);
    } else if (command instanceof EntityCommand.PrioritizeExport prioritize) {
      return onSteering(
          "change the priority of",
          known,
          known.priority() == prioritize.priority(),
          new ExportEvent.Reprioritized(prioritize.priority(), prioritize.by(), now));
    }
    var expiry = new DeliveryProtocol(id, now);
    if (command instanceof EntityCommand.ExpireExport expire) {
      return expiry.onExpire(known, expire);
    } else if (command instanceof EntityCommand.DateExport date) {
      return expiry.onDate(known, date);
    } else if (command instanceof EntityCommand.KeepExport keep) {
      return expiry.onKeep(known, keep, this::details);
    }
    if (command instanceof EntityCommand.GetDetails) {
      return Decision.replyWith(this::details);
    }
    return command instanceof EntityCommand.GetSummary
        ? Decision.replyWith(same -> StatusReply.success(summary(known)))
        : Decision.NONE;
  }

  private Decision onRepeatedSubmit(ExistingState known, EntityCommand.SubmitExport submit) {
    return known.request().isRepeatedBy(submit.request())
        ? Decision.replyWith(this::details)
        : Decision.conflict(
            "Cannot submit export %s: the id belongs to another request. Take a new id."
                .formatted(id));
  }

  /** Does what a person asks of an export under way; {@code isDone}: it was asked before. */
  private Decision onSteering(String what, ExistingState known, boolean isDone, ExportEvent event) {
    if (known instanceof FinishedState) {
      return Decision.conflict(
          "Cannot %s export %s: it has already ended with %s.".formatted(what, id, known.status()));
    }
    return isDone ? Decision.replyWith(this::details) : persistAndDescribe(event);
  }

  private Decision onRetry(ExistingState known, EntityCommand.RetryExport retry) {
    if (known instanceof RetryingState) {
      return Decision.replyWith(this::details);
    }
    return known instanceof FinishedState.FailedState ended
        ? persistAndDescribe(new ExportEvent.Retried(retry.by(), ended.retryAttempt(), now))
        : Decision.conflict(
            "Cannot retry export %s: it is %s, and only one that ended in ERROR can be retried."
                .formatted(id, known.status()));
  }

  private Decision onReport(ExistingState known, EntityCommand.StepReport report) {
    int attempt = known.metadata().attempt();
    if (report.attempt() > attempt || report.step().compareTo(known.step()) > 0) {
      return Decision.NONE; // this copy is behind; the asker asks again and finds the other
    }
    if (report.attempt() < attempt) {
      return Decision.conflict(
          "Cannot take a report on attempt %d of export %s: attempt %d is under way."
              .formatted(report.attempt(), id, attempt));
    }
    if (report instanceof EntityCommand.StepHeartbeat
        || report instanceof EntityCommand.StepWaits) {
      return known instanceof RunningState && report.step() == known.step()
          ? Decision.HEARTBEAT
          : Decision.NONE;
    } else if (report instanceof EntityCommand.AcceptFailure failure) {
      return onFailure(known, failure);
    } else if (report instanceof EntityCommand.AcceptDeliveryFailure accept) {
      return known instanceof DeliveringState delivering
          ? new DeliveryProtocol(id, now).onDeliveryFailure(delivering, accept.failure())
          : Decision.acknowledge(); // paused: whoever goes on will meet it again
    } else if (report instanceof EntityCommand.AcceptCleanUp accept) {
      return onCleanUp(known, accept);
    }
    ExistingState step = known instanceof PausedState paused ? paused.running() : known;
    Decision decision = step instanceof RunningState running ? onResult(running, report) : null;
    return decision == null ? onLateReport(known, report) : decision;
  }

  /** Returns {@code null} if the report is not on the step under way. */
  private Decision onResult(RunningState running, EntityCommand.StepReport report) {
    if (running instanceof RunningState.PendingState
        && report instanceof EntityCommand.AcceptPlan accept) {
      return Decision.persistAndResume(new ExportEvent.Planned(accept.plan(), now));
    } else if (running instanceof RunningState.SubmittedState
        && report instanceof EntityCommand.AcceptUpload accept) {
      return new Decision(
          List.of(new ExportEvent.UploadOpened(accept.uploadTarget(), now)),
          state -> StatusReply.success(accept.uploadTarget()),
          true,
          true);
    } else if (running instanceof RunningState.RenderingState rendering) {
      if (report instanceof EntityCommand.AcceptTask accept) {
        return onTask(rendering, accept);
      } else if (report instanceof EntityCommand.AcceptHeader accept) {
        return onHeader(rendering, accept);
      }
    } else if (running instanceof RunningState.CommittingState committing
        && report instanceof EntityCommand.AcceptObject accept) {
      return onObject(committing, accept.object());
    } else if (running instanceof DeliveringState delivering
        && report instanceof EntityCommand.AcceptDelivery accept) {
      return new DeliveryProtocol(id, now).onDelivery(delivering, accept.receipt());
    } else if (running instanceof DeliveringState delivering
        && report instanceof EntityCommand.AcceptDeliverySession accept) {
      return new DeliveryProtocol(id, now).onSession(delivering, accept);
    }
    return null;
  }

  private Decision onLateReport(ExistingState known, EntityCommand.StepReport report) {
    if (report instanceof EntityCommand.AcceptDeliverySession) {
      return Decision.conflict(
          "Cannot begin to deliver export %s: it is %s.".formatted(id, known.status()));
    }
    if (report instanceof EntityCommand.AcceptUpload) {
      return known.uploadTarget() == null
          ? Decision.conflict(
              "Cannot take an upload for export %s: it is %s. Abort the upload."
                  .formatted(id, known.status()))
          : Decision.replyWith(state -> StatusReply.success(known.uploadTarget()));
    }
    return Decision.acknowledge();
  }

  /** One that left the file is not the end of what a cancel has made a discard. */
  private Decision onCleanUp(ExistingState known, EntityCommand.AcceptCleanUp ended) {
    return ended.step() == known.step() && !known.isDone()
        ? Decision.persistAndResume(new ExportEvent.CleanedUp(now, ended.left()))
        : Decision.acknowledge();
  }

  private Decision onTask(RunningState.RenderingState rendering, EntityCommand.AcceptTask accept) {
    int task = accept.task().index();
    if (rendering.tasks().hasTask(task)) {
      return Decision.acknowledge(); // a repeat after failover: already a fact
    }
    if (!rendering.isPlanned(task)) {
      return Decision.conflict(
          "Cannot take task %d of export %s: the plan has no such task.".formatted(task, id));
    }
    return new Decision(
        List.of(new ExportEvent.TaskStored(accept.task(), now)),
        state -> StatusReply.ack(),
        false,
        true);
  }

  private Decision onHeader(
      RunningState.RenderingState rendering, EntityCommand.AcceptHeader accept) {
    if (rendering.missingTaskCount() > 0) {
      return Decision.conflict(
          "Cannot commit export %s: %d tasks are not stored yet. Render them first."
              .formatted(id, rendering.missingTaskCount()));
    }
    if (!rendering.isComplete(accept.parts())) {
      return Decision.conflict(
          "Cannot commit export %s: the %d parts are not the header and those of the stored tasks."
              .formatted(id, accept.parts().size()));
    }
    return Decision.persistAndResume(new ExportEvent.CommitIntended(accept.parts(), now));
  }

  private Decision onObject(RunningState.CommittingState committing, StoredObject object) {
    if (object.bytes() != committing.expectedBytes()) {
      return failAsCorrupt(
          committing,
          "Cannot trust the stored file %s: it has %d bytes, its parts have %d. Export again."
              .formatted(object.key(), object.bytes(), committing.expectedBytes()));
    }
    return Decision.persistAndResume(new ExportEvent.ObjectStored(object, now));
  }

  private Decision onFailure(ExistingState known, EntityCommand.AcceptFailure accept) {
    if (!(known instanceof RunningState) || known instanceof RetryingState) {
      return Decision.acknowledge(); // paused: whoever goes on will meet it again
    }
    if (accept.step().compareTo(known.step()) < 0) {
      return Decision.acknowledge(); // that step has succeeded since
    }
    return Decision.persistAndResume(
        new ExportEvent.Failed(
            accept.code(), accept.step(), accept.detail(), now, !known.receipts().isEmpty()));
  }

  private Decision failAsCorrupt(RunningState running, String detail) {
    var failed = new ExportEvent.Failed(ErrorCode.DESTINATION_CORRUPT, running.step(), detail, now);
    return new Decision(
        List.of(failed), state -> FailureReply.of(failed.code(), detail), true, true);
  }

  /** Persists what a person asked for, answers how the export stands then, and acts on it. */
  private Decision persistAndDescribe(ExportEvent event) {
    return new Decision(List.of(event), this::details, true, true);
  }

  private StatusReply<?> details(ExportState state) {
    ExportDetails details = ((ExistingState) state).details(id);
    return StatusReply.success(
        new ExportDetails(summary((ExistingState) state), details.request(), details.plan()));
  }

  private ExportSummary summary(ExistingState known) {
    boolean isWaiting =
        waitsFor != null && known instanceof RunningState && known.statusReason() == null;
    return isWaiting ? known.summary(id, waitsFor.name()) : known.summary(id);
  }

  private Decision unknownExport(EntityCommand command) {
    return command instanceof EntityCommand.StepHeartbeat
            || command instanceof EntityCommand.StepWaits
            || command instanceof EntityCommand.NoteTasksUnderWay
        ? Decision.NONE
        : Decision.reject(
            ErrorCode.EXPORT_UNKNOWN,
            "Cannot find export %s: nobody has submitted it.".formatted(id));
  }
}
