package io.landfall.raster.cog;

import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PixelGrid;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.Tool;
import io.landfall.raster.BlockCache;
import io.landfall.raster.GroundSampleDistance;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterSources;
import io.landfall.raster.algebra.ProgramGrid;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.crs.GridDistances;
import io.landfall.raster.mask.EarthCrs;
import io.landfall.raster.mask.GridMask;
import io.landfall.raster.warp.Mosaic;
import io.landfall.raster.warp.MosaicInputs;
import io.landfall.raster.warp.PixelRowSink;
import io.landfall.raster.warp.ReadHelpers;
import io.landfall.raster.warp.TileProgram;
import io.landfall.raster.warp.WindowBuffers;
import java.util.BitSet;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Renders a plan on other grids than its own, each as one rectangle of pixels that nobody encodes:
 * the same pixels as an export has whose grid is that. What does not depend on the grid is made
 * once. Safe for any thread.
 */
public final class GridRenderer {
  /** Of the grids that are asked for. */
  private static final int LARGEST_SIDE = 512;

  private static final long MOST_BYTES = 128L << 20;

  private final ExportPlan plan;
  private final CoordinateTransforms transforms;
  private final TilePrograms.SceneCorrections corrections;
  private final EarthCrs crs;
  private final BlockCache cache;
  private final ReadHelpers helpers;
  private final int halo;
  private final boolean seesNoData;

  /**
   * Programs that look at no area, and so at no grid, nor around a pixel: those hold whole windows.
   * One for a thread at a time.
   */
  private final Deque<TileProgram> programs = new ConcurrentLinkedDeque<>();

  /**
   * Makes ready to render {@code plan} on grids of the same CRS.
   *
   * @param cache of source blocks, shared with others
   * @param helpers that read files beside the threads that render
   * @throws ExportFailure CRS_UNKNOWN, OPTION_UNSUPPORTED
   */
  public GridRenderer(
      ExportPlan plan, CoordinateTransforms everywhere, BlockCache cache, ReadHelpers helpers) {
    this.plan = plan;
    this.transforms = everywhere.over(plan);
    this.corrections =
        plan.tool() instanceof Tool.SceneColorTool colors
            ? new TilePrograms.SceneCorrections(colors)
            : null;
    this.crs = EarthCrs.of(transforms, plan.grid().epsg());
    this.cache = cache;
    this.helpers = helpers;
    ToolReach reach = ToolReach.of(plan);
    this.halo = reach.halo();
    this.seesNoData = reach.seesNoData();
  }

  /** Tells whether pixels may have data where no scene has. */
  public boolean seesNoData() {
    return seesNoData;
  }

  /** Returns a part of the map with all pixels around it that its own depend on. */
  public PixelGrid withHalo(PixelGrid part) {
    return part.grow(halo);
  }

  /**
   * Checks that a tool can be computed while somebody waits, beside others: one that looks around
   * pixels holds whole windows, with all that it looks at.
   *
   * @throws ExportFailure TOOL_INVALID if it holds too much
   */
  public static void checkMemory(AlgebraTool tool) {
    int bands = tool.inputs().size();
    TileProgram program =
        TilePrograms.compile(new Tool.ExpressionTool(tool), bands, ProgramGrid.NONE);
    if (program.halo() == 0) {
      return;
    }
    long side = LARGEST_SIDE + 2L * program.halo();
    long bytes = (program.heldValues() + bands) * side * side * Double.BYTES;
    if (bytes > MOST_BYTES) {
      throw new ExportFailure(
          ErrorCode.TOOL_INVALID,
          "Cannot show the tool on a map: it holds %d values at once of each pixel of a tile and of %d pixels around it, %d MiB, more than %d MiB. Use smaller or fewer neighborhoods, or order an export of it."
              .formatted(
                  program.heldValues() + bands, program.halo(), bytes >> 20, MOST_BYTES >> 20));
    }
  }

  /**
   * Renders all of a grid.
   *
   * @param scenes that may have pixels there {@linkplain #withHalo with what is around}, by their
   *     index in the plan; others are not opened
   * @param sources opens the files of the plan
   * @param buffers of the calling thread
   * @param contributed takes the index of each scene that gave a pixel
   * @param sink takes every row, or none at all where no scene intersects
   * @throws io.landfall.raster.RasterException if a source cannot be decoded
   * @throws ExportFailure SCENE_CHANGED, SCENE_UNREADABLE; EXPORT_TOO_LARGE if it takes more memory
   *     than there is
   */
  public void render(
      PixelGrid grid,
      BitSet scenes,
      RasterSources sources,
      WindowBuffers buffers,
      BitSet contributed,
      PixelRowSink sink) {
    PixelGrid around = withHalo(grid); // areas of the tool go on beyond the grid, as scenes do
    ExportPlan here = on(around);
    GridMask mask = plan.mask() == null ? null : GridMask.of(plan.mask(), around, crs);
    BorrowedProgram borrowed = borrowProgram(around, sources);
    MosaicInputs inputs =
        MosaicInputs.of(
            here,
            transforms,
            corrections,
            scenes::get,
            TilePrograms.score(plan.composite(), area -> GridMask.of(area, around, crs)));
    var part = new PixelRect(halo, halo, grid.width(), grid.height());
    try (var mosaic =
        new Mosaic(here, inputs, mask, borrowed.program, sources, cache, buffers, helpers)) {
      buffers
          .memory()
          .whileTaken(
              () -> mosaic.heldBytes(part),
              sources::ensureWanted,
              () -> mosaic.render(part, contributed, sink));
    }
    if (!borrowed.usesGrid && halo == 0) {
      programs.push(borrowed.program); // lost where it failed: its state is not known then
    }
  }

  private BorrowedProgram borrowProgram(PixelGrid grid, RasterSources sources) {
    TileProgram free = programs.poll();
    return free == null ? new BorrowedProgram(grid, sources) : new BorrowedProgram(free);
  }

  private final class BorrowedProgram {
    private final TileProgram program;
    private boolean usesGrid;

    BorrowedProgram(TileProgram free) {
      this.program = free;
    }

    BorrowedProgram(PixelGrid grid, RasterSources sources) {
      Runnable ensureWanted = halo == 0 ? () -> {} : sources::ensureWanted; // of one rendering
      this.program =
          TilePrograms.compile(
              plan.tool(),
              plan.scenes().get(0).bands().size(),
              new ProgramGrid() {
                @Override
                public GridMask mask(Aoi area) {
                  usesGrid = true;
                  return GridMask.of(area, grid, crs);
                }

                @Override
                public GroundSampleDistance groundSampleDistance() {
                  usesGrid = true;
                  return GridDistances.of(grid, transforms);
                }
              },
              ensureWanted);
    }
  }

  private ExportPlan on(PixelGrid grid) {
    return plan.toBuilder().grid(grid).build();
  }
}
