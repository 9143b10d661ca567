package io.landfall.export.entity;

import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.StepPorts;
import io.landfall.export.StoredFile;
import io.landfall.export.UploadTarget;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.SceneId;
import io.landfall.model.StoredPart;
import io.landfall.model.delivery.DeliveryFailure;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.request.ExportRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** An export that has not ended: it can fail, be canceled and be paused. */
public sealed interface RunningState extends ExportState.ExistingState
    permits RunningState.PendingState,
        RunningState.SubmittedState,
        RunningState.RenderingState,
        RunningState.CommittingState,
        DeliveringState,
        RetryingState {
  /** Returns the state after an event that belongs to this step, else {@code null}. */
  ExportState applyStepEvent(ExportEvent event);

  /** Returns this step with other metadata. */
  RunningState withMetadata(ExportMetadata updated);

  /** Returns the whole file; {@code null} before there is one. */
  default StoredFile file() {
    return null;
  }

  /**
   * Tells whether a failed delivery leaves the file: not when that may itself be what is wrong.
   * Where others have been given it, it stays in any case.
   */
  static boolean retainsFile(ErrorCode code) {
    return code != ErrorCode.DESTINATION_CORRUPT;
  }

  @Override
  default ExportState apply(ExportEvent event) {
    ExportMetadata updated = metadata().updatedBy(event);
    if (event instanceof ExportEvent.Failed e) {
      return failedState(
          e.partial() || retainsFile(e.code()) ? file() : null,
          e.partial() ? ExportSummary.PARTIAL_DELIVERY : null,
          new ExportSummary.StepFailure(e.code(), e.step(), e.detail()),
          updated);
    } else if (event instanceof ExportEvent.Canceled e) {
      return failedState(
          e.partial() ? file() : null,
          ExportSummary.CANCELED,
          ExportSummary.StepFailure.ofCancel(e.by(), e.step()),
          updated);
    } else if (event instanceof ExportEvent.Paused) {
      return new PausedState(withMetadata(updated));
    } else if (event instanceof ExportEvent.Reprioritized e) {
      return withMetadata(updated.withPriority(e.priority()));
    } else if (event instanceof ExportEvent.DestinationsAdded e) {
      return withMetadata(updated.withDestinations(e.destinations()));
    }
    ExportState next = applyStepEvent(event);
    if (next == null) {
      throw ExportState.unexpectedEvent(this, event);
    }
    return next;
  }

  private FinishedState.FailedState failedState(
      StoredFile retained,
      String reason,
      ExportSummary.StepFailure failure,
      ExportMetadata updated) {
    return new FinishedState.FailedState(
        request(),
        plan(),
        uploadTarget(),
        progress(),
        retained,
        receipts(),
        reason,
        failure,
        endedDeliveries(failure),
        sessions(),
        false,
        updated);
  }

  /** Returns which destinations do not get the file, if the export ends here. */
  default List<DeliveryFailure> endedDeliveries(ExportSummary.StepFailure failure) {
    return deliveryFailures();
  }

  /** Asked for; the plan is being made. */
  record PendingState(ExportRequest request, ExportMetadata metadata) implements RunningState {
    @Override
    public ExportState applyStepEvent(ExportEvent event) {
      return event instanceof ExportEvent.Planned e
          ? new SubmittedState(request, e.plan(), metadata.updatedBy(e))
          : null;
    }

    @Override
    public RunningState withMetadata(ExportMetadata updated) {
      return new PendingState(request, updated);
    }

    @Override
    public void resumeStep(ExportId id, StepPorts ports) {
      ports.plan(attempt(id), request);
      if (metadata.priority() != null) {
        ports.changePriority(attempt(id), priority()); // what waits already may know an older one
      }
    }

    @Override
    public ExportStatus status() {
      return ExportStatus.PENDING;
    }

    @Override
    public ExportStep step() {
      return ExportStep.PLAN;
    }
  }

  /** Planned; the upload is being opened. */
  record SubmittedState(ExportRequest request, ExportPlan plan, ExportMetadata metadata)
      implements RunningState {
    @Override
    public ExportState applyStepEvent(ExportEvent event) {
      return event instanceof ExportEvent.UploadOpened e
          ? new RenderingState(
              request, plan, e.uploadTarget(), StoredTasks.EMPTY, metadata.updatedBy(e))
          : null;
    }

    @Override
    public RunningState withMetadata(ExportMetadata updated) {
      return new SubmittedState(request, plan, updated);
    }

    @Override
    public void resumeStep(ExportId id, StepPorts ports) {
      ports.openUpload(attempt(id), plan);
    }

    @Override
    public ExportStatus status() {
      return ExportStatus.SUBMITTED;
    }

    @Override
    public ExportStep step() {
      return ExportStep.UPLOAD;
    }
  }

  /** Tasks are being rendered; {@code tasks} are those in the store. */
  record RenderingState(
      ExportRequest request,
      ExportPlan plan,
      UploadTarget uploadTarget,
      StoredTasks tasks,
      ExportMetadata metadata)
      implements RunningState {

    /** Tells whether the plan has a task of this number. */
    boolean isPlanned(int task) {
      return task >= 0 && task < plan.layout().tasks().size();
    }

    /** Returns how many planned tasks are not stored. */
    int missingTaskCount() {
      return plan.layout().tasks().size() - tasks.size();
    }

    /**
     * Tells whether {@code parts} are every part of the stored tasks and the header, in order: that
     * is the first, or the last of a file whose directory stands at its end.
     */
    boolean isComplete(List<StoredPart> parts) {
      if (uploadTarget instanceof UploadTarget.SingleObject) {
        return parts.isEmpty();
      }
      Map<Integer, StoredPart> expected = new HashMap<>();
      for (StoredTask task : tasks) {
        task.parts().forEach(part -> expected.put(part.number(), part));
      }
      int header = plan.format().type().isSharded() ? parts.size() - 1 : 0;
      if (parts.size() != expected.size() + 1 || expected.containsKey(parts.get(header).number())) {
        return false;
      }
      int previousNumber = 0;
      for (int i = 0; i < parts.size(); i++) {
        StoredPart part = parts.get(i);
        boolean isAsStored = i == header || part.equals(expected.get(part.number()));
        if (part.number() <= previousNumber || !isAsStored) {
          return false;
        }
        previousNumber = part.number();
      }
      return true;
    }

    @Override
    public ExportState applyStepEvent(ExportEvent event) {
      if (event instanceof ExportEvent.TaskStored e) {
        return new RenderingState(
            request, plan, uploadTarget, tasks.with(e.task()), metadata.updatedBy(e));
      }
      return event instanceof ExportEvent.CommitIntended e
          ? new CommittingState(
              request,
              plan,
              uploadTarget,
              progress(),
              fileParts(e.parts()),
              usedScenes(),
              metadata.updatedBy(e))
          : null;
    }

    private List<StoredPart> fileParts(List<StoredPart> parts) {
      return uploadTarget instanceof UploadTarget.SingleObject
          ? List.of(tasks.get(0).fullResolution())
          : parts;
    }

    private List<SceneId> usedScenes() {
      Set<SceneId> used =
          tasks.stream().flatMap(task -> task.scenes().stream()).collect(Collectors.toSet());
      return plan.scenes().stream().map(scene -> scene.id()).filter(used::contains).toList();
    }

    @Override
    public RenderProgress progress() {
      return tasks.progress();
    }

    @Override
    public RunningState withMetadata(ExportMetadata updated) {
      return new RenderingState(request, plan, uploadTarget, tasks, updated);
    }

    @Override
    public void resumeStep(ExportId id, StepPorts ports) {
      ports.render(
          new StepPorts.RenderRequest(
              attempt(id), plan, uploadTarget, tasks, request.owner(), priority()));
      if (metadata.priority() != null) {
        ports.changePriority(attempt(id), priority()); // what renders already may know an older one
      }
    }

    @Override
    public ExportStatus status() {
      return ExportStatus.RENDERING;
    }

    @Override
    public ExportStep step() {
      return ExportStep.RENDER;
    }
  }

  /**
   * Everything is stored, and the journal says that the upload will be completed.
   *
   * @param parts of the whole file, in order; of a single object, that one
   * @param scenes that gave at least one pixel, in mosaic order
   */
  record CommittingState(
      ExportRequest request,
      ExportPlan plan,
      UploadTarget uploadTarget,
      RenderProgress progress,
      List<StoredPart> parts,
      List<SceneId> scenes,
      ExportMetadata metadata)
      implements RunningState {
    public CommittingState {
      parts = List.copyOf(parts);
      scenes = List.copyOf(scenes);
    }

    /** Returns the size that the whole file must have. */
    long expectedBytes() {
      return parts.stream().mapToLong(StoredPart::bytes).sum();
    }

    @Override
    public ExportState applyStepEvent(ExportEvent event) {
      return event instanceof ExportEvent.ObjectStored e
          ? new DeliveringState(
              request,
              plan,
              uploadTarget,
              progress,
              new StoredFile(e.object(), parts, scenes),
              List.of(),
              List.of(),
              List.of(),
              metadata.updatedBy(e))
          : null;
    }

    @Override
    public RunningState withMetadata(ExportMetadata updated) {
      return new CommittingState(request, plan, uploadTarget, progress, parts, scenes, updated);
    }

    @Override
    public void resumeStep(ExportId id, StepPorts ports) {
      ports.commit(attempt(id), plan, uploadTarget, parts, metadata.sequenceNumber());
    }

    @Override
    public ExportStatus status() {
      return ExportStatus.RENDERING;
    }

    @Override
    public ExportStep step() {
      return ExportStep.COMMIT;
    }
  }
}
