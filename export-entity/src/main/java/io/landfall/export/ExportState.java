package io.landfall.export;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.landfall.model.Attempt;
import io.landfall.model.DeliveryReceipt;
import io.landfall.model.Destination;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.ExportStatus;
import io.landfall.model.Priority;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Where an export stands: one record a step, holding only what that step can know and knowing what
 * to ask next. Stored in snapshots under the names given here.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ExportState.None.class, name = "none"),
  @JsonSubTypes.Type(value = ExportState.Pending.class, name = "pending"),
  @JsonSubTypes.Type(value = ExportState.Submitted.class, name = "submitted"),
  @JsonSubTypes.Type(value = ExportState.Rendering.class, name = "rendering"),
  @JsonSubTypes.Type(value = ExportState.Committing.class, name = "committing"),
  @JsonSubTypes.Type(value = ExportState.Delivering.class, name = "delivering"),
  @JsonSubTypes.Type(value = ExportState.Succeeded.class, name = "succeeded"),
  @JsonSubTypes.Type(value = ExportState.Ended.class, name = "ended")
})
sealed interface ExportState {
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

  private static IllegalStateException cannotFollow(ExportState state, ExportEvent event) {
    return new IllegalStateException(
        "Cannot replay the journal: %s cannot follow %s"
            .formatted(event.getClass().getSimpleName(), state.getClass().getSimpleName()));
  }

  /** An export that somebody has asked for. */
  sealed interface Known extends ExportState {
    ExportRequest request();

    Trace trace();

    ExportStatus status();

    /** Returns the step under way. */
    String step();

    /** Returns {@code null} before there is one. */
    default ExportPlan plan() {
      return null;
    }

    /** Returns {@code null} before there is one. */
    default String uploadId() {
      return null;
    }

    default Progress progress() {
      return Progress.NONE;
    }

    default List<DeliveryReceipt> receipts() {
      return List.of();
    }

    default Attempt attempt(ExportId id) {
      return new Attempt(id, trace().attempt());
    }

    default Priority priority() {
      return Priority.NORMAL;
    }

    default ExportSummary summary(ExportId id) {
      return summary(id, null, null);
    }

    /** As {@link #summary(ExportId)}, with why it ended. */
    default ExportSummary summary(ExportId id, String reason, ExportSummary.Failure failure) {
      return new ExportSummary(
          id,
          request(),
          status(),
          reason,
          plan(),
          progress().tiles(),
          plan() == null ? 0 : plan().layout().tilesTotal(),
          progress().bytes(),
          receipts(),
          failure,
          trace().createdAt(),
          trace().updatedAt(),
          trace().version(),
          trace().attempt());
    }
  }

  /** An export that has not ended: it can fail and be canceled. */
  sealed interface Running extends Known {
    /** Returns the state after an event that belongs to this step, else {@code null}. */
    ExportState next(ExportEvent event);

    @Override
    default ExportState after(ExportEvent event) {
      if (event instanceof ExportEvent.Failed failed) {
        return ended(
            null,
            new ExportSummary.Failure(failed.code(), failed.step(), failed.detail()),
            trace().next(event));
      }
      if (event instanceof ExportEvent.Canceled canceled) {
        return ended(
            ExportSummary.CANCELED, ExportSummary.Failure.canceled(canceled), trace().next(event));
      }
      ExportState next = next(event);
      if (next == null) {
        throw cannotFollow(this, event);
      }
      return next;
    }

    private Ended ended(String reason, ExportSummary.Failure failure, Trace trace) {
      return new Ended(
          request(), plan(), uploadId(), progress(), receipts(), reason, failure, false, trace);
    }
  }

  /** Nobody has asked for this id. */
  record None() implements ExportState {
    @Override
    public ExportState after(ExportEvent event) {
      if (event instanceof ExportEvent.Requested e) {
        return new Pending(e.request(), Trace.startingAt(e.at()));
      }
      throw cannotFollow(this, event);
    }

    @Override
    public boolean resting() {
      return true;
    }
  }

