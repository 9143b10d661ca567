package io.landfall.worker;

import io.landfall.export.StepPorts;
import io.landfall.model.ExportAttempt;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.StoredTask;
import io.landfall.raster.cog.HeaderBuilder;
import io.landfall.raster.cog.HeaderBuilder.AssembledHeader;
import io.landfall.raster.provenance.ProvenancePlan;
import io.landfall.store.ImageParts;
import io.landfall.store.MediaTypes;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import io.landfall.store.UploadStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Puts the raster of scene numbers together of what the tasks have left, once all are stored, from
 * store to store. In memory are the lengths of its tiles and a few megabytes of bytes; made again
 * after a crash, it is the same.
 */
final class ProvenanceUpload {
  private static final int CHUNK_BYTES = 8 << 20;

  /** A chunk, and a part of the upload with its copy. */
  private static final long BUFFERS = 3L * CHUNK_BYTES;

  private final ObjectStore store;
  private final TaskExecutor executor;
  private final Executor writers;

  ProvenanceUpload(ObjectStore store, TaskExecutor executor, Executor writers) {
    this.store = store;
    this.executor = executor;
    this.writers = writers;
  }

  /** Returns how much memory it takes, in bytes. */
  static long memory(ExportPlan plan, List<StoredTask> tasks) {
    return HeaderMemory.of(ProvenancePlan.of(plan), tasks).bytes() + BUFFERS;
  }

  /**
   * Puts it there.
   *
   * @param alive called each time it has come further; what it throws ends the work
   */
  CompletionStage<?> store(
      StepPorts.RenderRequest request, List<StoredTask> tasks, Runnable alive) {
    return CompletableFuture.supplyAsync(() -> write(request, tasks, alive), writers)
        .thenCompose(
            parts -> ImageParts.write(store, ObjectKeys.provenanceParts(request.attempt()), parts));
  }

  private List<StoredPart> write(
      StepPorts.RenderRequest request, List<StoredTask> tasks, Runnable alive) {
    ExportPlan plan = ProvenancePlan.of(request.plan());
    ExportAttempt attempt = request.attempt();
    String media = MediaTypes.ofRaster(plan.format().type());
    try (HeaderBuilder builder = executor.header(plan);
        var out = new UploadStream(store, ObjectKeys.file(attempt, plan.fileName()), media)) {
      List<ProvenanceTask> heads = new ArrayList<>();
      List<StoredTask> laidOut = new ArrayList<>();
      for (StoredTask task : tasks) {
        ProvenanceTask head = head(attempt, task.index());
        byte[] top = range(attempt, task.index(), head.headBytes(), head.topBytes());
        builder.addTask(head.topOverviews(top));
        heads.add(head);
        laidOut.add(head.asStored(task.index()));
        alive.run();
      }
      AssembledHeader header = builder.assemble(laidOut, 0);
      header.chunks().forEach(chunk -> out.write(chunk, 0, chunk.length));
      for (int i = 0; i < heads.size(); i++) {
        ProvenanceTask head = heads.get(i);
        copy(attempt, tasks.get(i).index(), head.overviewsAt(), head.overviewBytes(), out);
        alive.run();
      }
      for (int i = 0; i < heads.size(); i++) {
        ProvenanceTask head = heads.get(i);
        copy(attempt, tasks.get(i).index(), head.fullAt(), head.fullBytes(), out);
        alive.run();
      }
      return out.complete();
    }
  }

  private ProvenanceTask head(ExportAttempt attempt, int task) {
    int bytes = ProvenanceTask.headBytes(range(attempt, task, 0, Integer.BYTES));
    return ProvenanceTask.decode(range(attempt, task, 0, bytes));
  }

  private void copy(ExportAttempt attempt, int task, long from, long bytes, UploadStream out) {
    for (long done = 0; done < bytes; done += CHUNK_BYTES) {
      byte[] chunk = range(attempt, task, from + done, Math.min(CHUNK_BYTES, bytes - done));
      out.write(chunk, 0, chunk.length);
    }
  }

  private byte[] range(ExportAttempt attempt, int task, long from, long bytes) {
    return bytes == 0
        ? new byte[0]
        : store
            .getRange(ObjectKeys.provenance(attempt, task), from, bytes)
            .toCompletableFuture()
            .join();
  }
}
