package io.landfall.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.DeliveryReceipt;
import io.landfall.model.Destination;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.ExportStatus;
import java.util.List;

/** An export that has ended; all that is left to do is to clean up. */
public sealed interface Finished extends ExportState.Known {
  /** Tells whether nothing is left behind. */
  boolean clean();

  @Override
  default boolean resting() {
    return clean();
  }

  @Override
  default String step() {
    return "cleanUp";
  }

  /** Every destination has the file. */
  record Succeeded(
      ExportRequest request,
      ExportPlan plan,
      String uploadId,
      Progress progress,
      Output output,
      List<DeliveryReceipt> receipts,
      boolean clean,
      Trace trace)
      implements Finished {
    public Succeeded {
      receipts = List.copyOf(receipts);
    }

    @Override
    public ExportState after(ExportEvent event) {
      if (event instanceof ExportEvent.CleanedUp) {
        return new Succeeded(
            request, plan, uploadId, progress, output, receipts, true, trace.next(event));
      }
      throw ExportState.cannotFollow(this, event);
    }

    @Override
    public void drive(ExportId id, Collaborators ask) {
      if (clean) {
        return;
      }
      if (request.delivery().stream().anyMatch(Destination.Link.class::isInstance)) {
        ask.cleanUp(attempt(id), uploadId);
      } else {
        ask.discard(attempt(id), uploadId); // the file is elsewhere, and nobody comes for ours
      }
    }

    @Override
    public ExportStatus status() {
      return ExportStatus.SUCCESS;
    }
  }

  /**
   * Ended without the file everywhere it should be.
   *
   * @param output the whole file, kept for a retry of its delivery; {@code null}: there is none
   */
  record Ended(
      ExportRequest request,
      ExportPlan plan,
      String uploadId,
      Progress progress,
      @JsonInclude(JsonInclude.Include.NON_NULL) Output output,
      List<DeliveryReceipt> receipts,
      String reason,
      ExportSummary.Failure failure,
      boolean clean,
      Trace trace)
      implements Finished {
    public Ended {
      receipts = List.copyOf(receipts);
    }

    @Override
    public ExportState after(ExportEvent event) {
      if (event instanceof ExportEvent.CleanedUp) {
        return at(true, trace.next(event));
      } else if (event instanceof ExportEvent.Retried e) {
        return new Retrying(at(false, trace.next(event)), e.attempt());
      }
      throw ExportState.cannotFollow(this, event);
    }

    private Ended at(boolean isClean, Trace at) {
      return new Ended(
          request, plan, uploadId, progress, output, receipts, reason, failure, isClean, at);
    }

    Ended with(Trace at) {
      return at(clean, at);
    }

    /**
     * Returns the number of the attempt that a retry leads to: of this one, if its file is kept.
     */
    int retriedAs() {
      return output == null ? trace.attempt() + 1 : trace.attempt();
    }

    /** Returns where attempt {@code number} begins. */
    Running again(int number, Trace at) {
      return number == trace.attempt()
          ? new Running.Delivering(request, plan, uploadId, progress, output, receipts, at)
          : new Running.Pending(request, at.withAttempt(number));
    }

    @Override
    public void drive(ExportId id, Collaborators ask) {
      if (clean) {
        return;
      }
      if (output == null) {
        ask.discard(attempt(id), uploadId);
      } else {
        ask.cleanUp(attempt(id), uploadId);
      }
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
