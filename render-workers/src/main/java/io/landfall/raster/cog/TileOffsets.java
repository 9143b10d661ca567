package io.landfall.raster.cog;

import io.landfall.model.plan.PlannedTask;
import io.landfall.raster.tiff.format.FieldType;
import java.nio.ByteBuffer;
import java.util.List;

/** Where all tiles lie in the file, and their masks if it has some. */
final class TileOffsets {
  private final CogLayout layout;
  final BlockIndex images;

  /** {@code null} without internal mask. */
  final BlockIndex masks;

  /** Offsets and lengths by level and index of the tile; 0 and 0 where it has no data. */
  record BlockIndex(long[][] offsets, int[][] lengths) {
    static BlockIndex empty(CogLayout layout) {
      long[][] offsets = new long[layout.levels()][];
      int[][] lengths = new int[layout.levels()][];
      for (int level = 0; level < layout.levels(); level++) {
        int tiles = Math.multiplyExact(layout.tilesAcross(level), layout.tilesDown(level));
        offsets[level] = new long[tiles];
        lengths[level] = new int[tiles];
      }
      return new BlockIndex(offsets, lengths);
    }

    private void put(int level, int index, long offset, int length) {
      offsets[level][index] = offset;
      lengths[level][index] = length;
    }

    /** Puts the offsets of a level as numbers of a type. */
    void putOffsets(int level, FieldType type, ByteBuffer into) {
      for (long offset : offsets[level]) {
        if (type == FieldType.LONG8) {
          into.putLong(offset);
        } else {
          into.putInt((int) offset);
        }
      }
    }

    /** Puts the lengths of a level as numbers of 32 bits. */
    void putLengths(int level, ByteBuffer into) {
      for (int length : lengths[level]) {
        into.putInt(length);
      }
    }
  }

  /**
   * The lengths of a task's encoded tiles by level, as in {@link
   * io.landfall.model.plan.StoredTask}.
   *
   * @param masks {@code null} without internal mask
   */
  record TaskTileLengths(List<int[]> images, List<int[]> masks) {
    private int mask(int level, int tile) {
      return masks == null ? 0 : masks.get(level)[tile];
    }
  }

  TileOffsets(CogLayout layout, boolean masked) {
    this.layout = layout;
    this.images = BlockIndex.empty(layout);
    this.masks = masked ? BlockIndex.empty(layout) : null;
  }

  /** Puts the tiles of the header from {@code position} on; returns where they end. */
  long putUpper(long position, UpperTiles upperTiles) {
    for (int level = layout.levels() - 1; level >= layout.headerLevel(); level--) {
      for (int row = 0; row < layout.tilesDown(level); row++) {
        for (int column = 0; column < layout.tilesAcross(level); column++) {
          CogLayout.TileCoordinates tile = new CogLayout.TileCoordinates(level, column, row);
          position = put(position, tile, upperTiles.imageLength(tile), upperTiles.maskLength(tile));
        }
      }
    }
    return position;
  }

  /** Puts the overview tiles of a task from {@code position} on; returns where they end. */
  long putOverviews(long position, PlannedTask task, TaskTileLengths lengths) {
    for (int level = layout.headerLevel() - 1; level >= 1; level--) {
      position = putLevel(position, task, level, lengths);
    }
    return position;
  }

  /** Puts the tiles of one level of a task from {@code position} on; returns where they end. */
  long putLevel(long position, PlannedTask task, int level, TaskTileLengths lengths) {
    List<CogLayout.TileCoordinates> tiles = layout.tiles(task, level);
    int[] images = lengths.images().get(level);
    if (tiles.size() != images.length) {
      throw new IllegalArgumentException(
          "Task %d has %d tiles of level %d, not %d"
              .formatted(task.index(), tiles.size(), level, images.length));
    }
    for (int i = 0; i < images.length; i++) {
      position = put(position, tiles.get(i), images[i], lengths.mask(level, i));
    }
    return position;
  }

  /** Puts the pixels of a tile, or its mask. */
  void put(CogLayout.TileCoordinates tile, boolean mask, long offset, int length) {
    (mask ? masks : images).put(tile.level(), layout.index(tile), offset, length);
  }

  private long put(long position, CogLayout.TileCoordinates tile, int length, int maskLength) {
    if (length == 0) {
      return position;
    }
    int index = layout.index(tile);
    if (masks == null) {
      images.put(tile.level(), index, position, length);
      return position + length;
    }
    images.put(tile.level(), index, MaskedTile.imageAt(position), length);
    masks.put(tile.level(), index, MaskedTile.maskAt(position, length), maskLength);
    return position + MaskedTile.bytes(length, maskLength);
  }
}
