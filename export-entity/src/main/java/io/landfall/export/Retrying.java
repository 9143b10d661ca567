package io.landfall.export;

import io.landfall.model.DeliveryReceipt;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.ExportStatus;
import java.util.List;

/**
 * Begins again as soon as what the failed try has left behind is gone.
 *
 * @param before how it ended
 * @param next the number of the attempt that follows; that of {@code before} when only its delivery
 *     is repeated
 */
public record Retrying(Finished.Ended before, int next) implements Running {
  @Override
  public ExportState next(ExportEvent event) {
    return event instanceof ExportEvent.CleanedUp ? before.again(next, trace().next(event)) : null;
  }

  @Override
  public Running with(Trace at) {
    return new Retrying(before.with(at), next);
  }

  @Override
  public void drive(ExportId id, Collaborators ask) {
    before.drive(id, ask);
  }

  @Override
  public ExportRequest request() {
    return before.request();
  }

  @Override
  public Trace trace() {
    return before.trace();
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
  public String step() {
    return "cleanUp";
  }

  @Override
  public ExportPlan plan() {
    return isAnew() ? null : before.plan();
  }

  @Override
  public String uploadId() {
    return before.uploadId();
  }

  @Override
  public Progress progress() {
    return isAnew() ? Progress.NONE : before.progress();
  }

  @Override
  public List<DeliveryReceipt> receipts() {
    return isAnew() ? List.of() : before.receipts();
  }

  private boolean isAnew() {
    return next != before.trace().attempt();
  }
}
