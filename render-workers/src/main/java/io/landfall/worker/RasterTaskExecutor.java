package io.landfall.worker;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedTask;
import io.landfall.raster.BlockCache;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterSources;
import io.landfall.raster.SingleFlightCache;
import io.landfall.raster.cog.CogAssembler;
import io.landfall.raster.cog.HeaderBuilder;
import io.landfall.raster.cog.RenderedTask;
import io.landfall.raster.cog.TaskRenderer;
import io.landfall.raster.compress.Compressors;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.idle.IdleThreads;
import io.landfall.schedule.ExpectedTask;
import io.landfall.schedule.TaskMemory;
import io.landfall.source.SceneFiles;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** Joins the renderer to the workers of a node. */
public final class RasterTaskExecutor implements TaskExecutor {
  /** Renderers that are kept; fewer if they cut out areas of many points. */
  private static final int MAX_RENDERERS = 16;

  private final RasterSources sources;
  private final CoordinateTransforms transforms;
  private final BlockCache cache;
  private final SingleFlightCache<HeldPlan, TaskRenderer> renderers =
      new SingleFlightCache<>(MAX_RENDERERS, TaskRenderer::weight);

  /** A plan as a key: a worker holds each once, and comparing them takes long. */
  private record HeldPlan(ExportPlan plan) {
    @Override
    public boolean equals(Object other) {
      return other instanceof HeldPlan held && held.plan == plan;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(plan);
    }
  }

  /**
   * Makes the executor of a node.
   *
   * @param cache shared by all its slots
   */
  public RasterTaskExecutor(
      RasterSources sources, CoordinateTransforms transforms, BlockCache cache) {
    this.sources = sources;
    this.transforms = transforms;
    this.cache = cache;
  }

  @Override
  public Optional<ExportFailure> incompatibility(ExportPlan plan) {
    return Compressors.incompatibility(plan.format())
        .map(why -> new ExportFailure(ErrorCode.INTERNAL, why))
        .or(() -> TaskMemory.refusal(plan, Runtime.getRuntime().maxMemory()));
  }

  @Override
  public List<ExpectedTask> expectedTasks(ExportPlan plan) {
    return TaskCosts.of(plan, transforms);
  }

  @Override
  public RenderedTask render(ExportPlan plan, PlannedTask task, IntConsumer tilesDone) {
    return render(plan, task, tilesDone, IdleThreads.NONE);
  }

  @Override
  public RenderedTask render(
      ExportPlan plan, PlannedTask task, IntConsumer tilesDone, IdleThreads idle) {
    try {
      return renderer(plan).render(task, tilesDone, idle);
    } catch (RasterException e) {
      throw SceneFiles.failure(e);
    }
  }

  @Override
  public HeaderBuilder header(ExportPlan plan) {
    return assembler(plan).header();
  }

  @Override
  public List<byte[]> wholeFile(ExportPlan plan, RenderedTask task) {
    return assembler(plan).wholeFile(task);
  }

  private CogAssembler assembler(ExportPlan plan) {
    int epsg = plan.grid().epsg();
    String wkt =
        plan.format().type().isSharded() ? transforms.wellKnownText(epsg).orElse(null) : null;
    return new CogAssembler(plan, transforms.isGeographic(epsg), wkt);
  }

  /** Returns the renderer of a plan, whose making (mask, transforms) its tasks share. */
  private TaskRenderer renderer(ExportPlan plan) {
    return renderers.get(
        new HeldPlan(plan), () -> new TaskRenderer(plan, sources, transforms, cache));
  }
}
