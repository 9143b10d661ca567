package io.landfall.raster.warp;

import io.landfall.raster.PixelRect;
import io.landfall.raster.warp.kernel.SampleCoordinates;

/** Where the pixels of a rectangle of the output grid lie in the level that is sampled. */
final class LevelCoordinates {
  private final TransformGrid transformGrid;
  private final Sampling sampling;
  private final SampleCoordinates coordinates;
  private final double[][] rows;

  /**
   * Scales positions in full resolution to the level.
   *
   * @param transformGrid of the centres of the pixels, or of their corners
   * @param width of the rectangle
   */
  LevelCoordinates(TransformGrid transformGrid, Sampling sampling, int width, boolean corners) {
    this.transformGrid = transformGrid;
    this.sampling = sampling;
    this.coordinates =
        corners ? SampleCoordinates.ofCorners(width) : SampleCoordinates.ofCentres(width);
    this.rows = corners ? new double[4][width + 1] : new double[2][width];
  }

  /**
   * Returns the pixels of the level that the rectangle can need; {@code null} if there are none.
   *
   * @param radius how many pixels beyond its positions the kernel reads
   */
  PixelRect window(int radius) {
    double[] bounds = transformGrid.bounds();
    double x0 = Math.max(0, Math.floor(bounds[0] * sampling.ratioX()) - radius);
    double y0 = Math.max(0, Math.floor(bounds[1] * sampling.ratioY()) - radius);
    double x1 =
        Math.min(sampling.image().width(), Math.ceil(bounds[2] * sampling.ratioX()) + radius);
    double y1 =
        Math.min(sampling.image().height(), Math.ceil(bounds[3] * sampling.ratioY()) + radius);
    return x0 < x1 && y0 < y1
        ? PixelRect.between((int) x0, (int) y0, (int) x1, (int) y1)
        : null; // NaN too: no position is known
  }

  /** Returns the positions of a part of a row, from column {@code from} on; until the next call. */
  SampleCoordinates row(int row, int from, int count) {
    transformGrid.fillRow(row, rows[0], rows[1]);
    scale(rows[0], from, count, sampling.ratioX(), coordinates.x);
    scale(rows[1], from, count, sampling.ratioY(), coordinates.y);
    if (rows.length == 4) {
      transformGrid.fillRow(row + 1, rows[2], rows[3]);
      scale(rows[2], from + 1, count, sampling.ratioX(), coordinates.oppositeX);
      scale(rows[3], from + 1, count, sampling.ratioY(), coordinates.oppositeY);
    }
    coordinates.count = count;
    return coordinates;
  }

  private static void scale(double[] from, int at, int count, double ratio, double[] into) {
    for (int i = 0; i < count; i++) {
      into[i] = from[at + i] * ratio;
    }
  }
}
