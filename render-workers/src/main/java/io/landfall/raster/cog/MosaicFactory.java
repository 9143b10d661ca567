package io.landfall.raster.cog;

import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.Tool;
import io.landfall.raster.BlockCache;
import io.landfall.raster.GroundSampleDistance;
import io.landfall.raster.RasterSources;
import io.landfall.raster.algebra.ProgramGrid;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.crs.GridDistances;
import io.landfall.raster.mask.EarthCrs;
import io.landfall.raster.mask.GridMask;
import io.landfall.raster.warp.Mosaic;
import io.landfall.raster.warp.MosaicInputs;
import io.landfall.raster.warp.TileProgram;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes mosaics of one plan, each for a thread, of what they share. */
final class MosaicFactory {
  private final ExportPlan plan;
  private final TilePrograms.SceneCorrections corrections;
  private final MosaicInputs inputs;
  private final EarthCrs crs;
  private final int halo;
  private final GroundSampleDistance groundSampleDistance;
  private final Map<Aoi, GridMask> masks = new ConcurrentHashMap<>();
  private final GridMask mask;
  private final RasterSources sources;
  private final BlockCache cache;
  private final ProgramGrid grid =
      new ProgramGrid() {
        @Override
        public GridMask mask(Aoi area) {
          return gridMask(area);
        }

        @Override
        public GroundSampleDistance groundSampleDistance() {
          return groundSampleDistance;
        }
      };

  /**
   * Makes ready to render {@code plan}.
   *
   * @throws io.landfall.model.ExportFailure CRS_UNKNOWN, OPTION_UNSUPPORTED
   */
  MosaicFactory(
      ExportPlan plan, RasterSources sources, CoordinateTransforms everywhere, BlockCache cache) {
    CoordinateTransforms transforms = everywhere.over(plan);
    this.plan = plan;
    this.corrections =
        plan.tool() instanceof Tool.SceneColorTool colors
            ? new TilePrograms.SceneCorrections(colors)
            : null;
    this.crs = EarthCrs.of(transforms, plan.grid().epsg());
    this.halo = ToolReach.of(plan).halo();
    this.groundSampleDistance = GridDistances.of(plan.grid(), transforms);
    this.inputs =
        MosaicInputs.of(
            plan,
            transforms,
            corrections,
            scene -> true,
            TilePrograms.score(plan.composite(), grid));
    this.mask = plan.mask() == null ? null : gridMask(plan.mask());
    this.sources = sources;
    this.cache = cache;
    program(); // what cannot be rendered is refused here, not in the middle
  }

  /** Areas of a tool go on beyond the grid as far as it looks, as scenes do. */
  private GridMask gridMask(Aoi area) {
    GridMask made = masks.computeIfAbsent(area, any -> GridMask.of(any, plan.grid(), halo, crs));
    long points = maskPoints();
    if (points > GridMask.MAX_POINTS) {
      throw new ExportFailure(
          ErrorCode.EXPORT_TOO_LARGE,
          "Cannot cut out the areas of the tool: they take %,d points on the grid, and at most %,d are possible. Simplify them, or choose a coarser resolution."
              .formatted(points, GridMask.MAX_POINTS));
    }
    return made;
  }

  /** Returns how many points all areas have on the grid. */
  long maskPoints() {
    return masks.values().stream().mapToLong(GridMask::points).sum();
  }

  /** Returns as how many usual ones it counts for the colours of scenes; 0 without. */
  long correctionWeight() {
    return corrections == null ? 0 : corrections.weight();
  }

  private TileProgram program() {
    return TilePrograms.compile(plan.tool(), plan.scenes().get(0).bands().size(), grid);
  }

  /** Makes the mosaic of a thread. */
  Mosaic mosaic() {
    return new Mosaic(plan, inputs, mask, program(), sources, cache);
  }
}
