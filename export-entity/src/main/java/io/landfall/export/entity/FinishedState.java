package io.landfall.export.entity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.StepPorts;
import io.landfall.export.StoredFile;
import io.landfall.export.UploadTarget;
import io.landfall.model.DeliveryReceipt;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import java.util.List;

/** An export that has ended; all that is left to do is to clean up. */
public sealed interface FinishedState extends ExportState.ExistingState {
  /** Tells whether nothing is left behind. */
  boolean cleanedUp();

  @Override
  default boolean isDone() {
    return cleanedUp();
  }

  /** Tells whether the finished file stays in the store. */
  boolean keepsFile();

  @Override
  default ExportStep step() {
    return keepsFile() ? ExportStep.CLEAN_UP : ExportStep.DISCARD;
  }

  @Override
  default void resumeStep(ExportId id, StepPorts ports) {
    if (cleanedUp()) {
      return;
    }
    if (keepsFile()) {
      ports.cleanUp(attempt(id));
    } else {
      ports.discard(attempt(id));
    }
  }

  /** Every destination has the file. */
  record SucceededState(
      ExportRequest request,
      ExportPlan plan,
      UploadTarget uploadTarget,
      RenderProgress progress,
      StoredFile file,
      List<DeliveryReceipt> receipts,
      boolean cleanedUp,
      ExportMetadata metadata)
      implements FinishedState {
    public SucceededState {
      receipts = List.copyOf(receipts);
    }

    @Override
    public ExportState apply(ExportEvent event) {
      if (event instanceof ExportEvent.CleanedUp) {
        return new SucceededState(
            request, plan, uploadTarget, progress, file, receipts, true, metadata.updatedBy(event));
      }
      throw ExportState.unexpectedEvent(this, event);
    }

    @Override
    public boolean keepsFile() { // else it is elsewhere, and nobody comes for ours
      return request.delivery().stream().anyMatch(Destination::keepsFileInStore);
    }

    @Override
    public ExportStatus status() {
      return ExportStatus.SUCCESS;
    }
  }

  /**
   * Ended without the file everywhere it should be.
   *
   * @param file the whole file, kept for a retry of its delivery; {@code null}: there is none
   */
  record FailedState(
      ExportRequest request,
      ExportPlan plan,
      UploadTarget uploadTarget,
      RenderProgress progress,
      @JsonInclude(JsonInclude.Include.NON_NULL) StoredFile file,
      List<DeliveryReceipt> receipts,
      String reason,
      ExportSummary.StepFailure failure,
      boolean cleanedUp,
      ExportMetadata metadata)
      implements FinishedState {
    public FailedState {
      receipts = List.copyOf(receipts);
    }

    @Override
    public ExportState apply(ExportEvent event) {
      if (event instanceof ExportEvent.CleanedUp) {
        return copy(true, metadata.updatedBy(event));
      } else if (event instanceof ExportEvent.Retried e) {
        return new RetryingState(copy(false, metadata.updatedBy(event)), e.attempt());
      }
      throw ExportState.unexpectedEvent(this, event);
    }

    private FailedState copy(boolean isCleanedUp, ExportMetadata updated) {
      return new FailedState(
          request,
          plan,
          uploadTarget,
          progress,
          file,
          receipts,
          reason,
          failure,
          isCleanedUp,
          updated);
    }

    FailedState withMetadata(ExportMetadata updated) {
      return copy(cleanedUp, updated);
    }

    /**
     * Returns the number of the attempt that a retry leads to: of this one, if its file is kept.
     */
    int retryAttempt() {
      return file == null ? metadata.attempt() + 1 : metadata.attempt();
    }

    /** Returns where attempt {@code number} begins. */
    RunningState retryState(int number, ExportMetadata updated) {
      return number == metadata.attempt()
          ? new RunningState.DeliveringState(
              request, plan, uploadTarget, progress, file, receipts, updated)
          : new RunningState.PendingState(request, updated.withAttempt(number));
    }

    @Override
    public boolean keepsFile() {
      return file != null;
    }

    @Override
    public String statusReason() {
      return reason;
    }

    @Override
    public ExportStatus status() {
      return ExportStatus.ERROR;
    }
  }
}
