package io.landfall.raster;

import io.landfall.model.ExportPlan;
import io.landfall.model.OutputFormat;
import io.landfall.model.PixelGrid;
import io.landfall.model.PlannedRun;
import java.util.ArrayList;
import java.util.List;

/**
 * How the pixels of an output file are cut: levels by halves until one tile holds the image, square
 * tiles in each level, and units of {@code 2^n} by {@code 2^n} tiles of full resolution with their
 * overview tiles of levels 1 to n.
 *
 * <p>Level 0 is full resolution; level k has {@code ceil(size / 2^k)} pixels a side. Tiles beyond
 * the edge do not exist.
 */
public final class CogLayout {
  /** So much of the units' smallest tiles, before packing, goes into the header's part. */
  private static final long HEAD_BYTES = 64L << 20;

  private final int width;
  private final int height;
  private final int blockSize;
  private final int levels;
  private final int unitLevels;
  private final int headLevel;

  /** A tile: its level, and its column and row in that level, from 0 in the north-west. */
  public record Tile(int level, int column, int row) {}

  private CogLayout(PixelGrid grid, OutputFormat format, int unitLevels, long headUnits) {
    this.width = grid.width();
    this.height = grid.height();
    this.blockSize = format.blockSize();
    int count = 1;
    boolean pyramid = format.type() != OutputFormat.Type.GEOTIFF;
    while (pyramid && halved(Math.max(width, height), count - 1) > blockSize) {
      count++;
    }
    this.levels = count;
    this.unitLevels = Math.min(unitLevels, count - 1);
    boolean more = this.unitLevels > 0 && count - 1 > this.unitLevels;
    boolean fits = more && headUnits >= (long) unitsAcross() * unitsDown();
    this.headLevel = fits ? this.unitLevels : this.unitLevels + 1;
  }

  /**
   * Lays out a grid; a plain GeoTIFF has full resolution only.
   *
   * @param unitLevels overview levels a unit yields; capped at those there are
   */
  public static CogLayout of(PixelGrid grid, OutputFormat format, int unitLevels) {
    return new CogLayout(grid, format, unitLevels, 0);
  }

  /** Returns the layout that a plan pins. */
  public static CogLayout of(ExportPlan plan) {
    long tileBytes =
        (long) plan.format().blockSize() * plan.format().blockSize() * plan.bands().bytesPerPixel();
    return new CogLayout(
        plan.grid(), plan.format(), plan.layout().unitLevels(), HEAD_BYTES / tileBytes);
  }

  /** Returns how many levels there are, full resolution included. */
  public int levels() {
    return levels;
  }

  /** Returns how many overview levels a unit yields. */
  public int unitLevels() {
    return unitLevels;
  }

  /**
   * Returns the lowest level whose tiles lie in the first part of the file, beside the header: that
   * above the units, or of a file that is not large the units' smallest, to fill the part.
   */
  public int headLevel() {
    return headLevel;
  }

  /** Returns the side of a tile, in pixels. */
  public int blockSize() {
    return blockSize;
  }

  /** Returns the width of a level, in pixels. */
  public int width(int level) {
    return halved(width, level);
  }

  /** Returns the height of a level, in pixels. */
  public int height(int level) {
    return halved(height, level);
  }

  /** Returns how many tiles lie side by side in a level. */
  public int tilesAcross(int level) {
    return ceilDiv(width(level), blockSize);
  }

  /** Returns how many tiles lie one below the other in a level. */
  public int tilesDown(int level) {
    return ceilDiv(height(level), blockSize);
  }

  /** Returns how many units lie side by side. */
  public int unitsAcross() {
    return ceilDiv(tilesAcross(0), 1 << unitLevels);
  }

  /** Returns how many units lie one below the other. */
  public int unitsDown() {
    return ceilDiv(tilesDown(0), 1 << unitLevels);
  }

  /**
   * Returns the tiles of a level that belong to a unit, in Morton order; those beyond the edge are
   * left out.
   */
  public List<Tile> tiles(int unit, int level) {
    int side = 1 << (unitLevels - level);
    int column = Morton.column(unit) * side;
    int row = Morton.row(unit) * side;
    List<Tile> tiles = new ArrayList<>(side * side);
    for (int code = 0; code < side * side; code++) {
      Tile tile = new Tile(level, column + Morton.column(code), row + Morton.row(code));
      if (exists(tile)) {
        tiles.add(tile);
      }
    }
    return tiles;
  }

  /** Returns the tiles of a level in a run, in the order of the file. */
  public List<Tile> tiles(PlannedRun run, int level) {
    List<Tile> tiles = new ArrayList<>();
    for (int unit : run.units()) {
      tiles.addAll(tiles(unit, level));
    }
    return tiles;
  }

  /**
   * Returns one of the four tiles that a tile of an overview level is made from; {@code null} where
   * it lies beyond the edge.
   *
   * @param quadrant 0 north-west, 1 north-east, 2 south-west, 3 south-east
   */
  public Tile child(Tile tile, int quadrant) {
    Tile child =
        new Tile(
            tile.level() - 1, 2 * tile.column() + (quadrant & 1), 2 * tile.row() + (quadrant >> 1));
    return exists(child) ? child : null;
  }

  /** Tells whether a tile lies in the image. */
  public boolean exists(Tile tile) {
    return tile.column() < tilesAcross(tile.level()) && tile.row() < tilesDown(tile.level());
  }

  /** Returns the width of the pixels of a tile that lie in the image. */
  public int validWidth(Tile tile) {
    return Math.min(blockSize, width(tile.level()) - tile.column() * blockSize);
  }

  /** Returns the height of the pixels of a tile that lie in the image. */
  public int validHeight(Tile tile) {
    return Math.min(blockSize, height(tile.level()) - tile.row() * blockSize);
  }

  /** Returns the index of a tile in its level's arrays of offsets and lengths. */
  public int index(Tile tile) {
    return tile.row() * tilesAcross(tile.level()) + tile.column();
  }

  private static int halved(int size, int level) {
    return (int) (((long) size + (1L << level) - 1) >> level);
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }
}
