package io.landfall.simulation;

import akka.Done;
import io.landfall.export.StepPorts;
import io.landfall.export.UploadTarget;
import io.landfall.export.entity.EntityCommand;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.ExportProtocol;
import io.landfall.export.entity.ExportState;
import io.landfall.export.entity.RunningState;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.steps.StoreSteps;
import io.landfall.store.ObjectKeys;
import io.landfall.worker.StepReports;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The real protocol, or what it would be without one of its guards. */
final class SimMutants {
  private final SimWorld world;

  SimMutants(SimWorld world) {
    this.world = world;
  }

  private boolean isOff(SimGuard guard) {
    return !world.guards.has(guard);
  }

  ExportProtocol.Decision decide(
      ExportId id, ExportState state, EntityCommand command, Instant now) {
    var decision = ExportProtocol.decide(id, state, command, now);
    if (isOff(SimGuard.STORED_TASKS)
        && command instanceof EntityCommand.AcceptTask accept
        && state instanceof RunningState.RenderingState
        && decision.events().isEmpty()) {
      return new ExportProtocol.Decision(
          List.of(new ExportEvent.TaskStored(accept.task(), now)), decision.reply(), false, true);
    }
    return decision;
  }

  /** Called before the events of a decision are written. */
  void beforeWriting(ExportId id, ExportState state, List<ExportEvent> events, SimSteps steps) {
    if (isOff(SimGuard.INTENT_FIRST) && events.get(0) instanceof ExportEvent.CommitIntended) {
      state.apply(events.get(0)).resumeStep(id, steps);
    }
  }

  /**
   * Returns the upload that parts go to and that is completed: not one that is found by its key.
   */
  UploadTarget upload(ExportAttempt attempt, UploadTarget journalled) {
    if (!isOff(SimGuard.JOURNALLED_UPLOAD)) {
      return journalled;
    }
    return world.bucket.uploads(ObjectKeys.files(attempt)).stream()
        .<UploadTarget>map(open -> new UploadTarget.MultipartUpload(open.uploadId()))
        .findFirst()
        .orElse(journalled);
  }

  CompletionStage<?> cleanUp(
      StoreSteps steps,
      SimStore store,
      ExportAttempt attempt,
      List<String> prefixes,
      List<StepPorts.EndedDelivery> ended,
      StepReports reports) {
    if (!isOff(SimGuard.ABORT_FIRST)) {
      return steps.cleanUp(attempt, prefixes, ended, reports);
    }
    CompletionStage<Done> deleted = CompletableFuture.completedStage(Done.getInstance());
    for (String prefix : prefixes) {
      deleted = deleted.thenCompose(done -> deleteAll(store, prefix));
    }
    return deleted.thenCompose(done -> steps.cleanUp(attempt, List.of(), ended, reports));
  }

  private static CompletionStage<Done> deleteAll(SimStore store, String prefix) {
    return store
        .list(prefix)
        .thenCompose(
            keys ->
                CompletableFuture.allOf(
                    keys.stream()
                        .map(key -> store.delete(key).toCompletableFuture())
                        .toArray(CompletableFuture[]::new)))
        .thenApply(all -> Done.getInstance());
  }
}
