package io.landfall.export.entity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.export.ExportQuotas.EndedUse;
import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.StepPorts;
import io.landfall.export.StoredFile;
import io.landfall.export.UploadTarget;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.delivery.DeliveredFile;
import io.landfall.model.delivery.DeliveryFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An export that has ended; all that is left to do is to clean up. */
public sealed interface FinishedState extends ExportState.ExistingState {
  /** Tells whether nothing is left behind. */
  boolean cleanedUp();

  @Override
  default boolean isDone() {
    return cleanedUp();
  }

  /** Snapshots of old do not tell when it ended: it has changed little since. */
  @Override
  default Instant endedAt() {
    return metadata().endedAt() == null ? metadata().updatedAt() : metadata().endedAt();
  }

  /** Tells whether the finished file stays in the store. */
  boolean keepsFile();

  @Override
  default ExportStep step() {
    return keepsFile() ? ExportStep.CLEAN_UP : ExportStep.DISCARD;
  }

  @Override
  default void resumeStep(ExportId id, StepPorts ports) {
    if (!cleanedUp()) {
      ports.settle(attempt(id), use());
      removeLeftovers(id, ports);
    }
  }

  /**
   * Returns what the export has used: the pixels of a file that was made, of a canceled export
   * those that were rendered, else none; and what destinations have.
   */
  private EndedUse use() {
    Map<Integer, Long> delivered = new HashMap<>();
    for (DeliveryReceipt receipt : receipts()) {
      delivered.put(
          receipt.destination(), receipt.files().stream().mapToLong(DeliveredFile::bytes).sum());
    }
    return new EndedUse(usedPixels(), delivered);
  }

  private long usedPixels() {
    if (plan() == null) {
      return 0;
    }
    long all = (long) plan().grid().width() * plan().grid().height();
    if (failure() == null || failure().step().compareTo(ExportStep.DELIVER) >= 0) {
      return all;
    }
    long tiles = plan().layout().tilesTotal();
    return failure().code() == ErrorCode.CANCELED && tiles > 0
        ? (long) Math.ceil((double) all * Math.min(tiles, progress().tiles()) / tiles)
        : 0;
  }

  /** Asks for the removal of what the attempt has left behind. */
  default void removeLeftovers(ExportId id, StepPorts ports) {
    if (endedUnplanned()) {
      ports.endUnplanned(attempt(id));
      return;
    }
    List<StepPorts.EndedDelivery> ended =
        sessions().stream()
            .map(
                session ->
                    new StepPorts.EndedDelivery(
                        request().owner(), destinations().get(session.destination()), session))
            .toList();
    if (keepsFile()) {
      ports.cleanUp(attempt(id), ended);
    } else {
      ports.discard(attempt(id), ended);
    }
  }

  /** No plan alone says less: one that was canceled while a retry waited had another before. */
  private boolean endedUnplanned() {
    return plan() == null && failure() != null && failure().step() == ExportStep.PLAN;
  }

  /**
   * Every destination has the file that is waited for.
   *
   * @param deliveryFailures of destinations that were given up
   */
  record SucceededState(
      ExportRequest request,
      ExportPlan plan,
      UploadTarget uploadTarget,
      RenderProgress progress,
      StoredFile file,
      List<DeliveryReceipt> receipts,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<DeliveryFailure> deliveryFailures,
      boolean cleanedUp,
      ExportMetadata metadata)
      implements FinishedState {
    public SucceededState {
      receipts = List.copyOf(receipts);
      deliveryFailures = deliveryFailures == null ? List.of() : List.copyOf(deliveryFailures);
    }

    @Override
    public ExportState apply(ExportEvent event) {
      if (event instanceof ExportEvent.CleanedUp || event instanceof ExportEvent.Expired) {
        boolean isClean = event instanceof ExportEvent.CleanedUp; // what expires is to be removed
        return new SucceededState(
            request,
            plan,
            uploadTarget,
            progress,
            file,
            receipts,
            deliveryFailures,
            isClean,
            metadata.updatedBy(event));
      } else if (event instanceof ExportEvent.KeptUntil) {
        return new SucceededState(
            request,
            plan,
            uploadTarget,
            progress,
            file,
            receipts,
            deliveryFailures,
            cleanedUp,
            metadata.updatedBy(event));
      } else if (event instanceof ExportEvent.DestinationsAdded e) {
        return new DeliveringState(
            request,
            plan,
            uploadTarget,
            progress,
            file,
            receipts,
            deliveryFailures,
            List.of(),
            metadata
                .updatedBy(e)
                .givingUpBelow(destinations().size())
                .withDestinations(e.destinations()));
      }
      throw ExportState.unexpectedEvent(this, event);
    }

    @Override
    public boolean keepsFile() { // else it is elsewhere, and nobody comes for ours
      return metadata.expiredAt() == null
          && destinations().stream().anyMatch(Destination::keepsFileInStore);
    }

    @Override
    public ExportStatus status() {
      return ExportStatus.SUCCESS;
    }

    @Override
    public String statusReason() {
      if (metadata.expiredAt() != null) {
        return ExportSummary.EXPIRED;
      }
      return deliveryFailures.isEmpty() ? null : ExportSummary.PARTIAL_DELIVERY;
    }
  }

