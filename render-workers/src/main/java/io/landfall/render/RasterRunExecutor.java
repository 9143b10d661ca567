package io.landfall.render;

import io.landfall.model.ExportPlan;
import io.landfall.model.PlannedRun;
import io.landfall.model.StoredRun;
import io.landfall.raster.BlockCache;
import io.landfall.raster.CogAssembler;
import io.landfall.raster.CoordinateTransforms;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterSources;
import io.landfall.raster.RenderedRun;
import io.landfall.raster.RunRenderer;
import io.landfall.raster.pack.Compressors;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** Joins the raster engine to the workers of a node. */
public final class RasterRunExecutor implements RunExecutor {
  private static final int MAX_RENDERERS = 16;

  private final RasterSources sources;
  private final CoordinateTransforms transforms;
  private final BlockCache cache;
  private final Deque<Ready> renderers = new ArrayDeque<>(); // the latest used first

  private record Ready(ExportPlan plan, RunRenderer renderer) {}

  /**
   * Makes the executor of a node.
   *
   * @param cache shared by all its slots
   */
  public RasterRunExecutor(
      RasterSources sources, CoordinateTransforms transforms, BlockCache cache) {
    this.sources = sources;
    this.transforms = transforms;
    this.cache = cache;
  }

  @Override
  public Optional<String> hindrance(ExportPlan plan) {
    return Compressors.missing(plan.format());
  }

  @Override
  public RenderedRun render(ExportPlan plan, PlannedRun run, IntConsumer tilesDone) {
    try {
      return renderer(plan).render(run, tilesDone);
    } catch (RasterException e) {
      throw FileSources.failure(e);
    }
  }

  @Override
  public byte[] header(ExportPlan plan, List<StoredRun> runs, List<List<byte[]>> tops) {
    List<byte[]> inOrder = tops.stream().flatMap(List::stream).toList();
    return assembler(plan).header(runs, inOrder).bytes();
  }

  @Override
  public List<byte[]> wholeFile(ExportPlan plan, RenderedRun run) {
    return assembler(plan).wholeFile(run);
  }

  private CogAssembler assembler(ExportPlan plan) {
    return new CogAssembler(plan, transforms.isGeographic(plan.grid().epsg()));
  }

  /** Returns the renderer of a plan, whose making (mask, transforms) its runs share. */
  private synchronized RunRenderer renderer(ExportPlan plan) {
    for (Ready ready : renderers) {
      if (ready.plan() == plan) { // a worker holds each plan once
        renderers.remove(ready);
        renderers.addFirst(ready);
        return ready.renderer();
      }
    }
    var made = new Ready(plan, new RunRenderer(plan, sources, transforms, cache));
    renderers.addFirst(made);
    if (renderers.size() > MAX_RENDERERS) {
      renderers.removeLast();
    }
    return made.renderer();
  }
}
