package io.landfall.estimate;

/**
 * What parts of an output came to that were rendered on trial.
 *
 * @param windows how many parts
 * @param pixels of the output in them
 * @param bytes they take as tiles of full resolution
 * @param imageBytes they take as PNG or JPEG; 0 where none is asked for
 * @param deviation of their bytes a pixel, as a share of the mean
 * @param dataWindows how many of the parts hold any data
 * @param renderNanos a pixel, of a fast part: what else runs on the machine slows others down; of
 *     no part, longer than this
 * @param imageNanos likewise, to make the image of the raster
 * @param isComplete whether they are all there is
 */
record EncodedSample(
    int windows,
    long pixels,
    long bytes,
    long imageBytes,
    double deviation,
    int dataWindows,
    double renderNanos,
    double imageNanos,
    boolean isComplete) {

  /** Stands for no sample: none was finished in time. */
  static final EncodedSample NONE = new EncodedSample(0, 0, 0, 0, 0, 0, 0, 0, false);

  /** Returns no sample, of which is known that a pixel takes longer than this to render. */
  static EncodedSample givenUp(double renderNanos) {
    return new EncodedSample(0, 0, 0, 0, 0, 0, renderNanos, 0, false);
  }

  boolean isEmpty() {
    return windows == 0;
  }

  double dataShare() {
    return (double) dataWindows / windows;
  }

  double bytesOfPixel() {
    return (double) bytes / pixels;
  }

  double imageBytesOfPixel() {
    return (double) imageBytes / pixels;
  }
}
