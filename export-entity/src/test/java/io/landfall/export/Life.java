package io.landfall.export;

import akka.pattern.StatusReply;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One export without an actor: decides, journals and asks as the entity does. */
final class Life {
  final RecordingCollaborators asked = new RecordingCollaborators();
  final List<ExportEvent> journal = new ArrayList<>();
  final ExportId id = Samples.ID;
  ExportState state = new ExportState.None();
  private Instant now = Samples.NOW;

  /** Goes on where the clock says something else. */
  Life elsewhere(Duration skew) {
    now = now.plus(skew);
    return this;
  }

  /** Tells one command and returns the reply, {@code null} if there is none. */
  StatusReply<?> tell(ExportEntity.Command command) {
    now = now.plusSeconds(1);
    var decision = ExportProtocol.decide(id, state, command, now);
    journal.addAll(decision.events());
    decision.events().forEach(event -> state = state.after(event));
    if (decision.drive()) {
      state.drive(id, asked);
    }
    return decision.reply() == null ? null : decision.reply().apply(state);
  }

  ExportSummary summary() {
    return ((ExportState.Known) state).summary(id);
  }

  /** Lives up to where {@code step} is under way, of an attempt. */
  Life reach(String step, int attempt) {
    if (state instanceof ExportState.None) {
      tell(new ExportEntity.Submit(Samples.REQUEST, null));
    }
    int steps = ExportState.STEPS.indexOf(step);
    if (steps > 0) {
      tell(new ExportEntity.AcceptPlan(attempt, Samples.PLAN, null));
    }
    if (steps > 1) {
      tell(new ExportEntity.AcceptUpload(attempt, "up-" + attempt, null));
    }
    if (steps > 2) {
      tell(new ExportEntity.AcceptRun(attempt, Samples.run(0), null));
      tell(new ExportEntity.AcceptRun(attempt, Samples.run(1), null));
      tell(new ExportEntity.AcceptHeader(attempt, Samples.PARTS, null));
    }
    if (steps > 3) {
      tell(new ExportEntity.AcceptObject(attempt, Samples.OBJECT, null));
    }
    asked.take();
    return this;
  }

  Life reach(String step) {
    return reach(step, 1);
  }

  /** Ends the step under way with a failure. */
  Life fail(ErrorCode code) {
    var known = (ExportState.Known) state;
    tell(
        new ExportEntity.AcceptFailure(
            known.trace().attempt(), code, known.step(), "It broke.", null));
    return this;
  }

  /** Says that whatever is left of the attempt is gone. */
  Life cleanedUp() {
    var known = (ExportState.Known) state;
    tell(new ExportEntity.AcceptCleanUp(known.trace().attempt(), null));
    return this;
  }

  /** Says what a refusal is for. */
  static ErrorCode code(StatusReply<?> refused) {
    return Refusal.parse(refused.getError().getMessage()).code();
  }
}
