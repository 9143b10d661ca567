package io.landfall.raster.compress;

/** Compresses the bytes of a tile. For one thread. */
public interface BlockEncoder {
  /**
   * Compresses {@code raw[0 .. length)}. The same bytes and the same hint give the same compressed
   * bytes.
   *
   * @param repetitive whether long runs of equal bytes are to be expected, as no-data makes them
   */
  byte[] compress(byte[] raw, int length, boolean repetitive);

  /**
   * Tells whether what lies beyond the edge of the image is sooner like the pixels at the edge, as
   * it changes them where it is not.
   */
  default boolean spreads() {
    return false;
  }
}
