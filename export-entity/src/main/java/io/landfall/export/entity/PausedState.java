package io.landfall.export.entity;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.StepPorts;
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
 * A running export that somebody has halted: nothing is asked and no deadline runs. What was under
 * way and comes through is still taken.
 *
 * @param running where it goes on
 */
public record PausedState(@JsonProperty("running") RunningState running)
    implements ExportState.ExistingState {

  @Override
  public ExportState apply(ExportEvent event) {
    if (event instanceof ExportEvent.Resumed) {
      return running.withMetadata(metadata().updatedBy(event));
    }
    ExportState next = running.apply(event);
    return next instanceof RunningState stillRunning ? new PausedState(stillRunning) : next;
  }

  @Override
  public void resumeStep(ExportId id, StepPorts ports) {
    ports.stopSteps(id);
  }

  @Override
  public ExportRequest request() {
    return running.request();
  }

  @Override
  public ExportMetadata metadata() {
    return running.metadata();
  }

  @Override
  public ExportStatus status() {
    return running.status();
  }

  @Override
  public String statusReason() {
    return ExportSummary.PAUSED;
  }

  @Override
  public ExportStep step() {
    return running.step();
  }

  @Override
  public ExportPlan plan() {
    return running.plan();
  }

  @Override
  public UploadTarget uploadTarget() {
    return running.uploadTarget();
  }

  @Override
  public RenderProgress progress() {
    return running.progress();
  }

  @Override
  public List<DeliveryReceipt> receipts() {
    return running.receipts();
  }

  @Override
  public List<DeliveryFailure> deliveryFailures() {
    return running.deliveryFailures();
  }

  @Override
  public List<DeliverySession> sessions() {
    return running.sessions();
  }
}
