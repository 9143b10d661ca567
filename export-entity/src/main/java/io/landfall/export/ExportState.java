package io.landfall.export;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.landfall.model.Attempt;
import io.landfall.model.DeliveryReceipt;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.ExportStatus;
import io.landfall.model.Priority;
import java.util.List;

/**
 * Where an export stands: one record a step, holding only what that step can know and knowing what
 * to ask next. Stored in snapshots under the names given here.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ExportState.None.class, name = "none"),
  @JsonSubTypes.Type(value = Running.Pending.class, name = "pending"),
  @JsonSubTypes.Type(value = Running.Submitted.class, name = "submitted"),
  @JsonSubTypes.Type(value = Running.Rendering.class, name = "rendering"),
  @JsonSubTypes.Type(value = Running.Committing.class, name = "committing"),
  @JsonSubTypes.Type(value = Running.Delivering.class, name = "delivering"),
  @JsonSubTypes.Type(value = Retrying.class, name = "retrying"),
  @JsonSubTypes.Type(value = Paused.class, name = "paused"),
  @JsonSubTypes.Type(value = Finished.Succeeded.class, name = "succeeded"),
  @JsonSubTypes.Type(value = Finished.Ended.class, name = "ended")
})
public sealed interface ExportState {
  /** The steps in their order; {@code cleanUp} is no step that can fail an export. */
  List<String> STEPS = List.of("plan", "upload", "render", "commit", "deliver");

  /** Returns the state after {@code event}; one that cannot follow is a broken journal. */
  ExportState after(ExportEvent event);

  /** Asks for the next step. Called when a step is done and again after recovery. */
  default void drive(ExportId id, Collaborators ask) {}

  /** Tells whether nothing is left to do. */
  default boolean resting() {
    return false;
  }

  /** Makes the failure of a replay that meets an event which has no place there. */
  static IllegalStateException cannotFollow(ExportState state, ExportEvent event) {
    return new IllegalStateException(
        "Cannot replay the journal: %s cannot follow %s"
            .formatted(event.getClass().getSimpleName(), state.getClass().getSimpleName()));
  }

  /** An export that somebody has asked for. */
  sealed interface Known extends ExportState permits Running, Paused, Finished {
    /** Returns what was asked for. */
    ExportRequest request();

    /** Returns what every state carries. */
    Trace trace();

    /** Returns what people are told. */
    ExportStatus status();

    /** Returns the step under way. */
    String step();

    /** Returns {@code null} when there is nothing to add to the status. */
    default String statusReason() {
      return null;
    }

    /** Returns {@code null} unless it ended in ERROR. */
    default ExportSummary.Failure failure() {
      return null;
    }

    /** Returns {@code null} before there is one. */
    default ExportPlan plan() {
      return null;
    }

    /** Returns {@code null} before there is one. */
    default String uploadId() {
      return null;
    }

    /** Returns how far rendering has come. */
    default Progress progress() {
      return Progress.NONE;
    }

    /** Returns one a destination that has the file. */
    default List<DeliveryReceipt> receipts() {
      return List.of();
    }

    /** Returns the attempt that is under way, or was the last. */
    default Attempt attempt(ExportId id) {
      return new Attempt(id, trace().attempt());
    }

    /** Returns the priority that was last asked for. */
    default Priority priority() {
      return trace().priority() == null ? request().priority() : trace().priority();
    }

    /** Returns what the export says of itself. */
    default ExportSummary summary(ExportId id) {
      return new ExportSummary(
          id,
          request(),
          status(),
          statusReason(),
          plan(),
          progress().tiles(),
          plan() == null ? 0 : plan().layout().tilesTotal(),
          progress().bytes(),
          receipts(),
          failure(),
          trace().createdAt(),
          trace().updatedAt(),
          trace().version(),
          trace().attempt(),
          priority());
    }
  }

  /** Nobody has asked for this id. */
  record None() implements ExportState {
    @Override
    public ExportState after(ExportEvent event) {
      if (event instanceof ExportEvent.Requested e) {
        return new Running.Pending(e.request(), Trace.startingAt(e.at()));
      }
      throw cannotFollow(this, event);
    }

    @Override
    public boolean resting() {
      return true;
    }
  }
}