  /** Asked for, not planned yet. */
  record Pending(ExportRequest request, Trace trace) implements Running {
    @Override
    public ExportState next(ExportEvent event) {
      return event instanceof ExportEvent.Planned e
          ? new Submitted(request, e.plan(), trace.next(e))
          : null;
    }

    @Override
    public void drive(ExportId id, Collaborators ask) {
      ask.plan(attempt(id), request);
    }

    @Override
    public ExportStatus status() {
      return ExportStatus.PENDING;
    }

    @Override
    public String step() {
      return "plan";
    }
  }

  /** Planned; the upload is being opened. */
  record Submitted(ExportRequest request, ExportPlan plan, Trace trace) implements Running {
    @Override
    public ExportState next(ExportEvent event) {
      return event instanceof ExportEvent.UploadOpened e
          ? new Rendering(request, plan, e.uploadId(), List.of(), trace.next(e))
          : null;
    }

    @Override
    public void drive(ExportId id, Collaborators ask) {
      ask.openUpload(attempt(id), plan);
    }

    @Override
    public ExportStatus status() {
      return ExportStatus.SUBMITTED;
    }

    @Override
    public String step() {
      return "upload";
    }
  }

  /** Runs are being rendered; {@code runs} are those in the store. */
  record Rendering(
      ExportRequest request, ExportPlan plan, String uploadId, List<StoredRun> runs, Trace trace)
      implements Running {
    public Rendering {
      runs = List.copyOf(runs);
    }

    boolean has(int run) {
      return runs.stream().anyMatch(stored -> stored.run() == run);
    }

    /** Returns the indices of the planned runs that are not stored. */
    Set<Integer> missing() {
      var missing = new TreeSet<Integer>();
      plan.layout().runs().forEach(run -> missing.add(run.index()));
      runs.forEach(run -> missing.remove(run.run()));
      return missing;
    }

    /** Tells whether {@code parts} are the header and every part of the stored runs. */
    boolean isWhole(List<StoredPart> parts) {
      if (plan.layout().singleObject()) {
        return parts.isEmpty();
      }
      var expected = new TreeSet<Integer>(Set.of(1));
      for (StoredRun run : runs) {
        expected.add(run.overviews().number());
        expected.add(run.full().number());
        if (!parts.contains(run.overviews()) || !parts.contains(run.full())) {
          return false;
        }
      }
      return parts.stream().map(StoredPart::number).toList().equals(List.copyOf(expected));
    }

    @Override
    public ExportState next(ExportEvent event) {
      if (event instanceof ExportEvent.RunStored e) {
        var more = new ArrayList<StoredRun>(runs);
        more.add(e.run());
        return new Rendering(request, plan, uploadId, more, trace.next(e));
      }
      return event instanceof ExportEvent.CommitIntended e
          ? new Committing(request, plan, uploadId, progress(), e.parts(), trace.next(e))
          : null;
    }

    @Override
    public Progress progress() {
      var progress = Progress.NONE;
      for (StoredRun run : runs) {
        progress = progress.with(run);
      }
      return progress;
    }

    @Override
    public void drive(ExportId id, Collaborators ask) {
      ask.render(
          attempt(id),
          plan,
          uploadId,
          runs,
          request.owner(),
          priority()); // renders what is not stored yet
    }

    @Override
    public ExportStatus status() {
      return ExportStatus.RENDERING;
    }

    @Override
    public String step() {
      return "render";
    }
  }

  /** Everything is stored, and the journal says that the upload will be completed. */
  record Committing(
      ExportRequest request,
      ExportPlan plan,
      String uploadId,
      Progress progress,
      List<StoredPart> parts,
      Trace trace)
      implements Running {
    public Committing {
      parts = List.copyOf(parts);
    }

    /** Returns the size that the whole file must have. */
    long bytes() {
      return parts.isEmpty() ? progress.bytes() : parts.stream().mapToLong(StoredPart::bytes).sum();
    }

    @Override
    public ExportState next(ExportEvent event) {
      return event instanceof ExportEvent.ObjectStored e
          ? new Delivering(request, plan, uploadId, progress, e.object(), List.of(), trace.next(e))
          : null;
    }

    @Override
    public void drive(ExportId id, Collaborators ask) {
      ask.commit(attempt(id), plan, uploadId, parts, trace.version());
    }

    @Override
    public ExportStatus status() {
      return ExportStatus.RENDERING;
    }

    @Override
    public String step() {
      return "commit";
    }
  }

