package io.landfall.raster.tiff.codec;

import io.landfall.raster.tiff.format.Compression;

/** Compression 1: samples as they are. */
public final class UncompressedCodec implements Codec {
  @Override
  public String name() {
    return Compression.NONE.label();
  }

  @Override
  public boolean usesPredictor() {
    return false;
  }

  @Override
  public int decode(EncodedBlock block, byte[] into, int size) {
    int count = Math.min(block.length(), size);
    System.arraycopy(block.bytes(), 0, into, 0, count);
    return count;
  }
}
