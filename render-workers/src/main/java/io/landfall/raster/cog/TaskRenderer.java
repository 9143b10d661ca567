package io.landfall.raster.cog;

import io.landfall.model.SceneId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.Morton;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.plan.PlannedTask;
import io.landfall.raster.BlockCache;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterSources;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.mask.GridMask;
import io.landfall.raster.warp.Mosaic;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.ToIntFunction;

/**
 * Renders tasks of a plan: each tile of full resolution in one pass from source blocks to encoded
 * bytes, and the overview tiles of its metatile while the pixels are hot. The same plan and task
 * give the same bytes. Safe for use by several threads, a task each.
 */
public final class TaskRenderer {
  /** Of renderers of the largest areas, two are kept instead of sixteen. */
  private static final int POINTS_OF_WEIGHT = GridMask.MAX_POINTS / 8;

  private final ExportPlan plan;
  private final CogLayout layout;
  private final MosaicFactory mosaics;

  /**
   * Makes ready to render {@code plan}.
   *
   * @param cache shared by all renderers of a node
   * @throws io.landfall.model.ExportFailure CRS_UNKNOWN, OPTION_UNSUPPORTED
   */
  public TaskRenderer(
      ExportPlan plan, RasterSources sources, CoordinateTransforms transforms, BlockCache cache) {
    this.plan = plan;
    this.layout = CogLayout.of(plan);
    this.mosaics = new MosaicFactory(plan, sources, transforms, cache);
    new TileEncoder(plan.bands(), plan.format()); // what cannot be encoded is refused here
  }

  /**
   * Returns as how many usual ones it counts where some are kept: areas of many points are large,
   * and so are the colours of many scenes.
   */
  public long weight() {
    return 1 + mosaics.maskPoints() / POINTS_OF_WEIGHT + mosaics.correctionWeight();
  }

  /**
   * Renders one task.
   *
   * @param tilesDone called after each tile of full resolution with how many of the task are done;
   *     what it throws ends the work
   * @throws io.landfall.raster.RasterException if a source cannot be decoded
   * @throws io.landfall.model.ExportFailure SCENE_CHANGED, SCENE_UNREADABLE
   */
  public RenderedTask render(PlannedTask task, IntConsumer tilesDone) {
    try (Mosaic mosaic = mosaics.mosaic()) {
      return render(task, new TaskRendering(mosaic, tilesDone));
    }
  }

  private RenderedTask render(PlannedTask task, TaskRendering rendering) {
    rendering.expect(task);
    List<byte[]> topOverviews = new ArrayList<>();
    for (int metatile : task.metatiles()) {
      rendering.render(metatile(metatile));
      if (layout.levels() - 1 > layout.metatileLevels()) { // else no level is made from them
        List<byte[]> topLevel = rendering.encoded.get(layout.metatileLevels());
        topOverviews.add(topLevel.get(topLevel.size() - 1));
      }
    }
    List<byte[]> overviews = new ArrayList<>();
    for (int level = layout.headerLevel() - 1; level >= 1; level--) {
      overviews.addAll(rendering.withData(level));
    }
    boolean masked = plan.bands().mask() == OutputMask.INTERNAL;
    return new RenderedTask(
        overviews,
        rendering.withData(0),
        rendering.lengths(masked ? MaskedTile::imageLength : tile -> tile.length),
        masked ? rendering.lengths(MaskedTile::maskLength) : null,
        topOverviews,
        rendering.contributors(),
        rendering.bandStatistics.toList());
  }

  private CogLayout.TileCoordinates metatile(int number) {
    return new CogLayout.TileCoordinates(
        layout.metatileLevels(), Morton.column(number), Morton.row(number));
  }

  /** The state of one task under way. */
  private final class TaskRendering {
    private final IntConsumer tilesDone;
    private final Mosaic mosaic;
    private final Overviews overviews = new Overviews(plan.format(), plan.bands().type());
    private final TileEncoder encoder = new TileEncoder(plan.bands(), plan.format());
    private final BitSet contributed = new BitSet();
    private final List<List<byte[]>> encoded = new ArrayList<>();
    private final BandStatisticsCollector bandStatistics =
        new BandStatisticsCollector(plan.bands().count());
    private int done;

