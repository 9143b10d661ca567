package io.landfall.export.entity;

import akka.pattern.StatusReply;
import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.FailureReply;
import io.landfall.export.UploadTarget;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One export without an actor: decides, journals and asks as the entity does. */
final class ProtocolHarness {
  final RecordingStepPorts ports = new RecordingStepPorts();
  final List<ExportEvent> journal = new ArrayList<>();
  final ExportId id = Samples.ID;
  ExportState state = new ExportState.EmptyState();
  private Instant now = Samples.NOW;

  /** Goes on where the clock says something else. */
  ProtocolHarness withClockSkew(Duration skew) {
    now = now.plus(skew);
    return this;
  }

  /** Tells one command and returns the reply, {@code null} if there is none. */
  StatusReply<?> tell(EntityCommand command) {
    now = now.plusSeconds(1);
    var decision = ExportProtocol.decide(id, state, command, now);
    journal.addAll(decision.events());
    decision.events().forEach(event -> state = state.apply(event));
    if (decision.resumesStep()) {
      state.resumeStep(id, ports);
    }
    return decision.reply() == null ? null : decision.reply().apply(state);
  }

  ExportSummary summary() {
    return ((ExportState.ExistingState) state).summary(id);
  }

  /** Lives up to where {@code step} is under way, of an attempt. */
  ProtocolHarness advanceTo(ExportStep step, int attempt) {
    if (state instanceof ExportState.EmptyState) {
      tell(new EntityCommand.SubmitExport(Samples.REQUEST, null, null));
    }
    int steps = step.ordinal();
    if (steps > 0) {
      tell(new EntityCommand.AcceptPlan(attempt, Samples.PLAN, null));
    }
    if (steps > 1) {
      tell(
          new EntityCommand.AcceptUpload(
              attempt, new UploadTarget.MultipartUpload("up-" + attempt), null));
    }
    if (steps > 2) {
      tell(new EntityCommand.AcceptTask(attempt, Samples.task(0), null));
      tell(new EntityCommand.AcceptTask(attempt, Samples.task(1), null));
      tell(new EntityCommand.AcceptHeader(attempt, Samples.PARTS, null));
    }
    if (steps > 3) {
      tell(new EntityCommand.AcceptObject(attempt, Samples.OBJECT, null));
    }
    ports.take();
    return this;
  }

  ProtocolHarness advanceTo(ExportStep step) {
    return advanceTo(step, 1);
  }

  /** Ends the step under way with a failure. */
  ProtocolHarness failStep(ErrorCode code) {
    var known = (ExportState.ExistingState) state;
    tell(
        new EntityCommand.AcceptFailure(
            known.metadata().attempt(), code, known.step(), "It broke.", null));
    return this;
  }

  /** Says that whatever is left of the attempt is gone. */
  ProtocolHarness finishCleanUp() {
    var known = (ExportState.ExistingState) state;
    tell(
        new EntityCommand.AcceptCleanUp(known.metadata().attempt(), known.step(), List.of(), null));
    return this;
  }

  /** Says what a refusal is for. */
  static ErrorCode code(StatusReply<?> refused) {
    return FailureReply.parse(refused.getError().getMessage()).code();
  }
}
