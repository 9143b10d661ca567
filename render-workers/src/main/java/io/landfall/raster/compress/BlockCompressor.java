package io.landfall.raster.compress;

/** Compresses the bytes of a tile, and decompresses them again. For one thread. */
public interface BlockCompressor {
  /**
   * Compresses {@code raw[0 .. length)}. The same bytes and the same hint give the same compressed
   * bytes.
   *
   * @param repetitive whether long runs of equal bytes are to be expected, as no-data makes them
   */
  byte[] compress(byte[] raw, int length, boolean repetitive);

  /**
   * Decompresses into {@code raw}, filling it.
   *
   * @throws io.landfall.raster.RasterException DAMAGED if the compressed bytes hold less, or
   *     something else
   */
  void decompress(byte[] compressed, byte[] raw);
}
