package io.landfall.raster.zarr;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Where the chunks of a shard lie in it; it stands at the shard's end, with its CRC-32C. */
public final class ShardIndex {
  private static final long MISSING = -1;

  private final long[] places;

  /** Makes the index of a shard without chunks, which has room for {@code chunks}. */
  public ShardIndex(int chunks) {
    places = new long[2 * chunks];
    Arrays.fill(places, MISSING);
  }

  /** Returns how many bytes the index of so many chunks has. */
  public static int bytes(int chunks) {
    return 2 * chunks * Long.BYTES + Integer.BYTES;
  }

  /**
   * Notes a chunk.
   *
   * @param chunk its number, row by row
   */
  public void put(int chunk, long offset, long length) {
    places[2 * chunk] = offset;
    places[2 * chunk + 1] = length;
  }

  /** Returns it as it stands in the shard. */
  public byte[] encoded() {
    ByteBuffer bytes = ByteBuffer.allocate(bytes(places.length / 2)).order(ByteOrder.LITTLE_ENDIAN);
    for (long place : places) {
      bytes.putLong(place);
    }
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.array(), 0, bytes.position());
    return bytes.putInt((int) checksum.getValue()).array();
  }
}
