package io.landfall.raster.warp;

/**
 * Where the pixels of one row of the output lie in a source, in source pixels (0.5 is the first
 * centre): the centres, or for kernels that cover an area the corners.
 */
final class SampleCoordinates {
  final double[] x;
  final double[] y;

  /** The corner opposite to {@code (x, y)}; {@code null} for centres. */
  final double[] oppositeX;

  final double[] oppositeY;
  int count;

  private SampleCoordinates(int capacity, boolean corners) {
    this.x = new double[capacity];
    this.y = new double[capacity];
    this.oppositeX = corners ? new double[capacity] : null;
    this.oppositeY = corners ? new double[capacity] : null;
  }

  static SampleCoordinates ofCentres(int capacity) {
    return new SampleCoordinates(capacity, false);
  }

  static SampleCoordinates ofCorners(int capacity) {
    return new SampleCoordinates(capacity, true);
  }
}
