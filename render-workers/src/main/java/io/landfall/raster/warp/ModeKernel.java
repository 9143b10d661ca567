package io.landfall.raster.warp;

import java.util.Arrays;

/** The value that covers most; of several that cover the same, the first met row by row. */
final class ModeKernel extends AreaKernel {
  private double[] values = new double[16];
  private double[] weights = new double[16];

  @Override
  double value(SourceWindow window, double[] samples, CoveredArea cover) {
    int found = 0;
    int best = -1;
    int stride = window.rect().width();
    for (int row = cover.rows.from; row < cover.rows.to; row++) {
      for (int column = cover.columns.from; column < cover.columns.to; column++) {
        double sample = samples[row * stride + column];
        if (sample != sample) {
          continue;
        }
        int i = 0;
        while (i < found && values[i] != sample) {
          i++;
        }
        if (i == found) {
          add(found++, sample);
        }
        weights[i] += cover.weight(column, row);
        if (best < 0 || weights[i] > weights[best]) {
          best = i;
        }
      }
    }
    return best < 0 ? Double.NaN : values[best];
  }

  private void add(int at, double value) {
    if (at == values.length) {
      values = Arrays.copyOf(values, 2 * at);
      weights = Arrays.copyOf(weights, 2 * at);
    }
    values[at] = value;
    weights[at] = 0;
  }
}
