package io.landfall.raster.compress;

/**
 * WebP of red, green and blue, with opacity or without, TIFF compression 50001. At quality 100
 * every value is kept.
 *
 * @param shape of three or four samples of a byte
 * @param quality 1 to 100
 */
record WebpEncoder(WebpLibrary library, BlockShape shape, int quality) implements BlockEncoder {
  @Override
  public byte[] compress(byte[] raw, int length, boolean repetitive) {
    return library.encode(raw, shape.side(), shape.side(), shape.samples(), quality);
  }

  @Override
  public boolean spreads() {
    return true;
  }
}
