package io.landfall.export;

import akka.pattern.StatusReply;
import io.landfall.export.ExportEntity.Command;
import io.landfall.export.ExportState.Known;
import io.landfall.model.DeliveryReceipt;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import io.landfall.model.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * What an export answers to each command in each state. Pure: the outcome follows from the
 * arguments alone, and what is to be persisted, answered and asked is returned, not done.
 *
 * <p>Messages that come late or twice are normal: they are answered and change nothing.
 */
public final class ExportProtocol {
  private final ExportId id;
  private final Instant now;

  private ExportProtocol(ExportId id, Instant now) {
    this.id = id;
    this.now = now;
  }

  /**
   * What a command comes to.
   *
   * @param events to persist, all or none
   * @param reply to give once they are, made of the state after them; {@code null}: none
   * @param drive whether the state after them is to be {@linkplain ExportState#drive driven}
   * @param moves whether the deadline of the step begins anew
   */
  public record Decision(
      List<ExportEvent> events,
      Function<ExportState, StatusReply<?>> reply,
      boolean drive,
      boolean moves) {
    private static final Decision SILENT = new Decision(List.of(), null, false, false);
    private static final Decision ALIVE = new Decision(List.of(), null, false, true);

    private static Decision answer(Function<ExportState, StatusReply<?>> reply) {
      return new Decision(List.of(), reply, false, false);
    }

    private static Decision refuse(ErrorCode code, String detail) {
      return answer(state -> Refusal.reply(code, detail));
    }

    private static Decision conflict(String detail) {
      return refuse(ErrorCode.STATE_CONFLICT, detail);
    }

    private static Decision acknowledge() {
      return answer(state -> StatusReply.ack());
    }

    /** Persists one fact and asks for the next step. */
    private static Decision step(ExportEvent event) {
      return new Decision(List.of(event), state -> StatusReply.ack(), true, true);
    }
  }

  /** Decides on {@code command}, whose reply address may be missing. */
  public static Decision decide(ExportId id, ExportState state, Command command, Instant now) {
    return new ExportProtocol(id, now).decide(state, command);
  }

  /** Ends an export whose step has stood still for {@code deadline}. */
  public static Decision timeOut(Running running, Duration deadline, Instant now) {
    String detail =
        "Cannot finish the step %s: nothing has moved for %d s. See the logs of the workers, then export again."
            .formatted(running.step(), deadline.toSeconds());
    return Decision.step(
        new ExportEvent.Failed(ErrorCode.STEP_TIMED_OUT, running.step(), detail, now));
  }

  private Decision decide(ExportState state, Command command) {
    if (!(state instanceof Known known)) {
      return command instanceof ExportEntity.Submit submit
          ? changed(new ExportEvent.Requested(submit.request(), now))
          : unknown(command);
    }
    if (command instanceof ExportEntity.Report report) {
      return onReport(known, report);
    } else if (command instanceof ExportEntity.Submit submit) {
      return onRepeatedSubmit(known, submit);
    } else if (command instanceof ExportEntity.Cancel cancel) {
      return onCancel(known, cancel);
    } else if (command instanceof ExportEntity.Pause pause) {
      return onPause(known, pause);
    } else if (command instanceof ExportEntity.Resume resume) {
      return onResume(known, resume);
    } else if (command instanceof ExportEntity.Retry retry) {
      return onRetry(known, retry);
    } else if (command instanceof ExportEntity.Reprioritize wanted) {
      return onReprioritize(known, wanted);
    }
    return command instanceof ExportEntity.GetSummary
        ? Decision.answer(this::summary)
        : Decision.SILENT;
  }

  private Decision onRepeatedSubmit(Known known, ExportEntity.Submit submit) {
    return known.request().equals(submit.request())
        ? Decision.answer(this::summary)
        : Decision.conflict(
            "Cannot submit export %s: the id belongs to another request. Take a new id."
                .formatted(id));
  }

  private Decision onCancel(Known known, ExportEntity.Cancel cancel) {
    return known instanceof Finished
        ? over("cancel", known)
        : changed(new ExportEvent.Canceled(cancel.by(), known.step(), now));
  }

  private Decision onPause(Known known, ExportEntity.Pause pause) {
    if (known instanceof Paused) {
      return Decision.answer(this::summary);
    }
    return known instanceof Finished
        ? over("pause", known)
        : changed(new ExportEvent.Paused(pause.by(), now));
  }

  private Decision onResume(Known known, ExportEntity.Resume resume) {
    if (known instanceof Running) {
      return Decision.answer(this::summary);
    }
    return known instanceof Finished
        ? over("resume", known)
        : changed(new ExportEvent.Resumed(resume.by(), now));
  }

