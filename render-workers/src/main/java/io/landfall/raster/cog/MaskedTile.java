package io.landfall.raster.cog;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

/**
 * An encoded tile with its mask behind it, as they stand in the file: before each its length in
 * four bytes, lowest first, and after each its last four bytes once more. GDAL knows this from its
 * own COGs (BLOCK_LEADER, BLOCK_TRAILER, MASK_INTERLEAVED_WITH_IMAGERY) and can read both at once.
 * An empty array stands for a tile without data, and has no mask.
 */
final class MaskedTile {
  /** What GDAL looks for between the header of a TIFF and its first directory. */
  static final String STRUCTURE =
      structure(
          "LAYOUT=IFDS_BEFORE_DATA\n"
              + "BLOCK_LEADER=SIZE_AS_UINT4\n"
              + "BLOCK_TRAILER=LAST_4_BYTES_REPEATED\n"
              + "KNOWN_INCOMPATIBLE_EDITION=NO\n "
              + "MASK_INTERLEAVED_WITH_IMAGERY=YES\n");

  private static final int LEADER = Integer.BYTES;
  private static final int TRAILER = Integer.BYTES;

  private MaskedTile() {}

  private static String structure(String items) {
    return String.format(
        Locale.ROOT, "GDAL_STRUCTURAL_METADATA_SIZE=%06d bytes\n%s", items.length(), items);
  }

  /** Joins an encoded tile and its encoded mask, each of four bytes or more. */
  static byte[] join(byte[] image, byte[] mask) {
    ByteBuffer joined =
        ByteBuffer.allocate(bytes(image.length, mask.length)).order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] part : new byte[][] {image, mask}) {
      joined.putInt(part.length).put(part).put(part, part.length - TRAILER, TRAILER);
    }
    return joined.array();
  }

  /** Returns how many bytes a tile takes in the file. */
  static int bytes(int imageLength, int maskLength) {
    return imageLength == 0 ? 0 : 2 * (LEADER + TRAILER) + imageLength + maskLength;
  }

  /** Returns where the image of a tile begins that lies at {@code position}. */
  static long imageAt(long position) {
    return position + LEADER;
  }

  /** Returns where the mask of a tile begins that lies at {@code position}. */
  static long maskAt(long position, int imageLength) {
    return position + LEADER + imageLength + TRAILER + LEADER;
  }

  static int imageLength(byte[] joined) {
    return joined.length == 0 ? 0 : lengthAt(joined, 0);
  }

  static int maskLength(byte[] joined) {
    return joined.length == 0 ? 0 : lengthAt(joined, LEADER + imageLength(joined) + TRAILER);
  }

  static byte[] image(byte[] joined) {
    return Arrays.copyOfRange(joined, LEADER, LEADER + imageLength(joined));
  }

  static byte[] mask(byte[] joined) {
    int from = (int) maskAt(0, imageLength(joined));
    return Arrays.copyOfRange(joined, from, from + maskLength(joined));
  }

  private static int lengthAt(byte[] joined, int at) {
    return ByteBuffer.wrap(joined).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }
}
