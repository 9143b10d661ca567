package io.landfall.worker;

import io.landfall.export.CrashGuard;
import io.landfall.export.GuardedWork;
import io.landfall.export.StepPorts;
import io.landfall.export.UploadTarget;
import io.landfall.model.ExportAttempt;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.StoredTask;
import io.landfall.raster.cog.CogAssembler;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import io.landfall.store.TopOverviews;
import io.landfall.store.UploadBody;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/** Makes and stores the first part of the file when all others are stored. */
public final class HeaderUpload {
  private static final int READS_AT_A_TIME = 8;

  private final ObjectStore store;
  private final TaskExecutor executor;
  private final CrashGuard guard;
  private final Executor headers;

  /**
   * @param guard that the header is made under
   * @param headers puts headers together
   */
  public HeaderUpload(
      ObjectStore store, TaskExecutor executor, CrashGuard guard, Executor headers) {
    this.store = store;
    this.executor = executor;
    this.guard = guard;
    this.headers = headers;
  }

  /** Returns all parts of the upload in the order of their numbers; a single object has none. */
  public CompletionStage<List<StoredPart>> store(
      StepPorts.RenderRequest request, List<StoredTask> tasks) {
    return request.uploadTarget() instanceof UploadTarget.MultipartUpload upload
        ? guard
            .run(GuardedWork.header(request.id()), () -> header(request, upload, tasks))
            .thenApply(header -> inOrder(header, tasks))
        : CompletableFuture.completedStage(List.of());
  }

  private CompletionStage<StoredPart> header(
      StepPorts.RenderRequest request,
      UploadTarget.MultipartUpload upload,
      List<StoredTask> tasks) {
    String key = ObjectKeys.file(request.attempt(), request.plan().fileName());
    return readTopOverviews(request.attempt(), tasks)
        .thenApplyAsync(
            topOverviews -> executor.header(request.plan(), tasks, topOverviews), headers)
        .thenCompose(
            bytes ->
                store.putPart(
                    key,
                    upload.uploadId(),
                    PartNumbers.HEADER,
                    UploadBody.paddedTo(List.of(bytes), CogAssembler.MIN_PART_BYTES)));
  }

  /** Reads the top overviews of all tasks, some at a time. */
  private CompletionStage<List<List<byte[]>>> readTopOverviews(
      ExportAttempt attempt, List<StoredTask> tasks) {
    List<List<byte[]>> topOverviews = new ArrayList<>(Collections.nCopies(tasks.size(), null));
    int lanes = Math.min(READS_AT_A_TIME, tasks.size());
    return CompletableFuture.allOf(
            IntStream.range(0, lanes)
                .mapToObj(lane -> readLane(attempt, tasks, lane, lanes, topOverviews))
                .toArray(CompletableFuture[]::new))
        .thenApply(read -> topOverviews);
  }

  /** Reads every {@code lanes}th task's top overviews, one after the other. */
  private CompletableFuture<?> readLane(
      ExportAttempt attempt,
      List<StoredTask> tasks,
      int lane,
      int lanes,
      List<List<byte[]>> topOverviews) {
    CompletionStage<?> chain = CompletableFuture.completedStage(null);
    for (int i = lane; i < tasks.size(); i += lanes) {
      int index = i;
      String key = ObjectKeys.topOverviews(attempt, tasks.get(i).index());
      chain =
          chain
              .thenCompose(before -> store.get(key, TopOverviews.MAX_BYTES))
              .thenAccept(bytes -> topOverviews.set(index, TopOverviews.decode(bytes)));
    }
    return chain.toCompletableFuture();
  }

  private static List<StoredPart> inOrder(StoredPart header, List<StoredTask> tasks) {
    List<StoredPart> all = new ArrayList<>(List.of(header));
    tasks.forEach(task -> all.addAll(List.of(task.overviews(), task.fullResolution())));
    all.sort(Comparator.comparingInt(StoredPart::number));
    return List.copyOf(all);
  }
}
