package io.landfall.raster;

import io.landfall.model.Aoi;
import io.landfall.model.ExportPlan;
import io.landfall.model.PlannedRun;
import io.landfall.model.SceneId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

/**
 * Renders runs of a plan: each tile of full resolution in one pass from source blocks to packed
 * bytes, and the overview tiles of its unit while the pixels are hot. The same plan and run give
 * the same bytes. Safe for use by several threads, a run each.
 */
public final class RunRenderer {
  private final ExportPlan plan;
  private final CogLayout layout;
  private final List<Mosaic.Layer> layers;
  private final CoordinateTransform fromLonLat;
  private final double period;
  private final Map<Aoi, GridMask> masks = new ConcurrentHashMap<>();
  private final GridMask mask;
  private final RasterSources sources;
  private final BlockCache cache;

  /**
   * Makes ready to render {@code plan}.
   *
   * @param cache shared by all renderers of a node
   * @throws io.landfall.model.ExportFailure CRS_UNKNOWN, OPTION_UNSUPPORTED
   */
  public RunRenderer(
      ExportPlan plan, RasterSources sources, CoordinateTransforms transforms, BlockCache cache) {
    this.plan = plan;
    this.layout = CogLayout.of(plan);
    this.layers =
        plan.inputLayers().stream().map(inputs -> layer(plan, inputs, transforms)).toList();
    this.fromLonLat = transforms.between(LONGITUDE_LATITUDE, plan.grid().epsg());
    this.period = transforms.period(plan.grid().epsg());
    this.mask = plan.mask() == null ? null : gridMask(plan.mask());
    this.sources = sources;
    this.cache = cache;
    program(); // what cannot be rendered is refused here, not in the middle
    new Overviews(plan.format(), plan.bands().type());
    new TilePacker(plan.bands(), plan.format());
  }

  private static Mosaic.Layer layer(
      ExportPlan plan, List<Integer> inputs, CoordinateTransforms transforms) {
    List<SceneInput> scenes = new ArrayList<>(); // with null for a scene that lacks a band
    for (int scene = 0; scene < plan.scenes().size(); scene++) {
      scenes.add(SceneInput.of(plan, scene, inputs, transforms));
    }
    return new Mosaic.Layer(inputs.stream().mapToInt(Integer::intValue).toArray(), scenes);
  }

  private GridMask gridMask(Aoi area) {
    return masks.computeIfAbsent(area, any -> GridMask.of(any, plan.grid(), fromLonLat, period));
  }

  private TileProgram program() {
    return TilePrograms.compile(plan.tool(), plan.scenes().get(0).bands().size(), this::gridMask);
  }

  /** EPSG code of longitude and latitude on WGS 84. */
  private static final int LONGITUDE_LATITUDE = 4326;

  /**
   * Renders one run.
   *
   * @param tilesDone told after each tile of full resolution how many of the run are done; what it
   *     throws ends the work
   * @throws RasterException if a source cannot be decoded
   * @throws io.landfall.model.ExportFailure SCENE_CHANGED, SCENE_UNREADABLE
   */
  public RenderedRun render(PlannedRun run, IntConsumer tilesDone) {
    Work work = new Work(tilesDone);
    List<byte[]> tops = new ArrayList<>();
    for (int unit : run.units()) {
      work.render(new CogLayout.Tile(layout.unitLevels(), Morton.column(unit), Morton.row(unit)));
      if (layout.levels() - 1 > layout.unitLevels()) { // else no level is made from them
        List<byte[]> topLevel = work.packed.get(layout.unitLevels());
        tops.add(topLevel.get(topLevel.size() - 1));
      }
    }
    List<byte[]> overviews = new ArrayList<>();
    for (int level = layout.headLevel() - 1; level >= 1; level--) {
      overviews.addAll(work.withData(level));
    }
    List<int[]> lengths = new ArrayList<>();
    for (List<byte[]> level : work.packed) {
      lengths.add(level.stream().mapToInt(tile -> tile.length).toArray());
    }
    return new RenderedRun(
        overviews, work.withData(0), lengths, tops, work.contributors(), work.tallies.tallies());
  }