  /** The store has the file; {@code receipts} say which destinations do. */
  record Delivering(
      ExportRequest request,
      ExportPlan plan,
      String uploadId,
      Progress progress,
      StoredObject object,
      List<DeliveryReceipt> receipts,
      Trace trace)
      implements Running {
    public Delivering {
      receipts = List.copyOf(receipts);
    }

    boolean has(int destination) {
      return receipts.stream().anyMatch(receipt -> receipt.destination() == destination);
    }

    /** Returns the indices of the destinations without receipt. */
    List<Integer> missing() {
      return IntStream.range(0, request.delivery().size()).filter(i -> !has(i)).boxed().toList();
    }

    @Override
    public ExportState next(ExportEvent event) {
      if (event instanceof ExportEvent.Delivered e) {
        var more = new ArrayList<DeliveryReceipt>(receipts);
        more.add(e.receipt());
        return new Delivering(request, plan, uploadId, progress, object, more, trace.next(e));
      }
      return event instanceof ExportEvent.Completed e
          ? new Succeeded(request, plan, uploadId, progress, object, receipts, false, trace.next(e))
          : null;
    }

    @Override
    public void drive(ExportId id, Collaborators ask) {
      for (int index : missing()) {
        ask.deliver(
            attempt(id),
            plan,
            object,
            index,
            request.delivery().get(index),
            trace.createdAt(),
            trace.version());
      }
    }

    @Override
    public ExportStatus status() {
      return ExportStatus.DELIVERING;
    }

    @Override
    public String step() {
      return "deliver";
    }
  }

  /** Every destination has the file. */
  record Succeeded(
      ExportRequest request,
      ExportPlan plan,
      String uploadId,
      Progress progress,
      StoredObject object,
      List<DeliveryReceipt> receipts,
      boolean clean,
      Trace trace)
      implements Known {
    public Succeeded {
      receipts = List.copyOf(receipts);
    }

    @Override
    public ExportState after(ExportEvent event) {
      if (event instanceof ExportEvent.CleanedUp) {
        return new Succeeded(
            request, plan, uploadId, progress, object, receipts, true, trace.next(event));
      }
      throw cannotFollow(this, event);
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
    public boolean resting() {
      return clean;
    }

    @Override
    public ExportStatus status() {
      return ExportStatus.SUCCESS;
    }

    @Override
    public String step() {
      return "cleanUp";
    }
  }

  /** Ended without the file everywhere it should be. */
  record Ended(
      ExportRequest request,
      ExportPlan plan,
      String uploadId,
      Progress progress,
      List<DeliveryReceipt> receipts,
      String reason,
      ExportSummary.Failure failure,
      boolean clean,
      Trace trace)
      implements Known {
    public Ended {
      receipts = List.copyOf(receipts);
    }

    @Override
    public ExportState after(ExportEvent event) {
      if (event instanceof ExportEvent.CleanedUp) {
        return new Ended(
            request, plan, uploadId, progress, receipts, reason, failure, true, trace.next(event));
      }
      throw cannotFollow(this, event);
    }

    @Override
    public ExportSummary summary(ExportId id) {
      return Known.super.summary(id, reason, failure);
    }

    @Override
    public void drive(ExportId id, Collaborators ask) {
      if (!clean) {
        ask.discard(attempt(id), uploadId);
      }
    }

    @Override
    public boolean resting() {
      return clean;
    }

    @Override
    public ExportStatus status() {
      return ExportStatus.ERROR;
    }

    @Override
    public String step() {
      return "cleanUp";
    }
  }
}
