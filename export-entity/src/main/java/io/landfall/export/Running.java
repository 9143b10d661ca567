package io.landfall.export;

import io.landfall.model.DeliveryReceipt;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.ExportStatus;
import io.landfall.model.SceneId;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An export that has not ended: it can fail, be canceled and be paused. */
public sealed interface Running extends ExportState.Known
    permits Running.Pending,
        Running.Submitted,
        Running.Rendering,
        Running.Committing,
        Running.Delivering,
        Retrying {
  /** Returns the state after an event that belongs to this step, else {@code null}. */
  ExportState next(ExportEvent event);

  /** Returns this step with another trace. */
  Running with(Trace at);

  /** Returns the file that is kept if the export fails here with {@code code}, else null. */
  default Output kept(ErrorCode code) {
    return null;
  }

  /** Tells whether a failed delivery leaves the file: not when that may itself be what is wrong. */
  static boolean keepsFile(ErrorCode code) {
    return code != ErrorCode.DESTINATION_CORRUPT;
  }

  @Override
  default ExportState after(ExportEvent event) {
    Trace at = trace().next(event);
    if (event instanceof ExportEvent.Failed e) {
      return ended(
          kept(e.code()), null, new ExportSummary.Failure(e.code(), e.step(), e.detail()), at);
    } else if (event instanceof ExportEvent.Canceled e) {
      return ended(null, ExportSummary.CANCELED, ExportSummary.Failure.canceled(e), at);
    } else if (event instanceof ExportEvent.Paused) {
      return new Paused(with(at));
    } else if (event instanceof ExportEvent.Reprioritized e) {
      return with(at.withPriority(e.priority()));
    }
    ExportState next = next(event);
    if (next == null) {
      throw ExportState.cannotFollow(this, event);
    }
    return next;
  }

  private Finished.Ended ended(
      Output kept, String reason, ExportSummary.Failure failure, Trace at) {
    return new Finished.Ended(
        request(), plan(), uploadId(), progress(), kept, receipts(), reason, failure, false, at);
  }

  /** Asked for; the plan is being made. */
  record Pending(ExportRequest request, Trace trace) implements Running {
    @Override
    public ExportState next(ExportEvent event) {
      return event instanceof ExportEvent.Planned e
          ? new Submitted(request, e.plan(), trace.next(e))
          : null;
    }

    @Override
    public Running with(Trace at) {
      return new Pending(request, at);
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
          ? new Rendering(request, plan, e.uploadId(), StoredRuns.NONE, trace.next(e))
          : null;
    }

    @Override
    public Running with(Trace at) {
      return new Submitted(request, plan, at);
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
      ExportRequest request, ExportPlan plan, String uploadId, StoredRuns runs, Trace trace)
      implements Running {

    /** Tells whether the plan has a run of this number. */
    boolean isPlanned(int run) {
      return run >= 0 && run < plan.layout().runs().size();
    }

    /** Returns how many planned runs are not stored. */
    int missing() {
      return plan.layout().runs().size() - runs.size();
    }

    /** Tells whether {@code parts} are the header and every part of the stored runs, in order. */
    boolean isWhole(List<StoredPart> parts) {
      if (plan.layout().singleObject()) {
        return parts.isEmpty();
      }
      Map<Integer, StoredPart> expected = new HashMap<>();
      for (StoredRun run : runs) {
        expected.put(run.overviews().number(), run.overviews());
        expected.put(run.full().number(), run.full());
      }
      if (parts.size() != expected.size() + 1 || parts.get(0).number() != 1) {
        return false;
      }
      int before = 1;
      for (StoredPart part : parts.subList(1, parts.size())) {
        if (part.number() <= before || !part.equals(expected.get(part.number()))) {
          return false;
        }
        before = part.number();
      }
      return true;
    }

    @Override
    public ExportState next(ExportEvent event) {
      if (event instanceof ExportEvent.RunStored e) {
        return new Rendering(request, plan, uploadId, runs.with(e.run()), trace.next(e));
      }
      return event instanceof ExportEvent.CommitIntended e
          ? new Committing(
              request, plan, uploadId, progress(), file(e.parts()), scenes(), trace.next(e))
          : null;
    }

    private List<StoredPart> file(List<StoredPart> parts) {
      return plan.layout().singleObject() ? List.of(runs.get(0).full()) : parts;
    }

    private List<SceneId> scenes() {
      Set<SceneId> used =
          runs.stream().flatMap(run -> run.scenes().stream()).collect(Collectors.toSet());
      return plan.scenes().stream().map(scene -> scene.id()).filter(used::contains).toList();
    }

    @Override
    public Progress progress() {
      return runs.progress();
    }

    @Override
    public Running with(Trace at) {
      return new Rendering(request, plan, uploadId, runs, at);
    }

    @Override
    public void drive(ExportId id, Collaborators ask) {
      ask.render(attempt(id), plan, uploadId, runs, request.owner(), priority());
      if (trace.priority() != null) {
        ask.prioritize(attempt(id), priority()); // what renders already may know an older one
      }
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

  /**
   * Everything is stored, and the journal says that the upload will be completed.
   *
   * @param parts of the whole file, in order; of a single object, that one
   * @param scenes that gave at least one pixel, in mosaic order
   */
  record Committing(
      ExportRequest request,
      ExportPlan plan,
      String uploadId,
      Progress progress,
      List<StoredPart> parts,
      List<SceneId> scenes,
      Trace trace)
      implements Running {
    public Committing {
      parts = List.copyOf(parts);
      scenes = scenes == null ? List.of() : List.copyOf(scenes);
    }

    /** Returns the size that the whole file must have. */
    long bytes() {
      return parts.stream().mapToLong(StoredPart::bytes).sum();
    }

    @Override
    public ExportState next(ExportEvent event) {
      return event instanceof ExportEvent.ObjectStored e
          ? new Delivering(
              request,
              plan,
              uploadId,
              progress,
              new Output(e.object(), parts, scenes),
              List.of(),
              trace.next(e))
          : null;
    }

    @Override
    public Running with(Trace at) {
      return new Committing(request, plan, uploadId, progress, parts, scenes, at);
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
      Output output,
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
    public Output kept(ErrorCode code) {
      return keepsFile(code) ? output : null;
    }

    @Override
    public ExportState next(ExportEvent event) {
      if (event instanceof ExportEvent.Delivered e) {
        var more = new ArrayList<DeliveryReceipt>(receipts);
        more.add(e.receipt());
        return new Delivering(request, plan, uploadId, progress, output, more, trace.next(e));
      }
      return event instanceof ExportEvent.Completed e
          ? new Finished.Succeeded(
              request, plan, uploadId, progress, output, receipts, false, trace.next(e))
          : null;
    }

    @Override
    public Running with(Trace at) {
      return new Delivering(request, plan, uploadId, progress, output, receipts, at);
    }

    @Override
    public void drive(ExportId id, Collaborators ask) {
      for (int index : missing()) {
        ask.deliver(
            new Collaborators.Delivery(
                attempt(id),
                plan,
                output,
                index,
                request.delivery().get(index),
                trace.createdAt(),
                trace.version()));
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
}