  /** Makes the sink of a rectangle of the grid. */
  @FunctionalInterface
  interface Sinks {
    RowSink of(int x0, int y0, int width);
  }

  /** Renders the whole grid without packing it. */
  void scan(Sinks sinks) {
    Mosaic mosaic = new Mosaic(plan, layers, mask, program(), sources, cache);
    int side = layout.blockSize();
    for (int y = 0; y < plan.grid().height(); y += side) {
      for (int x = 0; x < plan.grid().width(); x += side) {
        int width = Math.min(side, plan.grid().width() - x);
        int height = Math.min(side, plan.grid().height() - y);
        mosaic.render(x, y, width, height, new BitSet(), sinks.of(x, y, width));
      }
    }
  }

  /** The state of one run under way. */
  private final class Work {
    private final IntConsumer tilesDone;
    private final Mosaic mosaic = new Mosaic(plan, layers, mask, program(), sources, cache);
    private final Overviews overviews = new Overviews(plan.format(), plan.bands().type());
    private final TilePacker packer = new TilePacker(plan.bands(), plan.format());
    private final BitSet contributed = new BitSet();
    private final List<List<byte[]>> packed = new ArrayList<>();
    private final Tallies tallies = new Tallies(plan.bands().count());
    private int done;

    Work(IntConsumer tilesDone) {
      this.tilesDone = tilesDone;
      for (int level = 0; level <= layout.unitLevels(); level++) {
        packed.add(new ArrayList<>());
      }
    }

    /** Renders a unit with all below it, depth first, so that each level comes in Morton order. */
    void render(CogLayout.Tile unit) {
      if (unit.level() == 0) {
        full(unit, null, 0);
      } else {
        parent(unit);
      }
    }

    /** Renders a tile of full resolution; returns its pixels unless {@code above} takes them. */
    private Overviews.Tile full(CogLayout.Tile tile, Overviews.Gathering above, int quadrant) {
      int width = layout.validWidth(tile);
      int height = layout.validHeight(tile);
      int side = layout.blockSize();
      int count = plan.bands().count();
      boolean kept = above == null && tile.level() < layout.unitLevels();
      Overviews.Tile pixels =
          kept ? new Overviews.Tile(width, height, new double[count][width * height]) : null;
      packer.start(width);
      mosaic.render(
          tile.column() * side,
          tile.row() * side,
          width,
          height,
          contributed,
          (y, bands) -> {
            packer.row(y, bands, 0);
            tallies.row(bands, width);
            if (above != null) {
              above.row(quadrant, y, width, height, bands, 0);
            }
            for (int band = 0; kept && band < count; band++) {
              System.arraycopy(bands[band], 0, pixels.bands()[band], y * width, width);
            }
          });
      byte[] bytes = packer.finish(height);
      packed.get(0).add(bytes);
      tilesDone.accept(++done);
      return bytes.length == 0 ? null : pixels;
    }

    private Overviews.Tile parent(CogLayout.Tile tile) {
      int width = layout.validWidth(tile);
      int height = layout.validHeight(tile);
      Overviews.Gathering gathering =
          overviews.isByRows() ? overviews.gather(plan.bands().count(), width, height) : null;
      Overviews.Tile[] children = new Overviews.Tile[4];
      for (int quadrant = 0; quadrant < 4; quadrant++) {
        CogLayout.Tile child = layout.child(tile, quadrant);
        if (child == null) {
          continue;
        }
        children[quadrant] = child.level() == 0 ? full(child, gathering, quadrant) : parent(child);
        if (gathering != null && child.level() > 0) {
          gathering.tile(quadrant, children[quadrant]);
          children[quadrant] = null;
        }
      }
      Overviews.Tile pixels =
          gathering == null ? overviews.parent(children, width, height) : gathering.tile();
      packed.get(tile.level()).add(packer.pack(pixels));
      return pixels;
    }

    List<byte[]> withData(int level) {
      return packed.get(level).stream().filter(tile -> tile.length > 0).toList();
    }

    List<SceneId> contributors() {
      return contributed.stream().mapToObj(i -> plan.scenes().get(i).id()).toList();
    }
  }
}
