package io.landfall.raster.warp.kernel;

import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterInfo;

/**
 * A rectangle of some bands of a source that share one geometry, decoded: {@code samples[band]}
 * holds a value for each of its pixels, row-major, no-data NaN, and may be longer.
 *
 * @param rect in pixels of the image
 * @param image size of the level that it is of
 * @param clean whether no sample is NaN
 */
public record SourceWindow(
    PixelRect rect, RasterInfo.Size image, boolean clean, double[][] samples) {

  /** Takes an image that is there as a whole. */
  public static SourceWindow whole(RasterInfo.Size image, boolean clean, double[][] samples) {
    PixelRect all = new PixelRect(0, 0, image.width(), image.height());
    return new SourceWindow(all, image, clean, samples);
  }

  /** Tells whether a band has no data at all here, as in the collar of a scene. */
  public boolean hasBlankBand() {
    for (int band = 0; !clean && band < samples.length; band++) {
      double[] values = samples[band];
      int i = 0;
      while (i < rect.pixels() && values[i] != values[i]) {
        i++;
      }
      if (i == rect.pixels()) {
        return true;
      }
    }
    return false;
  }
}
