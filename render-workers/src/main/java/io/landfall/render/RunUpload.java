package io.landfall.render;

import io.landfall.model.ExportPlan;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import io.landfall.raster.RenderedRun;
import java.util.concurrent.CompletionStage;

/**
 * Puts a rendered run into the store: its two parts and its top tiles side by side, or the whole
 * file when the plan has a single object.
 */
final class RunUpload {
  /** S3 takes no smaller part, except as the last. */
  static final long MIN_PART_BYTES = 5L << 20;

  static final String BINARY = "application/octet-stream";

  private final ObjectStore store;
  private final RunExecutor executor;
  private final String node;

  RunUpload(ObjectStore store, RunExecutor executor, String node) {
    this.store = store;
    this.executor = executor;
    this.node = node;
  }

  CompletionStage<StoredRun> store(TileWorker.Lease lease, ExportPlan plan, RenderedRun run) {
    String key = ObjectKeys.file(lease.attempt(), plan.fileName());
    return plan.layout().singleObject()
        ? store
            .put(
                key,
                new Body(executor.wholeFile(plan, run), 0),
                MediaTypes.ofRaster(plan.format().type()))
            .thenApply(whole -> stored(lease, run, null, whole))
        : storeParts(lease, plan, run, key);
  }

  private CompletionStage<StoredRun> storeParts(
      TileWorker.Lease lease, ExportPlan plan, RenderedRun run, String key) {
    int runs = plan.layout().runs().size();
    boolean isLast = lease.run() == runs - 1;
    Body full = Body.padded(run.full(), isLast ? 1 : MIN_PART_BYTES);
    Body overviews = Body.padded(run.overviews(), MIN_PART_BYTES);
    CompletionStage<StoredPart> fullPart =
        store.putPart(key, lease.uploadId(), PartNumbers.full(lease.run(), runs), full);
    CompletionStage<StoredPart> overviewPart =
        store.putPart(key, lease.uploadId(), PartNumbers.overviews(lease.run()), overviews);
    CompletionStage<StoredPart> tops =
        store.put(
            ObjectKeys.tops(lease.attempt(), lease.run()), TopTiles.encode(run.tops()), BINARY);
    return fullPart
        .thenCombine(overviewPart, (f, o) -> stored(lease, run, o, f))
        .thenCombine(tops, (stored, top) -> stored);
  }

  private StoredRun stored(
      TileWorker.Lease lease, RenderedRun run, StoredPart overviews, StoredPart full) {
    return new StoredRun(
        lease.run(), overviews, full, run.tileLengths(), run.scenes(), node, run.tallies());
  }
}
