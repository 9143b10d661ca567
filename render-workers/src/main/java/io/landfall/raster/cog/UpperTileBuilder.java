package io.landfall.raster.cog;

import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.Morton;
import io.landfall.raster.PixelRect;

/**
 * Makes the levels above the metatiles' from their smallest tiles, as these come: in Morton order,
 * so that one tile a level is under way. Where rows are gathered as they come, its pixels are in
 * memory; wider kernels want the four below, which wait on disk.
 */
final class UpperTileBuilder implements AutoCloseable {
  private final CogLayout layout;
  private final TileEncoder encoder;
  private final TileEncoder plain;
  private final Overviews overviews;
  private final UpperTiles upperTiles;
  private final ParkedPixels parked;
  private final int bands;
  private final TileUnderWay[] underWay; // by level

  /** A tile whose four below come one after the other. */
  private static final class TileUnderWay {
    private final CogLayout.TileCoordinates tile;
    private final Overviews.OverviewAccumulator accumulator;
    private final boolean[] parkedQuadrants = new boolean[4];

    TileUnderWay(CogLayout.TileCoordinates tile, Overviews.OverviewAccumulator accumulator) {
      this.tile = tile;
      this.accumulator = accumulator;
    }
  }

  /**
   * Makes ready to build.
   *
   * @param upperTiles gets the tiles
   */
  UpperTileBuilder(ExportPlan plan, CogLayout layout, UpperTiles upperTiles) {
    this.layout = layout;
    this.encoder = new TileEncoder(plan.bands(), plan.format());
    this.plain =
        plan.format().isOfSamples()
            ? TileEncoder.ofPlainTiles(plan.bands(), plan.format())
            : encoder;
    this.overviews = new Overviews(plan.format(), plan.bands().type());
    this.upperTiles = upperTiles;
    this.bands = plan.bands().count();
    this.parked = new ParkedPixels(bands, layout.blockSize() * layout.blockSize());
    this.underWay = new TileUnderWay[layout.levels()];
  }

  /**
   * Takes the encoded smallest tile of a metatile, such as {@link TileEncoder#ofPlainTiles} makes
   * it, an empty array if it has no data. If it lies in the first part of the file, it goes there.
   */
  void add(int metatile, byte[] encoded) {
    if (encoded.length == 0) {
      return;
    }
    CogLayout.TileCoordinates tile =
        new CogLayout.TileCoordinates(
            layout.metatileLevels(), Morton.column(metatile), Morton.row(metatile));
    PixelRect area = layout.pixels(tile);
    Overviews.TilePixels pixels = plain.decode(encoded, area.width(), area.height());
    if (layout.headerLevel() == tile.level()) {
      upperTiles.put(tile, plain == encoder ? encoded : encoder.encode(pixels));
    }
    addToParent(tile, pixels);
  }

  /** Ends what is under way: nothing more comes. */
  void finish() {
    for (int level = layout.metatileLevels() + 1; level < layout.levels(); level++) {
      finish(level);
    }
  }

  private void addToParent(CogLayout.TileCoordinates tile, Overviews.TilePixels pixels) {
    int level = tile.level() + 1;
    if (level == layout.levels()) {
      return;
    }
    CogLayout.TileCoordinates above =
        new CogLayout.TileCoordinates(level, tile.column() >> 1, tile.row() >> 1);
    if (underWay[level] != null && !underWay[level].tile.equals(above)) {
      finish(level);
    }
    if (underWay[level] == null) {
      underWay[level] = begin(above);
    }
    int quadrant = (tile.column() & 1) + 2 * (tile.row() & 1);
    if (underWay[level].accumulator != null) {
      underWay[level].accumulator.tile(quadrant, pixels);
    } else {
      parked.put(level, quadrant, pixels);
      underWay[level].parkedQuadrants[quadrant] = true;
    }
  }

  private TileUnderWay begin(CogLayout.TileCoordinates tile) {
    PixelRect area = layout.pixels(tile);
    return new TileUnderWay(
        tile,
        overviews.isRowwise() ? overviews.accumulator(bands, area.width(), area.height()) : null);
  }

  private void finish(int level) {
    TileUnderWay finished = underWay[level];
    if (finished == null) {
      return;
    }
    underWay[level] = null;
    Overviews.TilePixels pixels =
        finished.accumulator == null ? ofParked(finished) : finished.accumulator.tile();
    upperTiles.put(finished.tile, encoder.encode(pixels));
    addToParent(finished.tile, pixels);
  }

  private Overviews.TilePixels ofParked(TileUnderWay finished) {
    Overviews.TilePixels[] children = new Overviews.TilePixels[4];
    for (int quadrant = 0; quadrant < 4; quadrant++) {
      if (finished.parkedQuadrants[quadrant]) {
        PixelRect area = layout.pixels(layout.child(finished.tile, quadrant));
        children[quadrant] =
            parked.get(finished.tile.level(), quadrant, area.width(), area.height());
      }
    }
    PixelRect area = layout.pixels(finished.tile);
    return overviews.parent(children, area.width(), area.height());
  }

  @Override
  public void close() {
    parked.close();
  }
}
