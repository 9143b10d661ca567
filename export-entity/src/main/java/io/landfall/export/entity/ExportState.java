package io.landfall.export.entity;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.landfall.export.ExportDetails;
import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.StepPorts;
import io.landfall.export.StoredFile;
import io.landfall.export.UploadTarget;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.Priority;
import io.landfall.model.delivery.DeliveryFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.model.delivery.LeftFile;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where an export stands: one record a step, holding only what that step can know and knowing what
 * to ask next. Stored in snapshots under the names given here.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ExportState.EmptyState.class, name = "empty"),
  @JsonSubTypes.Type(value = RunningState.PendingState.class, name = "pending"),
  @JsonSubTypes.Type(value = RunningState.SubmittedState.class, name = "submitted"),
  @JsonSubTypes.Type(value = RunningState.RenderingState.class, name = "rendering"),
  @JsonSubTypes.Type(value = RunningState.CommittingState.class, name = "committing"),
  @JsonSubTypes.Type(value = DeliveringState.class, name = "delivering"),
  @JsonSubTypes.Type(value = RetryingState.class, name = "retrying"),
  @JsonSubTypes.Type(value = PausedState.class, name = "paused"),
  @JsonSubTypes.Type(value = FinishedState.SucceededState.class, name = "succeeded"),
  @JsonSubTypes.Type(value = FinishedState.FailedState.class, name = "failed")
})
public sealed interface ExportState {
  /** Returns the state after {@code event}; one that cannot follow is a broken journal. */
  ExportState apply(ExportEvent event);

  /** Asks for the next step. Called when a step is done and again after recovery. */
  default void resumeStep(ExportId id, StepPorts ports) {}

  /** Tells whether nothing is left to do. */
  @JsonIgnore
  default boolean isDone() {
    return false;
  }

  /** Returns the state before the first event, for who replays a journal to look at it. */
  static ExportState beforeFirstEvent() {
    return new EmptyState();
  }

  /** Makes the failure of a replay that meets an event which has no place there. */
  static IllegalStateException unexpectedEvent(ExportState state, ExportEvent event) {
    return new IllegalStateException(
        "Cannot replay the journal: %s cannot follow %s"
            .formatted(event.getClass().getSimpleName(), state.getClass().getSimpleName()));
  }

  /** An export that somebody has asked for. */
  sealed interface ExistingState extends ExportState
      permits RunningState, PausedState, FinishedState {
    /** Is known once the file is whole, so that no plan has it. */
    String NO_PIXEL_HAS_DATA =
        "No pixel of the file has data: no scene gave one. The area may lie where the scenes hold"
            + " none, the no-data value may be that of all pixels, or the cloud mask may take them"
            + " all.";

    /** Returns what was asked for. */
    ExportRequest request();

    /** Returns what every state carries. */
    ExportMetadata metadata();

    /** Returns the status that users see. */
    ExportStatus status();

    /** Returns the step under way. */
    ExportStep step();

    /** Returns {@code null} when there is nothing to add to the status. */
    default String statusReason() {
      return null;
    }

    /** Returns {@code null} unless it ended in ERROR. */
    default ExportSummary.StepFailure failure() {
      return null;
    }

    /** Returns {@code null} before there is one. */
    default ExportPlan plan() {
      return null;
    }

    /** Returns {@code null} before there is one. */
    default UploadTarget uploadTarget() {
      return null;
    }

    /** Returns how far rendering has come. */
    default RenderProgress progress() {
      return RenderProgress.NONE;
    }

    /** Returns one a destination that has the file. */
    default List<DeliveryReceipt> receipts() {
      return List.of();
    }

    /** Returns one a destination that does not get the file. */
    default List<DeliveryFailure> deliveryFailures() {
      return List.of();
    }

    /** Returns where deliveries write, or have written before they were ended. */
    default List<DeliverySession> sessions() {
      return List.of();
    }

    /** Returns what destinations have although their delivery was ended. */
    default List<LeftFile> leftFiles() {
      return metadata().leftFiles();
    }

    /** Returns where the file goes: what was asked for at first, then what was added. */
    default List<Destination> destinations() {
      List<Destination> added = metadata().addedDestinations();
      return added.isEmpty()
          ? request().delivery()
          : Stream.concat(request().delivery().stream(), added.stream()).toList();
    }

    /** Returns the attempt that is under way, or was the last. */
    default ExportAttempt attempt(ExportId id) {
      return new ExportAttempt(id, metadata().attempt());
    }

    /** Returns when it ended; {@code null}: it has not. */
    default Instant endedAt() {
      return null;
    }

    /** Returns the priority that was last asked for. */
    default Priority priority() {
      return metadata().priority() == null ? request().priority() : metadata().priority();
    }

    /** Returns the whole file in our store; {@code null}: there is none. */
    default StoredFile file() {
      return null;
    }

    /** Returns all that people are shown of the export. */
    default ExportDetails details(ExportId id) {
      boolean isEmpty = file() != null && file().scenes().isEmpty();
      return new ExportDetails(
          summary(id), request(), isEmpty ? plan().withWarning(NO_PIXEL_HAS_DATA) : plan());
    }

    /** Returns how the export stands. */
    default ExportSummary summary(ExportId id) {
      return summary(id, statusReason());
    }

    /** Returns how the export stands, with a reason that its state does not know. */
    default ExportSummary summary(ExportId id, String reason) {
      return new ExportSummary(
          id,
          request().owner(),
          destinations(),
          status(),
          reason,
          progress().tiles(),
          plan() == null ? 0 : plan().layout().tilesTotal(),
          progress().bytes(),
          receipts(),
          failure(),
          metadata().createdAt(),
          metadata().updatedAt(),
          metadata().sequenceNumber(),
          metadata().attempt(),
          priority(),
          deliveryFailures(),
          leftFiles(),
          endedAt(),
          metadata().expiredAt(),
          metadata().keptUntil(),
          metadata().trace());
    }
  }

  /** Nobody has asked for this id. */
  record EmptyState() implements ExportState {
    @Override
    public ExportState apply(ExportEvent event) {
      if (event instanceof ExportEvent.Requested e) {
        return new RunningState.PendingState(e.request(), ExportMetadata.ofFirstEvent(e));
      }
      throw unexpectedEvent(this, event);
    }

    @Override
    public boolean isDone() {
      return true;
    }
  }
}
