package io.landfall.raster;

/** Packs the bytes of a tile, and unpacks them again. For one thread. */
public interface BlockCompressor {
  /**
   * Packs {@code raw[0 .. length)}. The same bytes and the same hint give the same packed bytes.
   *
   * @param repetitive whether long runs of equal bytes are to be expected, as no-data makes them
   */
  byte[] pack(byte[] raw, int length, boolean repetitive);

  /**
   * Unpacks into {@code raw}, filling it.
   *
   * @throws RasterException DAMAGED if the packed bytes hold less, or something else
   */
  void unpack(byte[] packed, byte[] raw);
}