  /**
   * Ended without the file everywhere it should be.
   *
   * @param file the whole file, kept for a retry of its delivery; {@code null}: there is none
   * @param deliveryFailures the destinations that do not get it
   * @param sessions of deliveries that were ended: what they have open is to be closed
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
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<DeliveryFailure> deliveryFailures,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<DeliverySession> sessions,
      boolean cleanedUp,
      ExportMetadata metadata)
      implements FinishedState {
    public FailedState {
      receipts = List.copyOf(receipts);
      deliveryFailures = deliveryFailures == null ? List.of() : List.copyOf(deliveryFailures);
      sessions = sessions == null ? List.of() : List.copyOf(sessions);
    }

    @Override
    public ExportState apply(ExportEvent event) {
      if (event instanceof ExportEvent.CleanedUp e) {
        return copy(file, List.of(), true, metadata.updatedBy(event).withLeftFiles(e.left()));
      } else if (event instanceof ExportEvent.KeptUntil) {
        return copy(file, sessions, cleanedUp, metadata.updatedBy(event));
      } else if (event instanceof ExportEvent.Expired) {
        return copy(null, sessions, false, metadata.updatedBy(event));
      } else if (event instanceof ExportEvent.Retried e) {
        return new RetryingState(
            copy(file, sessions, false, metadata.updatedBy(event)), e.attempt());
      } else if (event instanceof ExportEvent.DestinationsAdded e) {
        return delivering(
            deliveryFailures,
            metadata
                .updatedBy(e)
                .givingUpBelow(destinations().size())
                .withDestinations(e.destinations()));
      }
      throw ExportState.unexpectedEvent(this, event);
    }

    private FailedState copy(
        StoredFile kept, List<DeliverySession> open, boolean isCleanedUp, ExportMetadata updated) {
      return new FailedState(
          request,
          plan,
          uploadTarget,
          progress,
          kept,
          receipts,
          reason,
          failure,
          deliveryFailures,
          open,
          isCleanedUp,
          updated);
    }

    /** Returns it as it is once nothing is open at destinations. */
    FailedState withoutSessions() {
      return copy(file, List.of(), cleanedUp, metadata);
    }

    FailedState withMetadata(ExportMetadata updated) {
      return copy(file, sessions, cleanedUp, updated);
    }

    /**
     * Returns the number of the attempt that a retry leads to: of this one, if its file is kept and
     * nothing is wrong with it.
     */
    int retryAttempt() {
      return file != null && RunningState.retainsFile(failure.code())
          ? metadata.attempt()
          : metadata.attempt() + 1;
    }

    /** Returns where attempt {@code number} begins. */
    RunningState retryState(int number, ExportMetadata updated) {
      return number == metadata.attempt()
          ? delivering(givenUp(), updated)
          : new RunningState.PendingState(request, updated.withAttempt(number));
    }

    private List<DeliveryFailure> givenUp() {
      return deliveryFailures.stream()
          .filter(failed -> failed.destination() < metadata.givenUpBelow())
          .toList();
    }

    private RunningState delivering(List<DeliveryFailure> given, ExportMetadata updated) {
      return new DeliveringState(
          request, plan, uploadTarget, progress, file, receipts, given, sessions, updated);
    }

    @Override
    public boolean keepsFile() {
      return file != null;
    }

    @Override
    public String statusReason() {
      return metadata.expiredAt() == null ? reason : ExportSummary.EXPIRED;
    }

    @Override
    public ExportStatus status() {
      return ExportStatus.ERROR;
    }
  }
}
