package io.landfall.export;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.landfall.model.DeliveryReceipt;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.ExportStatus;
import java.util.List;

/**
 * A running export that somebody has halted: nothing is asked and no deadline runs. What was under
 * way and comes through is still taken.
 *
 * @param running where it goes on
 */
public record Paused(@JsonProperty("running") Running running) implements ExportState.Known {

  @Override
  public ExportState after(ExportEvent event) {
    if (event instanceof ExportEvent.Resumed) {
      return running.with(trace().next(event));
    }
    ExportState next = running.after(event);
    return next instanceof Running still ? new Paused(still) : next;
  }

  @Override
  public void drive(ExportId id, Collaborators ask) {
    ask.release(id);
  }

  @Override
  public ExportRequest request() {
    return running.request();
  }

  @Override
  public Trace trace() {
    return running.trace();
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
  public String step() {
    return running.step();
  }

  @Override
  public ExportPlan plan() {
    return running.plan();
  }

  @Override
  public String uploadId() {
    return running.uploadId();
  }

  @Override
  public Progress progress() {
    return running.progress();
  }

  @Override
  public List<DeliveryReceipt> receipts() {
    return running.receipts();
  }
}
