package io.landfall.raster.zarr;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Where the chunks of a shard lie in it; it stands at the shard's end, with its CRC-32C. */
final class ShardIndex {
  private static final long MISSING = -1;

  private final long[] places;

  /** Makes the index of a shard without chunks. */
  ShardIndex(int chunks) {
    places = new long[2 * chunks];
    Arrays.fill(places, MISSING);
  }

  /**
   * Notes a chunk.
   *
   * @param chunk its number, row by row
   */
  void put(int chunk, long offset, long length) {
    places[2 * chunk] = offset;
    places[2 * chunk + 1] = length;
  }

  /** Tells whether there is no chunk. */
  boolean isEmpty() {
    return Arrays.stream(places).allMatch(place -> place == MISSING);
  }

  byte[] encoded() {
    ByteBuffer bytes =
        ByteBuffer.allocate(places.length * Long.BYTES + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (long place : places) {
      bytes.putLong(place);
    }
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.array(), 0, bytes.position());
    return bytes.putInt((int) checksum.getValue()).array();
  }
}