  private Decision onRetry(Known known, ExportEntity.Retry retry) {
    if (known instanceof Retrying) {
      return Decision.answer(this::summary);
    }
    return known instanceof Finished.Ended ended
        ? changed(new ExportEvent.Retried(retry.by(), ended.retriedAs(), now))
        : Decision.conflict(
            "Cannot retry export %s: it is %s, and only one that ended in ERROR can be retried."
                .formatted(id, known.status()));
  }

  private Decision onReprioritize(Known known, ExportEntity.Reprioritize wanted) {
    if (known instanceof Finished) {
      return over("change the priority of", known);
    }
    return known.priority() == wanted.priority()
        ? Decision.answer(this::summary)
        : changed(new ExportEvent.Reprioritized(wanted.priority(), wanted.by(), now));
  }

  private Decision onReport(Known known, ExportEntity.Report report) {
    int attempt = known.trace().attempt();
    if (report.attempt() > attempt || place(report) > place(known.step())) {
      return Decision.SILENT; // this copy is behind; the asker asks again and finds the other
    }
    if (Math.max(1, report.attempt()) < attempt) {
      return Decision.conflict(
          "Cannot take a report on attempt %d of export %s: attempt %d is under way."
              .formatted(report.attempt(), id, attempt));
    }
    if (report instanceof ExportEntity.StillWorking alive) {
      return known instanceof Running && alive.step().equals(known.step())
          ? Decision.ALIVE
          : Decision.SILENT;
    } else if (report instanceof ExportEntity.AcceptFailure failure) {
      return onFailure(known, failure);
    }
    Known step = known instanceof Paused paused ? paused.running() : known;
    Decision decision = step instanceof Running running ? onResult(running, report) : null;
    return decision == null ? onLateReport(known, report) : decision;
  }

  /** Returns how far an export is whose step {@code step} is under way, or has just ended. */
  private static int place(String step) {
    int place = ExportState.STEPS.indexOf(step);
    return place < 0 ? ExportState.STEPS.size() : place;
  }

  /** Returns how far the export that {@code report} is on must be at least. */
  private static int place(ExportEntity.Report report) {
    if (report instanceof ExportEntity.AcceptUpload) {
      return place("upload");
    } else if (report instanceof ExportEntity.AcceptRun
        || report instanceof ExportEntity.AcceptHeader) {
      return place("render");
    } else if (report instanceof ExportEntity.AcceptObject) {
      return place("commit");
    } else if (report instanceof ExportEntity.AcceptDelivery) {
      return place("deliver");
    } else if (report instanceof ExportEntity.AcceptFailure failure) {
      return ExportState.STEPS.indexOf(failure.step());
    }
    return report instanceof ExportEntity.AcceptCleanUp ? ExportState.STEPS.size() : 0;
  }

  /** Returns {@code null} if the report is not on the step under way. */
  private Decision onResult(Running running, ExportEntity.Report report) {
    if (running instanceof Running.Pending && report instanceof ExportEntity.AcceptPlan accept) {
      return Decision.step(new ExportEvent.Planned(accept.plan(), now));
    } else if (running instanceof Running.Submitted
        && report instanceof ExportEntity.AcceptUpload accept) {
      return new Decision(
          List.of(new ExportEvent.UploadOpened(accept.uploadId(), now)),
          state -> StatusReply.success(accept.uploadId()),
          true,
          true);
    } else if (running instanceof Running.Rendering rendering) {
      if (report instanceof ExportEntity.AcceptRun accept) {
        return onRun(rendering, accept);
      } else if (report instanceof ExportEntity.AcceptHeader accept) {
        return onHeader(rendering, accept);
      }
    } else if (running instanceof Running.Committing committing
        && report instanceof ExportEntity.AcceptObject accept) {
      return onObject(committing, accept.object());
    } else if (running instanceof Running.Delivering delivering
        && report instanceof ExportEntity.AcceptDelivery accept) {
      return onDelivery(delivering, accept.receipt());
    } else if (running instanceof Retrying && report instanceof ExportEntity.AcceptCleanUp) {
      return Decision.step(new ExportEvent.CleanedUp(now));
    }
    return null;
  }

  private Decision onLateReport(Known known, ExportEntity.Report report) {
    if (report instanceof ExportEntity.AcceptUpload) {
      return known.uploadId() == null
          ? Decision.conflict(
              "Cannot take an upload for export %s: it is %s. Abort the upload."
                  .formatted(id, known.status()))
          : Decision.answer(state -> StatusReply.success(known.uploadId()));
    } else if (report instanceof ExportEntity.AcceptCleanUp
        && known instanceof Finished finished
        && !finished.clean()) {
      return Decision.step(new ExportEvent.CleanedUp(now));
    }
    return Decision.acknowledge();
  }

