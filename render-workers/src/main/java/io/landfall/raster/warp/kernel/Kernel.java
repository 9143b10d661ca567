package io.landfall.raster.warp.kernel;

import io.landfall.model.Resampling;

/**
 * Takes the values of a row of output pixels from a window of source pixels, as GDAL's warper does.
 * For one thread; keeps scratch space.
 *
 * <p>Shapes: {@code into[band][0 .. at.count)} takes the values of each band of the window. No-data
 * is NaN, in and out; a sample coordinate outside the source image, or NaN, gives NaN. The window
 * holds every source pixel that the sample coordinates inside the image need.
 */
public interface Kernel {
  /**
   * Computes one row.
   *
   * @return whether every value has data
   */
  boolean resample(SourceWindow window, SampleCoordinates coordinates, double[][] into);

  /**
   * Returns how many output pixels can be gathered at once from a source that is read in parts; 0:
   * none, as the kernel reads few source pixels around each.
   */
  default int maxGathered() {
    return 0;
  }

  /** Tells whether it matters that parts are whole rows of what is needed, from north to south. */
  default boolean needsWholeRows() {
    return false;
  }

  /**
   * Makes what gathers values at output pixels.
   *
   * @param pixels at most {@link #maxGathered}
   */
  default KernelAccumulator accumulator(int pixels) {
    throw new UnsupportedOperationException("Cannot gather " + pixels + " pixels");
  }

  /** Returns how many pixels beyond its sample coordinates a kernel reads. */
  int radius();

  /**
   * Tells whether sample coordinates are {@link SampleCoordinates#ofCorners} rather than centres.
   */
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
    boolean widened =
        scaleX < ConvolutionKernel.WIDENED_BELOW || scaleY < ConvolutionKernel.WIDENED_BELOW;
    return switch (resampling) {
      case NEAREST -> new NearestKernel();
      case BILINEAR ->
          widened
              ? new ConvolutionKernel(ConvolutionKernel.KernelShape.TRIANGLE, scaleX, scaleY)
              : new BilinearKernel();
      case CUBIC ->
          widened
              ? new ConvolutionKernel(ConvolutionKernel.KernelShape.CUBIC, scaleX, scaleY)
              : new CubicKernel();
      case LANCZOS -> new ConvolutionKernel(ConvolutionKernel.KernelShape.LANCZOS, scaleX, scaleY);
      case AVERAGE -> new AverageKernel();
      case MODE -> new ModeKernel();
    };
  }
}
