package io.landfall.raster.cog;

import io.landfall.model.plan.PlannedTask;
import io.landfall.raster.cog.CogLayout.TileCoordinates;
import io.landfall.raster.cog.TileOffsets.TaskTileLengths;
import io.landfall.raster.zarr.ShardIndex;
import io.landfall.raster.zarr.StoredZip;
import io.landfall.raster.zarr.ZarrLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.zip.CRC32;

/**
 * A shard of a Zarr array: an entry of its zip file, whose chunks are tiles that have data, one
 * behind the other, then their index. Those of a metatile are one, at each of its levels: who
 * renders it writes whole shards.
 *
 * @param level of the tiles
 * @param column of the shard among those of its level
 * @param row likewise
 * @param isMask whether the chunks are masks
 * @param tiles in the order of the file
 * @param lengths of the chunks, in bytes
 */
record TileShard(
    ZarrLevel level,
    int column,
    int row,
    boolean isMask,
    List<TileCoordinates> tiles,
    int[] lengths) {

  /** Makes the shard of those tiles that have data; {@code null}: none has. */
  static TileShard of(
      ZarrLevel level, List<TileCoordinates> tiles, IntUnaryOperator length, boolean isMask) {
    List<TileCoordinates> withData = new ArrayList<>();
    int[] lengths = new int[tiles.size()];
    for (int i = 0; i < tiles.size(); i++) {
      if (length.applyAsInt(i) > 0) {
        lengths[withData.size()] = length.applyAsInt(i);
        withData.add(tiles.get(i));
      }
    }
    int side = level.chunksOfShard();
    return withData.isEmpty()
        ? null
        : new TileShard(
            level,
            tiles.get(0).column() / side,
            tiles.get(0).row() / side,
            isMask,
            withData,
            lengths);
  }

  /**
   * Returns the shards of a task in the order of its part: the smallest level first, of each
   * metatile that of the pixels and behind it that of the mask.
   */
  static List<TileShard> ofTask(CogLayout layout, PlannedTask task, TaskTileLengths lengths) {
    List<TileShard> shards = new ArrayList<>();
    for (int number = layout.headerLevel() - 1; number >= 0; number--) {
      ZarrLevel level = level(layout, number);
      int[] images = lengths.images().get(number);
      int[] masks = lengths.masks() == null ? null : lengths.masks().get(number);
      int from = 0;
      for (int metatile : task.metatiles()) {
        List<TileCoordinates> tiles = layout.tiles(metatile, number);
        int first = from;
        from += tiles.size();
        add(shards, of(level, tiles, i -> images[first + i], false));
        if (masks != null) {
          add(shards, of(level, tiles, i -> masks[first + i], true));
        }
      }
    }
    return shards;
  }

  private static void add(List<TileShard> shards, TileShard shard) {
    if (shard != null) {
      shards.add(shard);
    }
  }

  /** Returns a level as arrays. */
  static ZarrLevel level(CogLayout layout, int number) {
    return new ZarrLevel(
        number,
        layout.width(number),
        layout.height(number),
        layout.blockSize(),
        layout.tilesOfShard(number));
  }

  /** Returns the name of the entry. */
  String name() {
    return level.shard(isMask, column, row);
  }

  /** Returns how many bytes the shard has. */
  long bytes() {
    long bytes = ShardIndex.bytes(level.chunksOfShard() * level.chunksOfShard());
    for (int i = 0; i < tiles.size(); i++) {
      bytes += lengths[i];
    }
    return bytes;
  }

  /** Returns what the shard takes in the file, its header included. */
  long entryBytes() {
    return StoredZip.localHeaderBytes(name()) + bytes();
  }

  /** Returns where its chunks lie. */
  byte[] index() {
    int side = level.chunksOfShard();
    ShardIndex index = new ShardIndex(side * side);
    long at = 0;
    for (int i = 0; i < tiles.size(); i++) {
      TileCoordinates tile = tiles.get(i);
      index.put(tile.row() % side * side + tile.column() % side, at, lengths[i]);
      at += lengths[i];
    }
    return index.encoded();
  }

  /** Returns the CRC-32 of a shard of such chunks. */
  int checksum(Iterable<byte[]> chunks) {
    CRC32 checksum = new CRC32();
    chunks.forEach(checksum::update);
    checksum.update(index());
    return (int) checksum.getValue();
  }

  /** Returns the chunk that a tile is. */
  byte[] chunk(byte[] tile, boolean isMasked) {
    return !isMasked ? tile : isMask ? MaskedTile.mask(tile) : MaskedTile.image(tile);
  }

  /**
   * Puts the entry where it begins, and its tiles.
   *
   * @param header size of the TIFF header that stands before the zip file
   */
  void put(long position, long header, int checksum, TileOffsets offsets, StoredZip directory) {
    long at = header + position + StoredZip.localHeaderBytes(name());
    for (int i = 0; i < tiles.size(); i++) {
      offsets.put(tiles.get(i), isMask, at, lengths[i]);
      at += lengths[i];
    }
    directory.add(name(), checksum, bytes(), position);
  }
}
