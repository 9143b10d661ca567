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

  CompletionStage<StoredRun> store(RunOrder order, ExportPlan plan, RenderedRun run) {
    String key = ObjectKeys.file(order.attempt(), plan.fileName());
    return plan.layout().singleObject()
        ? store
            .put(
                key,
                new Body(executor.wholeFile(plan, run), 0),
                MediaTypes.ofRaster(plan.format().type()))
            .thenApply(whole -> stored(order, run, null, whole))
        : storeParts(order, plan, run, key);
  }

  private CompletionStage<StoredRun> storeParts(
      RunOrder order, ExportPlan plan, RenderedRun run, String key) {
    int runs = plan.layout().runs().size();
    boolean isLast = order.run() == runs - 1;
    Body full = Body.padded(run.full(), isLast ? 1 : MIN_PART_BYTES);
    Body overviews = Body.padded(run.overviews(), MIN_PART_BYTES);
    CompletionStage<StoredPart> fullPart =
        store.putPart(key, order.uploadId(), PartNumbers.full(order.run(), runs), full);
    CompletionStage<StoredPart> overviewPart =
        store.putPart(key, order.uploadId(), PartNumbers.overviews(order.run()), overviews);
    CompletionStage<StoredPart> tops =
        store.put(
            ObjectKeys.tops(order.attempt(), order.run()), TopTiles.encode(run.tops()), BINARY);
    return fullPart
        .thenCombine(overviewPart, (f, o) -> stored(order, run, o, f))
        .thenCombine(tops, (stored, top) -> stored);
  }

  private StoredRun stored(RunOrder order, RenderedRun run, StoredPart overviews, StoredPart full) {
    return new StoredRun(
        order.run(), overviews, full, run.tileLengths(), run.scenes(), node, run.tallies());
  }
}
