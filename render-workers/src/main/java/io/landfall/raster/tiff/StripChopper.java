package io.landfall.raster.tiff;

/**
 * Presents an uncompressed image that is one big strip as many small ones, so that reading a window
 * of it does not take the whole image.
 */
final class StripChopper {
  private StripChopper() {}

  /** Cuts each plane's one strip into strips of {@code rows}. */
  static ImageLayout chop(ImageLayout whole, int rows) {
    long rowBytes = whole.rowBytes();
    int planes = whole.planar() ? whole.bands() : 1;
    int down = ImageLayout.ceilDiv(whole.height(), rows);
    long[] offsets = new long[planes * down];
    long[] lengths = new long[planes * down];
    for (int plane = 0; plane < planes; plane++) {
      for (int row = 0; row < down; row++) {
        long skipped = row * rows * rowBytes;
        int i = plane * down + row;
        if (whole.offsets()[plane] != 0) {
          offsets[i] = whole.offsets()[plane] + skipped;
          lengths[i] = Math.max(0, whole.lengths()[plane] - skipped);
        }
      }
    }
    return new ImageLayout(
        whole.width(),
        whole.height(),
        false,
        whole.width(),
        rows,
        whole.bands(),
        whole.stored(),
        whole.planar(),
        whole.encoding(),
        offsets,
        lengths,
        whole.fill());
  }
}
