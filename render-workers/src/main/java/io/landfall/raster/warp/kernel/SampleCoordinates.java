package io.landfall.raster.warp.kernel;

import io.landfall.raster.PixelRect;

/**
 * Where the pixels of one row of the output lie in a source, in source pixels (0.5 is the first
 * centre): the centres, or for kernels that cover an area the corners.
 */
public final class SampleCoordinates {
  public final double[] x;
  public final double[] y;

  /** The corner opposite to {@code (x, y)}; {@code null} for centres. */
  public final double[] oppositeX;

  public final double[] oppositeY;

  /** Of the pixels that count now. */
  public int count;

  private SampleCoordinates(int capacity, boolean corners) {
    this.x = new double[capacity];
    this.y = new double[capacity];
    this.oppositeX = corners ? new double[capacity] : null;
    this.oppositeY = corners ? new double[capacity] : null;
  }

  /** Tells whether some of them may need a rectangle of the source. */
  public boolean needs(PixelRect rect, int radius) {
    double minX = Double.POSITIVE_INFINITY;
    double maxX = Double.NEGATIVE_INFINITY;
    double minY = Double.POSITIVE_INFINITY;
    double maxY = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      double otherX = oppositeX == null ? x[i] : oppositeX[i];
      double otherY = oppositeY == null ? y[i] : oppositeY[i];
      minX = smaller(minX, smaller(x[i], otherX));
      maxX = -smaller(-maxX, smaller(-x[i], -otherX));
      minY = smaller(minY, smaller(y[i], otherY));
      maxY = -smaller(-maxY, smaller(-y[i], -otherY));
    }
    return minX - radius < rect.x1()
        && maxX + radius > rect.x0()
        && minY - radius < rect.y1()
        && maxY + radius > rect.y0();
  }

  /** Returns the smaller of two numbers, of which the second may be NaN. */
  private static double smaller(double known, double other) {
    return other < known ? other : known;
  }

  public static SampleCoordinates ofCentres(int capacity) {
    return new SampleCoordinates(capacity, false);
  }

  public static SampleCoordinates ofCorners(int capacity) {
    return new SampleCoordinates(capacity, true);
  }
}
