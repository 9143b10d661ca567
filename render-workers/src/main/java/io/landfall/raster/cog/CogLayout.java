package io.landfall.raster.cog;

import io.landfall.model.PixelGrid;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.Morton;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.request.OutputFormat;
import io.landfall.raster.PixelRect;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * How the pixels of an output file are cut: levels by halves until one tile holds the image, square
 * tiles in each level, and metatiles of {@code 2^n} by {@code 2^n} tiles of full resolution with
 * their overview tiles of levels 1 to n.
 *
 * <p>Level 0 is full resolution; level k has {@code ceil(size / 2^k)} pixels a side. Tiles beyond
 * the edge do not exist.
 */
public final class CogLayout {
  /** So much of the metatiles' smallest tiles, before encoding, goes into the header's part. */
  private static final long MAX_HEADER_TILE_BYTES = 64L << 20;

  /** Tiles side by side in a shard of a level above the metatiles. */
  private static final int MOST_TILES_OF_SHARD = 8;

  private final int width;
  private final int height;
  private final int blockSize;
  private final int levels;
  private final int metatileLevels;
  private final int headerLevel;

  /** A tile: its level, and its column and row in that level, from 0 in the north-west. */
  public record TileCoordinates(int level, int column, int row) {
    /**
     * Returns where it lies in the tile above it: 0 north-west, 1 north-east, 2 south-west, 3
     * south-east.
     */
    int quadrant() {
      return (row & 1) << 1 | column & 1;
    }
  }

  private CogLayout(
      PixelGrid grid, OutputFormat format, int metatileLevels, long maxHeaderMetatiles) {
    this.width = grid.width();
    this.height = grid.height();
    this.blockSize = format.blockSize();
    int count = 1;
    boolean pyramid = format.type() != OutputFormat.FileFormat.GEOTIFF;
    while (pyramid && halved(Math.max(width, height), count - 1) > blockSize) {
      count++;
    }
    this.levels = count;
    this.metatileLevels = Math.min(metatileLevels, count - 1);
    boolean more = this.metatileLevels > 0 && count - 1 > this.metatileLevels;
    boolean fits = more && maxHeaderMetatiles >= (long) metatilesAcross() * metatilesDown();
    this.headerLevel = fits ? this.metatileLevels : this.metatileLevels + 1;
  }

  /**
   * Lays out a grid; a plain GeoTIFF has full resolution only.
   *
   * @param metatileLevels overview levels a metatile yields; capped at those there are
   */
  public static CogLayout of(PixelGrid grid, OutputFormat format, int metatileLevels) {
    return new CogLayout(grid, format, metatileLevels, 0);
  }

  /** Returns the layout that a plan pins. */
  public static CogLayout of(ExportPlan plan) {
    long tileBytes =
        (long) plan.format().blockSize() * plan.format().blockSize() * plan.bands().bytesPerPixel();
    return new CogLayout(
        plan.grid(),
        plan.format(),
        plan.layout().metatileLevels(),
        MAX_HEADER_TILE_BYTES / tileBytes);
  }

  /** Returns how many levels there are, full resolution included. */
  public int levels() {
    return levels;
  }

  /** Returns how many overview levels a metatile yields. */
  public int metatileLevels() {
    return metatileLevels;
  }

  /**
   * Returns the lowest level whose tiles lie in the first part of the file, beside the header: that
   * above the metatiles, or of a file that is not large the metatiles' smallest, to fill the part.
   */
  public int headerLevel() {
    return headerLevel;
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

  /**
   * Returns how many tiles of a level lie side by side in a shard of a Zarr: those of a metatile,
   * above the metatiles as many as there are, up to 8.
   */
  int tilesOfShard(int level) {
    if (level < headerLevel) {
      return 1 << (metatileLevels - level);
    }
    int side = 1;
    while (side < MOST_TILES_OF_SHARD && side < Math.max(tilesAcross(level), tilesDown(level))) {
      side *= 2;
    }
    return side;
  }

  /** Returns how many shards a Zarr has at most, all levels together, without masks. */
  public long shards() {
    long shards = 0;
    for (int level = 0; level < levels; level++) {
      int side = tilesOfShard(level);
      shards += (long) ceilDiv(tilesAcross(level), side) * ceilDiv(tilesDown(level), side);
    }
    return shards;
  }

  /** Returns how many metatiles lie side by side. */
  public int metatilesAcross() {
    return ceilDiv(tilesAcross(0), 1 << metatileLevels);
  }

  /** Returns how many metatiles lie one below the other. */
  public int metatilesDown() {
    return ceilDiv(tilesDown(0), 1 << metatileLevels);
  }

  /**
   * Returns the tiles of a level that belong to a metatile, in Morton order; those beyond the edge
   * are left out.
   */
  public List<TileCoordinates> tiles(int metatile, int level) {
    int side = 1 << (metatileLevels - level);
    int column = Morton.column(metatile) * side;
    int row = Morton.row(metatile) * side;
    List<TileCoordinates> tiles = new ArrayList<>(side * side);
    for (int code = 0; code < side * side; code++) {
      TileCoordinates tile =
          new TileCoordinates(level, column + Morton.column(code), row + Morton.row(code));
      if (exists(tile)) {
        tiles.add(tile);
      }
    }
    return tiles;
  }

  /** Returns the tiles of a level in a task, in the order of the file. */
  public List<TileCoordinates> tiles(PlannedTask task, int level) {
    List<TileCoordinates> tiles = new ArrayList<>();
    for (int metatile : task.metatiles()) {
      tiles.addAll(tiles(metatile, level));
    }
    return tiles;
  }

  /**
   * Returns one of the four tiles that a tile of an overview level is made from; {@code null} where
   * it lies beyond the edge.
   *
   * @param quadrant 0 north-west, 1 north-east, 2 south-west, 3 south-east
   */
  public TileCoordinates child(TileCoordinates tile, int quadrant) {
    TileCoordinates child =
        new TileCoordinates(
            tile.level() - 1, 2 * tile.column() + (quadrant & 1), 2 * tile.row() + (quadrant >> 1));
    return exists(child) ? child : null;
  }

  /** Returns the tiles that one is made of, by quadrant. */
  public List<TileCoordinates> children(TileCoordinates tile) {
    return IntStream.range(0, 4)
        .mapToObj(quadrant -> child(tile, quadrant))
        .filter(Objects::nonNull)
        .toList();
  }

  /** Tells whether a tile lies in the image. */
  public boolean exists(TileCoordinates tile) {
    return tile.column() < tilesAcross(tile.level()) && tile.row() < tilesDown(tile.level());
  }

  /** Returns the pixels of a tile that lie in the image, as pixels of its level. */
  public PixelRect pixels(TileCoordinates tile) {
    int x = tile.column() * blockSize;
    int y = tile.row() * blockSize;
    return new PixelRect(
        x,
        y,
        Math.min(blockSize, width(tile.level()) - x),
        Math.min(blockSize, height(tile.level()) - y));
  }

  /** Returns the index of a tile in its level's arrays of offsets and lengths. */
  public int index(TileCoordinates tile) {
    return tile.row() * tilesAcross(tile.level()) + tile.column();
  }

  private static int halved(int size, int level) {
    return (int) (((long) size + (1L << level) - 1) >> level);
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }
}
