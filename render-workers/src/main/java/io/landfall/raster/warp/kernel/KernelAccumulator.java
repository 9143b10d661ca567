package io.landfall.raster.warp.kernel;

/**
 * Gathers the values of one band at output pixels from parts of a source that is too large to hold.
 * Parts that are full rows of the source, from north to south, give what {@link Kernel#resample}
 * gives of the whole, to the last bit. For one thread.
 */
public interface KernelAccumulator {
  /**
   * Adds what a part of the source holds for a row of output pixels; each part comes once.
   *
   * @param band of the part
   * @param from index of the first of the output pixels among those gathered
   */
  void add(SourceWindow part, int band, SampleCoordinates coordinates, int from);

  /** Returns the values at all output pixels, once every part was added; NaN is no-data. */
  double[] values();
}
