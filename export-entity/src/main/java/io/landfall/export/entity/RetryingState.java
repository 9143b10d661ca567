package io.landfall.export.entity;

import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.StepPorts;
import io.landfall.export.StoredFile;
import io.landfall.export.UploadTarget;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.delivery.DeliveryFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import java.util.List;

/**
 * Begins again as soon as what the failed try has left behind is removed.
 *
 * @param failed how it ended
 * @param nextAttempt the number of the attempt that follows; that of {@code failed} when only its
 *     delivery is repeated
 */
public record RetryingState(FinishedState.FailedState failed, int nextAttempt)
    implements RunningState {
  @Override
  public ExportState applyStepEvent(ExportEvent event) {
    return event instanceof ExportEvent.CleanedUp
        ? failed
            .withoutSessions()
            .retryState(
                nextAttempt,
                metadata().updatedBy(event).withLeftFiles(((ExportEvent.CleanedUp) event).left()))
        : null;
  }

  @Override
  public RunningState withMetadata(ExportMetadata updated) {
    return new RetryingState(failed.withMetadata(updated), nextAttempt);
  }

  @Override
  public void resumeStep(ExportId id, StepPorts ports) {
    failed.removeLeftovers(id, ports);
  }

  @Override
  public ExportRequest request() {
    return failed.request();
  }

  @Override
  public ExportMetadata metadata() {
    return failed.metadata();
  }

  @Override
  public ExportStatus status() {
    return ExportStatus.PENDING;
  }

  @Override
  public String statusReason() {
    return ExportSummary.RETRYING;
  }

  @Override
  public ExportStep step() {
    return failed.step();
  }

  @Override
  public ExportPlan plan() {
    return isNewAttempt() ? null : failed.plan();
  }

  @Override
  public UploadTarget uploadTarget() {
    return failed.uploadTarget();
  }

  @Override
  public RenderProgress progress() {
    return isNewAttempt() ? RenderProgress.NONE : failed.progress();
  }

  @Override
  public List<DeliveryReceipt> receipts() {
    return isNewAttempt() ? List.of() : failed.receipts();
  }

  @Override
  public List<DeliveryFailure> deliveryFailures() {
    return isNewAttempt() ? List.of() : failed.deliveryFailures();
  }

  @Override
  public StoredFile file() {
    return isNewAttempt() ? null : failed.file();
  }

  @Override
  public List<DeliverySession> sessions() {
    return failed.sessions();
  }

  private boolean isNewAttempt() {
    return nextAttempt != failed.metadata().attempt();
  }
}
