package io.landfall.raster.cog;

import io.landfall.model.SceneId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.Morton;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.plan.PartialBandStatistics;
import io.landfall.model.plan.PlannedTask;
import io.landfall.raster.BlockCache;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterSources;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.idle.IdleThreads;
import io.landfall.raster.idle.JobsInOrder;
import io.landfall.raster.mask.GridMask;
import io.landfall.raster.provenance.ProvenancePlan;
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

  /** Of the raster of scene numbers; {@code null}: none is wanted. */
  private final ExportPlan provenance;

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
    this.provenance = plan.provenance() ? ProvenancePlan.of(plan) : null;
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
    return render(task, tilesDone, IdleThreads.NONE);
  }

  /**
   * Renders one task likewise, and has idle threads take parts of it. It is the same task, byte by
   * byte.
   *
   * @param tilesDone called by them too, by one thread at a time
   */
  public RenderedTask render(PlannedTask task, IntConsumer tilesDone, IdleThreads idle) {
    try (Mosaic mosaic = mosaics.mosaic()) {
      return render(task, new TaskRendering(mosaic, new TileCount(tilesDone), idle));
    }
  }

  private RenderedTask render(PlannedTask task, TaskRendering rendering) {
    rendering.expect(task);
    for (int metatile : task.metatiles()) {
      rendering.render(metatile(metatile));
    }
    RenderedTask rendered =
        rendering.encoded.toTask(
            rendering.contributors(),
            rendering.bandStatistics.toList(),
            rendering.numbers == null ? null : rendering.numbers.toTask());
    return plan.format().type().isSharded()
        ? ZarrAssembler.sharded(layout, task, rendered)
        : rendered;
  }

  private CogLayout.TileCoordinates metatile(int number) {
    return new CogLayout.TileCoordinates(
        layout.metatileLevels(), Morton.column(number), Morton.row(number));
  }

  /** Counts the tiles of a task that are done, whoever does them. */
  private static final class TileCount {
    private final IntConsumer tilesDone;
    private int done;

    TileCount(IntConsumer tilesDone) {
      this.tilesDone = tilesDone;
    }

    synchronized void add() {
      tilesDone.accept(++done);
    }
  }

  /** A part of a metatile that another thread has rendered; pixels as of {@link Overviews}. */
  private record Branch(Overviews.TilePixels pixels, TaskRendering rendering) {}

  /** The state of one task under way, or of a part of it. */
  private final class TaskRendering {
    private final TileCount tileCount;
    private final IdleThreads idle;
    private final Mosaic mosaic;
    private final Overviews overviews = new Overviews(plan.format(), plan.bands().type());
    private final TileEncoder encoder = new TileEncoder(plan.bands(), plan.format());

    /** Of the tiles that levels above are made of; {@code null}: those of the file are. */
    private final TileEncoder plainEncoder =
        plan.format().isOfSamples() && layout.levels() - 1 > layout.metatileLevels()
            ? TileEncoder.ofPlainTiles(plan.bands(), plan.format())
            : null;

    private final BitSet contributed = new BitSet();
    private final EncodedTiles encoded = new EncodedTiles(plan);
    private final NumberTiles numbers = provenance == null ? null : new NumberTiles(provenance);
    private final BandStatisticsCollector bandStatistics;

    TaskRendering(Mosaic mosaic, TileCount tileCount, IdleThreads idle) {
      this.mosaic = mosaic;
      this.tileCount = tileCount;
      this.idle = idle;
      this.bandStatistics = new BandStatisticsCollector(plan.bands());
    }

    /** Of a part of {@code whole}, for another thread. */
    private TaskRendering(Mosaic mosaic, TaskRendering whole) {
      this.mosaic = mosaic;
      this.tileCount = whole.tileCount;
      this.idle = IdleThreads.NONE;
      this.bandStatistics = BandStatisticsCollector.ofPart(plan.bands());
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
      layout.children(tile).forEach(child -> addAreas(child, areas));
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
      encoded.endMetatile();
      if (numbers != null) {
        numbers.encoded.endMetatile();
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
      if (numbers != null) {
        numbers.encoder.startTile(width);
      }
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
          },
          numbers == null ? null : (y, row) -> numbers.encoder.addRow(y, row, 0));
      byte[] bytes = encoder.finishTile(height);
      encoded.add(0, bytes);
      if (numbers != null) {
        numbers.encoded.add(0, numbers.encoder.finishTile(height));
      }
      tileCount.add();
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
      List<CogLayout.TileCoordinates> below = layout.children(tile);
      try (var branches = new JobsInOrder<>(below.size(), i -> branch(below.get(i)), idle(tile))) {
        for (int i = 0; i < below.size(); i++) {
          CogLayout.TileCoordinates child = below.get(i);
          int quadrant = child.quadrant();
          Branch branch = branches.resultOrNull(i);
          if (branch != null) {
            children[quadrant] = take(branch);
          } else {
            children[quadrant] =
                child.level() == 0 ? full(child, accumulator, quadrant) : parent(child);
          }
          if (accumulator != null && child.level() > 0) {
            accumulator.tile(quadrant, children[quadrant]);
            overviews.release(children[quadrant]);
          }
        }
      }
      Overviews.TilePixels pixels =
          accumulator == null ? overviews.parent(children, width, height) : accumulator.tile();
      for (int quadrant = 0; accumulator == null && quadrant < 4; quadrant++) {
        overviews.release(children[quadrant]);
      }
      encoded.add(tile.level(), encoder.encode(pixels));
      if (plainEncoder != null && tile.level() == layout.metatileLevels()) {
        encoded.topOverview = plainEncoder.encode(pixels);
      }
      if (numbers != null) {
        numbers.addParent(tile);
      }
      return pixels;
    }

    /** Parts of a metatile are worth a thread; smaller ones are not. */
    private IdleThreads idle(CogLayout.TileCoordinates tile) {
      boolean isWorth = tile.level() == layout.metatileLevels() && tile.level() > 1;
      return isWorth && numbers == null ? idle : IdleThreads.NONE;
    }

    /** Renders a part of a metatile on another thread. */
    private Branch branch(CogLayout.TileCoordinates tile) {
      try (Mosaic own = mosaics.mosaic()) {
        var rendering = new TaskRendering(own, this);
        return new Branch(rendering.parent(tile), rendering);
      }
    }

    /** Puts such a part where it belongs. */
    private Overviews.TilePixels take(Branch branch) {
      encoded.addAll(branch.rendering.encoded);
      bandStatistics.addPart(branch.rendering.bandStatistics);
      contributed.or(branch.rendering.contributed);
      return branch.pixels;
    }

    List<SceneId> contributors() {
      return contributed.stream().mapToObj(i -> plan.scenes().get(i).id()).toList();
    }
  }

  /** The encoded tiles of one task of a plan by level, those without data as empty arrays. */
  private static final class EncodedTiles {
    private final CogLayout layout;
    private final boolean masked;
    private final List<List<byte[]>> levels = new ArrayList<>();
    private final List<byte[]> topOverviews = new ArrayList<>();

    /** Of this metatile, such that it can be decoded; {@code null}: that in the file can. */
    private byte[] topOverview;

    EncodedTiles(ExportPlan plan) {
      layout = CogLayout.of(plan);
      masked = plan.bands().mask() == OutputMask.INTERNAL;
      for (int level = 0; level <= layout.metatileLevels(); level++) {
        levels.add(new ArrayList<>());
      }
    }

    void add(int level, byte[] tile) {
      levels.get(level).add(tile);
    }

    /** Adds the tiles of a part of the metatile. */
    void addAll(EncodedTiles part) {
      for (int level = 0; level < levels.size(); level++) {
        levels.get(level).addAll(part.levels.get(level));
      }
    }

    /** Returns one of the tiles of a level that came last; 0: the last. */
    byte[] last(int level, int before) {
      List<byte[]> tiles = levels.get(level);
      return tiles.get(tiles.size() - 1 - before);
    }

    void endMetatile() {
      if (layout.levels() - 1 > layout.metatileLevels()) { // else no level is made from them
        topOverviews.add(topOverview == null ? last(layout.metatileLevels(), 0) : topOverview);
      }
    }

    RenderedTask toTask(
        List<SceneId> scenes, List<PartialBandStatistics> statistics, RenderedTask provenance) {
      List<byte[]> overviews = new ArrayList<>();
      for (int level = layout.headerLevel() - 1; level >= 1; level--) {
        overviews.addAll(withData(level));
      }
      return new RenderedTask(
          overviews,
          withData(0),
          lengths(masked ? MaskedTile::imageLength : tile -> tile.length),
          masked ? lengths(MaskedTile::maskLength) : null,
          topOverviews,
          scenes,
          statistics,
          null,
          provenance);
    }

    private List<byte[]> withData(int level) {
      return levels.get(level).stream().filter(tile -> tile.length > 0).toList();
    }

    /** Returns what {@code length} gives of each tile, by level. */
    private List<int[]> lengths(ToIntFunction<byte[]> length) {
      return levels.stream().map(level -> level.stream().mapToInt(length).toArray()).toList();
    }
  }

  /**
   * The tiles of scene numbers of one task. They compress to next to nothing, so that overviews are
   * made of encoded tiles and no pixels are held.
   */
  private static final class NumberTiles {
    private final CogLayout layout;
    private final TileEncoder encoder;
    private final Overviews overviews;
    private final EncodedTiles encoded;

    NumberTiles(ExportPlan plan) {
      layout = CogLayout.of(plan);
      encoder = new TileEncoder(plan.bands(), plan.format());
      overviews = new Overviews(plan.format(), plan.bands().type());
      encoded = new EncodedTiles(plan);
    }

    /** Makes a tile of those below it, which came last. */
    void addParent(CogLayout.TileCoordinates tile) {
      Overviews.TilePixels[] children = new Overviews.TilePixels[4];
      List<CogLayout.TileCoordinates> below = layout.children(tile);
      for (int i = 0; i < below.size(); i++) {
        CogLayout.TileCoordinates child = below.get(i);
        PixelRect area = layout.pixels(child);
        byte[] bytes = encoded.last(child.level(), below.size() - 1 - i);
        children[child.quadrant()] = encoder.decode(bytes, area.width(), area.height());
      }
      PixelRect area = layout.pixels(tile);
      Overviews.TilePixels made = overviews.parent(children, area.width(), area.height());
      encoded.add(tile.level(), encoder.encode(made));
      overviews.release(made);
    }

    RenderedTask toTask() {
      return encoded.toTask(List.of(), null, null);
    }
  }
}
