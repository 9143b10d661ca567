package io.landfall.raster.warp;

import io.landfall.model.Resampling;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.warp.kernel.Kernel;
import io.landfall.raster.warp.kernel.SampleCoordinates;
import io.landfall.raster.warp.kernel.SourceWindow;

/** Makes an image of half the size, as overviews are: pixel for two by two pixels. */
public final class HalfSize {
  private HalfSize() {}

  /**
   * Resamples an image.
   *
   * @param samples by band, row-major, no-data NaN
   * @param half size of the result; what has no pixels of the image in it is NaN
   * @param rows takes the result, not rounded
   */
  public static void resample(
      Resampling resampling,
      RasterInfo.Size image,
      double[][] samples,
      RasterInfo.Size half,
      PixelRowSink rows) {
    SourceWindow source = SourceWindow.whole(image, false, samples);
    Kernel kernel = Kernel.of(resampling, 0.5, 0.5);
    SampleCoordinates at =
        kernel.usesCorners()
            ? SampleCoordinates.ofCorners(half.width())
            : SampleCoordinates.ofCentres(half.width());
    double[][] row = new double[samples.length][half.width()];
    at.count = half.width();
    for (int y = 0; y < half.height(); y++) {
      for (int x = 0; x < half.width(); x++) {
        at.x[x] = kernel.usesCorners() ? 2 * x : 2 * x + 1;
        at.y[x] = kernel.usesCorners() ? 2 * y : 2 * y + 1;
        if (kernel.usesCorners()) {
          at.oppositeX[x] = 2 * x + 2;
          at.oppositeY[x] = 2 * y + 2;
        }
      }
      kernel.resample(source, at, row);
      rows.acceptRow(y, row);
    }
  }
}
