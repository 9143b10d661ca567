package io.landfall.worker;

import io.landfall.export.UploadTarget;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.StoredTask;
import io.landfall.raster.cog.CogAssembler;
import io.landfall.raster.cog.RenderedTask;
import io.landfall.schedule.TaskAssignment;
import io.landfall.store.MediaTypes;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import io.landfall.store.TopOverviews;
import io.landfall.store.UploadBody;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Puts a rendered task into the store: its two parts, or the one of a file of shards, and its top
 * overviews side by side, or the whole file when the plan has a single object; and what it has of
 * the raster of scene numbers.
 */
public final class TaskUpload {
  private final ObjectStore store;
  private final TaskExecutor executor;
  private final String node;

  public TaskUpload(ObjectStore store, TaskExecutor executor, String node) {
    this.store = store;
    this.executor = executor;
    this.node = node;
  }

  public CompletionStage<StoredTask> store(
      TaskAssignment assignment, ExportPlan plan, RenderedTask task) {
    if (task.provenance() == null) {
      return storeImage(assignment, plan, task);
    }
    return store
        .put(
            ObjectKeys.provenance(assignment.attempt(), assignment.task()),
            ProvenanceTask.encode(task.provenance()),
            MediaTypes.OCTET_STREAM)
        .thenCompose(put -> storeImage(assignment, plan, task));
  }

  private CompletionStage<StoredTask> storeImage(
      TaskAssignment assignment, ExportPlan plan, RenderedTask task) {
    String key = ObjectKeys.file(assignment.attempt(), plan.fileName());
    return assignment.uploadTarget() instanceof UploadTarget.SingleObject
        ? store
            .put(
                key,
                new UploadBody(executor.wholeFile(plan, task), 0),
                MediaTypes.ofRaster(plan.format().type()))
            .thenApply(whole -> stored(assignment, task, null, whole))
        : storeParts(assignment, plan, task, key);
  }

  private CompletionStage<StoredTask> storeParts(
      TaskAssignment assignment, ExportPlan plan, RenderedTask task, String key) {
    int tasks = plan.layout().tasks().size();
    UploadBody full = full(plan, assignment.task(), task);
    CompletionStage<StoredPart> fullPart =
        put(assignment, key, PartNumbers.full(assignment.task(), tasks), full);
    CompletionStage<StoredPart> overviewPart =
        task.shardChecksums() != null
            ? CompletableFuture.completedStage(null)
            : put(assignment, key, PartNumbers.overviews(assignment.task()), overviews(task));
    CompletionStage<StoredPart> topOverviews =
        store.put(
            ObjectKeys.topOverviews(assignment.attempt(), assignment.task()),
            TopOverviews.encode(task.topOverviews()),
            MediaTypes.OCTET_STREAM);
    return fullPart
        .thenCombine(overviewPart, (f, o) -> stored(assignment, task, o, f))
        .thenCombine(topOverviews, (stored, top) -> stored);
  }

  /** Returns the part with the tiles of full resolution; the last one of a file may be small. */
  static UploadBody full(ExportPlan plan, int index, RenderedTask task) {
    boolean isLast = index == plan.layout().tasks().size() - 1 && !PartNumbers.isHeaderLast(plan);
    return UploadBody.paddedTo(task.full(), isLast ? 1 : CogAssembler.MIN_PART_BYTES);
  }

  /** Returns the part with the overviews. */
  static UploadBody overviews(RenderedTask task) {
    return UploadBody.paddedTo(task.overviews(), CogAssembler.MIN_PART_BYTES);
  }

  private CompletionStage<StoredPart> put(
      TaskAssignment assignment, String key, int number, UploadBody body) {
    return FileParts.put(store, assignment.uploadTarget(), assignment.attempt(), key, number, body);
  }

  private StoredTask stored(
      TaskAssignment assignment, RenderedTask task, StoredPart overviews, StoredPart full) {
    return new StoredTask(
        assignment.task(),
        overviews,
        full,
        task.tileLengths(),
        task.maskLengths(),
        task.scenes(),
        node,
        task.bandStatistics(),
        task.shardChecksums());
  }
}