    TaskRendering(Mosaic mosaic, IntConsumer tilesDone) {
      this.mosaic = mosaic;
      this.tilesDone = tilesDone;
      for (int level = 0; level <= layout.metatileLevels(); level++) {
        encoded.add(new ArrayList<>());
      }
    }

    /** Tells the mosaic of the tiles to come. */
    void expect(PlannedTask task) {
      List<PixelRect> areas = new ArrayList<>();
      for (int metatile : task.metatiles()) {
        addAreas(metatile(metatile), areas);
      }
      mosaic.expect(areas);
    }

    private void addAreas(CogLayout.TileCoordinates tile, List<PixelRect> areas) {
      if (tile.level() == 0) {
        areas.add(layout.pixels(tile));
        return;
      }
      for (int quadrant = 0; quadrant < 4; quadrant++) {
        CogLayout.TileCoordinates child = layout.child(tile, quadrant);
        if (child != null) {
          addAreas(child, areas);
        }
      }
    }

    /**
     * Renders a metatile with all below it, depth first, so that each level comes in Morton order.
     */
    void render(CogLayout.TileCoordinates metatile) {
      if (metatile.level() == 0) {
        full(metatile, null, 0);
      } else {
        overviews.release(parent(metatile));
      }
    }

    /** Renders a tile of full resolution; returns its pixels unless {@code above} takes them. */
    private Overviews.TilePixels full(
        CogLayout.TileCoordinates tile, Overviews.OverviewAccumulator above, int quadrant) {
      PixelRect area = layout.pixels(tile);
      int width = area.width();
      int height = area.height();
      int count = plan.bands().count();
      boolean keepsPixels = above == null && tile.level() < layout.metatileLevels();
      Overviews.TilePixels pixels = keepsPixels ? overviews.take(count, width, height) : null;
      encoder.startTile(width);
      mosaic.render(
          area,
          contributed,
          (y, bands) -> {
            encoder.addRow(y, bands, 0);
            bandStatistics.addRow(bands, width);
            if (above != null) {
              above.addRow(quadrant, y, width, height, bands, 0);
            }
            for (int band = 0; keepsPixels && band < count; band++) {
              System.arraycopy(bands[band], 0, pixels.bands()[band], y * width, width);
            }
          });
      byte[] bytes = encoder.finishTile(height);
      encoded.get(0).add(bytes);
      tilesDone.accept(++done);
      if (bytes.length == 0) {
        overviews.release(pixels);
        return null;
      }
      return pixels;
    }

    private Overviews.TilePixels parent(CogLayout.TileCoordinates tile) {
      int width = layout.pixels(tile).width();
      int height = layout.pixels(tile).height();
      Overviews.OverviewAccumulator accumulator =
          overviews.isRowwise() ? overviews.accumulator(plan.bands().count(), width, height) : null;
      Overviews.TilePixels[] children = new Overviews.TilePixels[4];
      for (int quadrant = 0; quadrant < 4; quadrant++) {
        CogLayout.TileCoordinates child = layout.child(tile, quadrant);
        if (child == null) {
          continue;
        }
        children[quadrant] =
            child.level() == 0 ? full(child, accumulator, quadrant) : parent(child);
        if (accumulator != null && child.level() > 0) {
          accumulator.tile(quadrant, children[quadrant]);
          overviews.release(children[quadrant]);
        }
      }
      Overviews.TilePixels pixels =
          accumulator == null ? overviews.parent(children, width, height) : accumulator.tile();
      for (int quadrant = 0; accumulator == null && quadrant < 4; quadrant++) {
        overviews.release(children[quadrant]);
      }
      encoded.get(tile.level()).add(encoder.encode(pixels));
      return pixels;
    }

    List<byte[]> withData(int level) {
      return encoded.get(level).stream().filter(tile -> tile.length > 0).toList();
    }

    /** Returns what {@code length} gives of each tile, by level. */
    List<int[]> lengths(ToIntFunction<byte[]> length) {
      return encoded.stream().map(level -> level.stream().mapToInt(length).toArray()).toList();
    }

    List<SceneId> contributors() {
      return contributed.stream().mapToObj(i -> plan.scenes().get(i).id()).toList();
    }
  }
}
