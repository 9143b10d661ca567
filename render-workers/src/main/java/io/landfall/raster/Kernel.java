package io.landfall.raster;

import io.landfall.model.Resampling;

/**
 * Takes the values of a row of output pixels from a window of source pixels, as GDAL's warper does.
 * For one thread; keeps scratch space.
 *
 * <p>Shapes: {@code into[band][0 .. at.count)} takes the values of each band of the window. No-data
 * is NaN, in and out; a position outside the source image, or NaN, gives NaN. The window holds
 * every source pixel that the positions inside the image need.
 */
interface Kernel {
  /**
   * Computes one row.
   *
   * @return whether every value has data
   */
  boolean resample(SourceWindow window, Positions at, double[][] into);

  /** Returns how many pixels beyond its positions a kernel reads. */
  int reach();

  /** Tells whether positions are {@link Positions#ofCorners} rather than centres. */
  default boolean usesCorners() {
    return false;
  }

  /**
   * Makes the kernel of a resampling.
   *
   * @param scaleX output pixels for one source pixel, across; below 0.95 the kernel is widened
   * @param scaleY likewise, down
   */
  static Kernel of(Resampling resampling, double scaleX, double scaleY) {
    boolean widened = scaleX < Convolution.WIDENED_BELOW || scaleY < Convolution.WIDENED_BELOW;
    return switch (resampling) {
      case NEAREST -> new NearestKernel();
      case BILINEAR ->
          widened ? new Convolution(Convolution.Shape.TRIANGLE, scaleX, scaleY) : new Bilinear();
      case CUBIC ->
          widened ? new Convolution(Convolution.Shape.CUBIC, scaleX, scaleY) : new Cubic();
      case LANCZOS -> new Convolution(Convolution.Shape.LANCZOS, scaleX, scaleY);
      case AVERAGE -> new AverageKernel();
      case MODE -> new ModeKernel();
    };
  }
}
