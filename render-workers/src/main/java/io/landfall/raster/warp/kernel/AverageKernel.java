package io.landfall.raster.warp.kernel;

import io.landfall.raster.PixelRect;

/** The mean of the covered pixels that have data. */
final class AverageKernel extends AreaKernel {
  private double sum;
  private double weights;

  @Override
  double value(PixelRect rect, double[] samples) {
    sum = 0;
    weights = 0;
    add(rect, samples);
    return weights > 0 ? sum / weights : Double.NaN;
  }

  /** Adds the covered pixels that lie in a rectangle. */
  private void add(PixelRect rect, double[] samples) {
    double total = sum;
    double weight = weights;
    int left = Math.max(cover.columns.from, rect.x0());
    int right = Math.min(cover.columns.to, rect.x1());
    int bottom = Math.min(cover.rows.to, rect.y1());
    for (int row = Math.max(cover.rows.from, rect.y0()); row < bottom; row++) {
      int start = rect.index(0, row);
      for (int column = left; column < right; column++) {
        double sample = samples[start + column];
        if (sample == sample) {
          double share = cover.weight(column, row);
          total += share * sample;
          weight += share;
        }
      }
    }
    sum = total;
    weights = weight;
  }

  @Override
  public int maxGathered() {
    return Integer.MAX_VALUE;
  }

  @Override
  public KernelAccumulator accumulator(int pixels) {
    WeightedSums gathered = new WeightedSums(pixels);
    return new KernelAccumulator() {
      @Override
      public void add(SourceWindow part, int band, SampleCoordinates coordinates, int from) {
        for (int i = 0; i < coordinates.count; i++) {
          if (cover(part.image(), coordinates, i)) {
            sum = gathered.sums[from + i];
            weights = gathered.weights[from + i];
            AverageKernel.this.add(part.rect(), part.samples()[band]);
            gathered.sums[from + i] = sum;
            gathered.weights[from + i] = weights;
            gathered.valid[from + i] = weights > 0;
          }
        }
      }

      @Override
      public double[] values() {
        return gathered.means(0);
      }
    };
  }
}
