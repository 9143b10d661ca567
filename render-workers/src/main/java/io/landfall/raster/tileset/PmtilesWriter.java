package io.landfall.raster.tileset;

import io.landfall.model.TileFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a PMTiles file of version 3 from front to back: room for header and root directory, tiles
 * in their order, leaf directories, metadata. What stands in front is known last: {@link #finish}
 * returns it, and whoever has the file puts it there. Directories stay in memory, compressed, some
 * three bytes a tile.
 *
 * @see <a href="https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md">the format</a>
 */
public final class PmtilesWriter implements TileSetWriter.TileSink {
  /** What readers fetch first, with the root directory in it. */
  private static final int FRONT_BYTES = 16_384;

  private static final int HEADER_BYTES = 127;
  private static final int ENTRIES_OF_LEAF = 4_096;

  /** After each so many leaves they become twice as large: the root directory has little room. */
  private static final int LEAVES_OF_A_SIZE = 512;

  private static final int VERSION = 3;
  private static final int GZIP = 2;
  private static final int NOT_COMPRESSED = 1;

  private final OutputStream out;
  private final TileSetMetadata metadata;
  private final PmtilesDirectory root = new PmtilesDirectory();
  private final ByteArrayOutputStream leaves = new ByteArrayOutputStream();
  private PmtilesDirectory leaf = new PmtilesDirectory();
  private byte[] last = {};
  private long tileBytes;
  private long tiles;
  private long entries;
  private long contents;

  /** Begins a file. */
  public PmtilesWriter(OutputStream out, TileSetMetadata metadata) throws IOException {
    this.out = out;
    this.metadata = metadata;
    out.write(new byte[FRONT_BYTES]);
  }

  @Override
  public void add(long id, int zoom, int column, int row, byte[] image) throws IOException {
    tiles++;
    if (leaf.endsBefore(id) && Arrays.equals(image, last)) {
      leaf.repeatLast();
      return;
    }
    if (leaf.size() == ENTRIES_OF_LEAF << root.size() / LEAVES_OF_A_SIZE) {
      endLeaf();
    }
    leaf.add(id, 1, tileBytes, image.length);
    out.write(image);
    tileBytes += image.length;
    last = image;
    entries++;
    contents++;
  }

  private void endLeaf() {
    byte[] bytes = leaf.compressed();
    root.add(leaf.firstId(), 0, leaves.size(), bytes.length);
    leaves.writeBytes(bytes);
    leaf = new PmtilesDirectory();
  }

  /**
   * Writes the rest of the file.
   *
   * @return its first bytes, instead of those written there
   */
  public byte[] finish() throws IOException {
    byte[] first = rootDirectory();
    byte[] told = PmtilesDirectory.gzip(metadata.json().getBytes(StandardCharsets.UTF_8));
    leaves.writeTo(out);
    out.write(told);
    long leavesAt = FRONT_BYTES + tileBytes;
    ByteBuffer front = ByteBuffer.allocate(FRONT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    front.put("PMTiles".getBytes(StandardCharsets.US_ASCII)).put((byte) VERSION);
    front.putLong(HEADER_BYTES).putLong(first.length);
    front.putLong(leavesAt + leaves.size()).putLong(told.length);
    front.putLong(leavesAt).putLong(leaves.size());
    front.putLong(FRONT_BYTES).putLong(tileBytes);
    front.putLong(tiles).putLong(entries).putLong(contents);
    front.put((byte) 1).put((byte) GZIP).put((byte) NOT_COMPRESSED); // 1: tiles are in order
    front.put(type(metadata.format()));
    front.put((byte) metadata.minZoom()).put((byte) metadata.maxZoom());
    for (double degrees : metadata.bounds()) {
      front.putInt(e7(degrees));
    }
    front.put((byte) metadata.centerZoom());
    front.putInt(e7(metadata.centerLon())).putInt(e7(metadata.centerLat()));
    front.put(first);
    return front.array();
  }

  private byte[] rootDirectory() {
    if (root.size() == 0) {
      byte[] alone = leaf.compressed();
      if (alone.length <= FRONT_BYTES - HEADER_BYTES) {
        return alone;
      }
    }
    if (leaf.size() > 0) {
      endLeaf();
    }
    byte[] bytes = root.compressed();
    if (bytes.length > FRONT_BYTES - HEADER_BYTES) {
      throw new IllegalStateException(
          "A root directory of %d bytes does not fit into a PMTiles file".formatted(bytes.length));
    }
    return bytes;
  }

  private static byte type(TileFormat format) {
    return switch (format) {
      case PNG -> 2;
      case JPEG -> 3;
      case WEBP -> 4;
    };
  }

  private static int e7(double degrees) {
    return (int) Math.round(degrees * 1e7);
  }
}
