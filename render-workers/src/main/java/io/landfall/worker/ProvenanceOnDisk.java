package io.landfall.worker;

import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.StoredTask;
import io.landfall.raster.cog.HeaderBuilder;
import io.landfall.raster.cog.HeaderBuilder.AssembledHeader;
import io.landfall.raster.cog.RenderedTask;
import io.landfall.raster.provenance.ProvenancePlan;
import io.landfall.store.UploadBody;
import io.landfall.worker.FileReproduction.ReproducedProvenance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The raster of scene numbers of an export in a local file, laid out as {@link ProvenanceUpload}
 * lays it out in the store: tasks follow each other without a gap.
 */
final class ProvenanceOnDisk implements AutoCloseable {
  private final HeaderBuilder header;
  private final PartsOnDisk whole;
  private final PartsOnDisk overviews;
  private final PartsOnDisk full;
  private final List<StoredTask> tasks = new ArrayList<>();

  private ProvenanceOnDisk(
      HeaderBuilder header, PartsOnDisk whole, PartsOnDisk overviews, PartsOnDisk full) {
    this.header = header;
    this.whole = whole;
    this.overviews = overviews;
    this.full = full;
  }

  /**
   * Begins one.
   *
   * @param plan of the export that it goes with
   */
  static ProvenanceOnDisk create(TaskExecutor executor, ExportPlan plan, Path folder)
      throws IOException {
    return new ProvenanceOnDisk(
        executor.header(ProvenancePlan.of(plan)),
        PartsOnDisk.create(FileReproduction.provenance(folder)),
        PartsOnDisk.create(folder.resolve("provenance-overviews")),
        PartsOnDisk.create(folder.resolve("provenance-full")));
  }

  /** Adds the next task, in the order of the plan. */
  void add(int index, RenderedTask task) throws IOException {
    header.addTask(task.topOverviews());
    StoredPart upper = overviews.add(0, new UploadBody(task.overviews(), 0));
    StoredPart lower = full.add(0, new UploadBody(task.full(), 0));
    tasks.add(new StoredTask(index, upper, lower, task.tileLengths(), List.of(), "", null));
  }

  /** Puts it together. */
  ReproducedProvenance complete() throws IOException {
    AssembledHeader assembled = header.assemble(tasks, 0);
    whole.add(0, UploadBody.onDisk(assembled.chunks(), assembled.bytes(), 0));
    whole.addAll(overviews);
    whole.addAll(full);
    return new ReproducedProvenance(whole.bytes(), whole.sha256());
  }

  @Override
  public void close() throws IOException {
    header.close();
    try (whole;
        overviews) {
      full.close();
    }
  }
}
