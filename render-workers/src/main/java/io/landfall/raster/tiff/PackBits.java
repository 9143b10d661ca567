package io.landfall.raster.tiff;

import java.util.Arrays;

/** Compression 32773: runs of bytes. */
final class PackBits implements Codec {
  @Override
  public String name() {
    return "PACKBITS";
  }

  @Override
  public boolean usesPredictor() {
    return false;
  }

  @Override
  public int unpack(Packed block, byte[] into, int size) {
    byte[] packed = block.bytes();
    int end = block.length();
    int from = 0;
    int to = 0;
    while (from + 1 < end && to < size) {
      int head = packed[from++];
      if (head >= 0) { // head + 1 bytes as they are
        int count = Math.min(Math.min(head + 1, size - to), end - from);
        System.arraycopy(packed, from, into, to, count);
        from += head + 1;
        to += count;
      } else if (head != -128) { // one byte, 1 - head times
        int count = Math.min(1 - head, size - to);
        Arrays.fill(into, to, to + count, packed[from++]);
        to += count;
      }
    }
    return to;
  }
}
