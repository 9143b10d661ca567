package io.landfall.raster.cog;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/**
 * The encoded tiles of the levels that lie in the first part of the file. They come in any order:
 * the first few megabytes are held, the others put aside on disk. In memory are 20 bytes for each
 * tile there may be.
 */
final class UpperTiles implements AutoCloseable {
  /** What is held in memory; most files have no more. */
  static final int MAX_HELD_BYTES = 4 << 20;

  /** The largest part that S3 takes, less room for the header itself. */
  static final long MAX_BYTES = 4L << 30;

  private final CogLayout layout;
  private final boolean masked;
  private final long[][] positions;
  private final int[][] imageLengths;
  private final int[][] maskLengths;
  private final ScratchFile disk = new ScratchFile();
  private final List<byte[]> held = new ArrayList<>();
  private long heldBytes;
  private long bytes;

  UpperTiles(CogLayout layout, boolean masked) {
    this.layout = layout;
    this.masked = masked;
    this.positions = new long[layout.levels()][0];
    this.imageLengths = new int[layout.levels()][0];
    this.maskLengths = new int[layout.levels()][0];
    for (int level = layout.headerLevel(); level < layout.levels(); level++) {
      int tiles = Math.multiplyExact(layout.tilesAcross(level), layout.tilesDown(level));
      positions[level] = new long[tiles];
      imageLengths[level] = new int[tiles];
      maskLengths[level] = new int[masked ? tiles : 0];
    }
  }

  /**
   * Takes a tile; an empty array, for one without data, is left out.
   *
   * @throws ExportFailure EXPORT_TOO_LARGE if all together do not fit into one part
   */
  void put(CogLayout.TileCoordinates tile, byte[] encoded) {
    if (encoded.length == 0) {
      return;
    }
    if (bytes + encoded.length > MAX_BYTES) {
      throw new ExportFailure(
          ErrorCode.EXPORT_TOO_LARGE,
          "Cannot put more than %d MiB of small overviews into one file. Choose a coarser resolution, fewer bands, a smaller area, or compression."
              .formatted(MAX_BYTES >> 20));
    }
    int index = layout.index(tile);
    imageLengths[tile.level()][index] = masked ? MaskedTile.imageLength(encoded) : encoded.length;
    if (masked) {
      maskLengths[tile.level()][index] = MaskedTile.maskLength(encoded);
    }
    if (heldBytes + encoded.length <= MAX_HELD_BYTES) {
      held.add(encoded);
      heldBytes += encoded.length;
      positions[tile.level()][index] = -held.size(); // below 0: which of those held, from -1
    } else {
      long position = bytes - heldBytes;
      disk.write(position, ByteBuffer.wrap(encoded));
      positions[tile.level()][index] = position;
    }
    bytes += encoded.length;
  }

  /** Returns the size of a tile's image in the file, in bytes; 0: it has no data. */
  int imageLength(CogLayout.TileCoordinates tile) {
    return imageLengths[tile.level()][layout.index(tile)];
  }

  /** Returns the size of a tile's mask in the file, in bytes; 0 without internal mask. */
  int maskLength(CogLayout.TileCoordinates tile) {
    return masked ? maskLengths[tile.level()][layout.index(tile)] : 0;
  }

  /** Returns the size of all of them, in bytes. */
  long bytes() {
    return bytes;
  }

  /**
   * Returns the tiles with data in the order of the file, the smallest level first. Each is read
   * anew when it is asked for.
   */
  List<byte[]> inFileOrder() {
    List<CogLayout.TileCoordinates> tiles = new ArrayList<>();
    for (int level = layout.levels() - 1; level >= layout.headerLevel(); level--) {
      for (int row = 0; row < layout.tilesDown(level); row++) {
        for (int column = 0; column < layout.tilesAcross(level); column++) {
          CogLayout.TileCoordinates tile = new CogLayout.TileCoordinates(level, column, row);
          if (imageLength(tile) > 0) {
            tiles.add(tile);
          }
        }
      }
    }
    return new AbstractList<>() {
      @Override
      public byte[] get(int index) {
        return read(tiles.get(index));
      }

      @Override
      public int size() {
        return tiles.size();
      }
    };
  }

  /** Reads a tile that has data. */
  byte[] read(CogLayout.TileCoordinates tile) {
    long position = positions[tile.level()][layout.index(tile)];
    if (position < 0) {
      return held.get((int) -position - 1);
    }
    int image = imageLength(tile);
    byte[] encoded = new byte[masked ? MaskedTile.bytes(image, maskLength(tile)) : image];
    disk.read(position, ByteBuffer.wrap(encoded));
    return encoded;
  }

  @Override
  public void close() {
    disk.close();
  }
}
