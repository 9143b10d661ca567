package io.landfall.raster.tiff.codec;

import io.landfall.raster.tiff.format.Compression;
import java.util.Arrays;

/** Compression 32773: runs of bytes. */
final class PackBitsCodec implements Codec {
  @Override
  public String name() {
    return Compression.PACKBITS.label();
  }

  @Override
  public boolean usesPredictor() {
    return false;
  }

  @Override
  public int decode(EncodedBlock block, byte[] into, int size) {
    byte[] compressed = block.bytes();
    int end = block.length();
    int from = 0;
    int to = 0;
    while (from + 1 < end && to < size) {
      int control = compressed[from++];
      if (control >= 0) { // control + 1 bytes as they are
        int count = Math.min(Math.min(control + 1, size - to), end - from);
        System.arraycopy(compressed, from, into, to, count);
        from += control + 1;
        to += count;
      } else if (control != -128) { // one byte, 1 - control times
        int count = Math.min(1 - control, size - to);
        Arrays.fill(into, to, to + count, compressed[from++]);
        to += count;
      }
    }
    return to;
  }
}
