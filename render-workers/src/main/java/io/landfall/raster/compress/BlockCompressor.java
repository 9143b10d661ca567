package io.landfall.raster.compress;

/** Compresses the bytes of a tile, and decompresses them again. For one thread. */
public interface BlockCompressor extends BlockEncoder {
  /**
   * Decompresses into {@code raw}, filling it.
   *
   * @throws io.landfall.raster.RasterException DAMAGED if the compressed bytes hold less, or
   *     something else
   */
  void decompress(byte[] compressed, byte[] raw);
}
