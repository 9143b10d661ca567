package io.landfall.worker;

import io.landfall.export.CrashGuard;
import io.landfall.export.GuardedWork;
import io.landfall.export.StepPorts;
import io.landfall.export.UploadTarget;
import io.landfall.model.ExportAttempt;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.StoredTask;
import io.landfall.pool.MemoryBudget;
import io.landfall.raster.cog.HeaderBuilder;
import io.landfall.raster.cog.HeaderBuilder.AssembledHeader;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import io.landfall.store.TopOverviews;
import io.landfall.store.UploadBody;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Makes and stores the first part of the file, or the last of a file of shards, when all others are
 * stored. The top overviews of the tasks are read in order, a few ahead of the one that is worked
 * in, so that memory is by the number of tiles and not by their bytes; it is taken from what the
 * tasks of the node share.
 */
public final class HeaderUpload {
  private final ObjectStore store;
  private final TaskExecutor executor;
  private final CrashGuard guard;
  private final Executor headers;
  private final MemoryBudget memory;
  private final ProvenanceUpload provenance;

  /**
   * Makes one.
   *
   * @param guard that the header is made under
   * @param headers puts headers together
   * @param writers put rasters of scene numbers together; blocking
   * @param memory that work on pixels takes on this node
   */
  public HeaderUpload(
      ObjectStore store,
      TaskExecutor executor,
      CrashGuard guard,
      Executor headers,
      Executor writers,
      MemoryBudget memory) {
    this.store = store;
    this.executor = executor;
    this.guard = guard;
    this.headers = headers;
    this.memory = memory;
    this.provenance = new ProvenanceUpload(store, executor, writers);
  }

  /**
   * Returns all parts of the upload in the order of their numbers; a single object has none. The
   * raster of scene numbers, if one is wanted, is in the store then.
   *
   * @param alive called each time the header has come further, by any thread; what it throws ends
   *     the work
   */
  public CompletionStage<List<StoredPart>> store(
      StepPorts.RenderRequest request, List<StoredTask> tasks, Runnable alive) {
    if (!request.plan().provenance()) {
      return storeHeader(request, tasks, alive);
    }
    return memory
        .whenTaken(
            ProvenanceUpload.memory(request.plan(), tasks),
            () ->
                guard.run(
                    GuardedWork.header(request.id()),
                    () -> provenance.store(request, tasks, alive)))
        .thenCompose(stored -> storeHeader(request, tasks, alive));
  }

  private CompletionStage<List<StoredPart>> storeHeader(
      StepPorts.RenderRequest request, List<StoredTask> tasks, Runnable alive) {
    if (request.uploadTarget() instanceof UploadTarget.SingleObject) {
      return CompletableFuture.completedStage(List.of());
    }
    HeaderMemory need = HeaderMemory.of(request.plan(), tasks);
    return memory
        .whenTaken(
            need.bytes(),
            () ->
                guard.run(
                    GuardedWork.header(request.id()),
                    () -> header(request, tasks, need.readsAhead(), alive)))
        .thenApply(header -> inOrder(header, tasks));
  }

  private CompletionStage<StoredPart> header(
      StepPorts.RenderRequest request, List<StoredTask> tasks, int readsAhead, Runnable alive) {
    return CompletableFuture.completedFuture(request.plan())
        .thenApplyAsync(
            plan -> {
              alive.run();
              return executor.header(plan);
            },
            headers)
        .thenCompose(
            builder ->
                addTopOverviews(request.attempt(), tasks, readsAhead, builder, alive)
                    .thenApplyAsync(added -> builder.assemble(tasks), headers)
                    .thenCompose(assembled -> put(request, assembled))
                    .whenComplete((stored, failure) -> builder.close()));
  }

  /** Reads the top overviews of all tasks, some ahead, and has them worked in one by one. */
  private CompletionStage<?> addTopOverviews(
      ExportAttempt attempt,
      List<StoredTask> tasks,
      int readsAhead,
      HeaderBuilder builder,
      Runnable alive) {
    CompletableFuture<?>[] added = new CompletableFuture<?>[readsAhead];
    Arrays.fill(added, CompletableFuture.completedFuture(null));
    CompletableFuture<?> last = added[0];
    for (int i = 0; i < tasks.size(); i++) {
      String key = ObjectKeys.topOverviews(attempt, tasks.get(i).index());
      CompletionStage<byte[]> read =
          added[i % readsAhead].thenCompose(before -> store.get(key, TopOverviews.MAX_BYTES));
      last =
          last.thenCombineAsync(
              read,
              (before, bytes) -> {
                builder.addTask(TopOverviews.decode(bytes));
                alive.run();
                return null;
              },
              headers);
      added[i % readsAhead] = last;
    }
    return last;
  }

  private CompletionStage<StoredPart> put(
      StepPorts.RenderRequest request, AssembledHeader assembled) {
    String key = ObjectKeys.file(request.attempt(), request.plan().fileName());
    return FileParts.put(
        store,
        request.uploadTarget(),
        request.attempt(),
        key,
        PartNumbers.header(request.plan()),
        body(assembled));
  }

  /** Returns that part. */
  static UploadBody body(AssembledHeader assembled) {
    long padding = assembled.partBytes() - assembled.bytes();
    return UploadBody.onDisk(assembled.chunks(), assembled.bytes(), padding);
  }

  private static List<StoredPart> inOrder(StoredPart header, List<StoredTask> tasks) {
    List<StoredPart> all = new ArrayList<>(List.of(header));
    tasks.forEach(task -> all.addAll(task.parts()));
    all.sort(Comparator.comparingInt(StoredPart::number));
    return List.copyOf(all);
  }
}
