package io.landfall.raster.warp;

/** The mean of the covered pixels that have data. */
final class AverageKernel extends AreaKernel {
  @Override
  double value(SourceWindow window, double[] samples, CoveredArea cover) {
    double sum = 0;
    double weights = 0;
    int stride = window.rect().width();
    for (int row = cover.rows.from; row < cover.rows.to; row++) {
      for (int column = cover.columns.from; column < cover.columns.to; column++) {
        double sample = samples[row * stride + column];
        if (sample == sample) {
          double weight = cover.weight(column, row);
          sum += weight * sample;
          weights += weight;
        }
      }
    }
    return weights > 0 ? sum / weights : Double.NaN;
  }
}