  private Decision onRun(Running.Rendering rendering, ExportEntity.AcceptRun accept) {
    int run = accept.run().run();
    if (rendering.runs().has(run)) {
      return Decision.acknowledge(); // a repeat after failover: already a fact
    }
    if (!rendering.isPlanned(run)) {
      return Decision.conflict(
          "Cannot take run %d of export %s: the plan has no such run.".formatted(run, id));
    }
    return new Decision(
        List.of(new ExportEvent.RunStored(accept.run(), now)),
        state -> StatusReply.ack(),
        false,
        true);
  }

  private Decision onHeader(Running.Rendering rendering, ExportEntity.AcceptHeader accept) {
    if (rendering.missing() > 0) {
      return Decision.conflict(
          "Cannot commit export %s: %d runs are not stored yet. Render them first."
              .formatted(id, rendering.missing()));
    }
    if (!rendering.isWhole(accept.parts())) {
      return Decision.conflict(
          "Cannot commit export %s: the %d parts are not the header and those of the stored runs."
              .formatted(id, accept.parts().size()));
    }
    return Decision.step(new ExportEvent.CommitIntended(accept.parts(), now));
  }

  private Decision onObject(Running.Committing committing, StoredObject object) {
    if (object.bytes() != committing.bytes()) {
      return corrupt(
          committing,
          "Cannot trust the stored file %s: it has %d bytes, its parts have %d. Export again."
              .formatted(object.key(), object.bytes(), committing.bytes()));
    }
    return Decision.step(new ExportEvent.ObjectStored(object, now));
  }

  private Decision onDelivery(Running.Delivering delivering, DeliveryReceipt receipt) {
    if (delivering.has(receipt.destination())) {
      return Decision.acknowledge();
    }
    if (!delivering.missing().contains(receipt.destination())) {
      return Decision.conflict(
          "Cannot take the receipt of destination %d of export %s: it was not asked for."
              .formatted(receipt.destination(), id));
    }
    if (!matches(receipt, delivering)) {
      return corrupt(
          delivering,
          "Cannot confirm %s: read back at the destination, it is not the file that was rendered (%d bytes, not %d). Export again."
              .formatted(receipt.name(), receipt.bytes(), delivering.output().object().bytes()));
    }
    var facts = new ArrayList<ExportEvent>();
    facts.add(new ExportEvent.Delivered(receipt, now));
    boolean isLast = delivering.missing().size() == 1;
    if (isLast) {
      facts.add(new ExportEvent.Completed(now));
    }
    // the other deliveries are already under way
    return new Decision(List.copyOf(facts), state -> StatusReply.ack(), isLast, true);
  }

  /** A picture is another file than the raster it was made of: its maker has checked it. */
  private static boolean matches(DeliveryReceipt receipt, Running.Delivering delivering) {
    if (delivering.plan().format().type().isPicture()) {
      return true;
    }
    StoredObject object = delivering.output().object();
    return receipt.bytes() == object.bytes()
        && (object.sha256() == null || Objects.equals(object.sha256(), receipt.sha256()));
  }

  private Decision onFailure(Known known, ExportEntity.AcceptFailure accept) {
    if (!(known instanceof Running) || known instanceof Retrying) {
      return Decision.acknowledge(); // paused: whoever goes on will meet it again
    }
    int failed = ExportState.STEPS.indexOf(accept.step());
    if (failed >= 0 && failed < place(known.step())) {
      return Decision.acknowledge(); // that step has succeeded since
    }
    return Decision.step(
        new ExportEvent.Failed(accept.code(), accept.step(), accept.detail(), now));
  }

  private Decision corrupt(Running running, String detail) {
    var failed = new ExportEvent.Failed(ErrorCode.DESTINATION_CORRUPT, running.step(), detail, now);
    return new Decision(List.of(failed), state -> Refusal.reply(failed.code(), detail), true, true);
  }

  private Decision over(String what, Known known) {
    return Decision.conflict(
        "Cannot %s export %s: it has already ended with %s.".formatted(what, id, known.status()));
  }

  /** Persists what a person asked for, answers how the export stands then, and acts on it. */
  private Decision changed(ExportEvent event) {
    return new Decision(List.of(event), this::summary, true, true);
  }

  private StatusReply<?> summary(ExportState state) {
    return StatusReply.success(((Known) state).summary(id));
  }

  private Decision unknown(Command command) {
    return command instanceof ExportEntity.StillWorking
        ? Decision.SILENT
        : Decision.refuse(
            ErrorCode.EXPORT_UNKNOWN,
            "Cannot find export %s: nobody has submitted it.".formatted(id));
  }
}
