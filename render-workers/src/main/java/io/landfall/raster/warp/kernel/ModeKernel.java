package io.landfall.raster.warp.kernel;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.raster.PixelRect;
import java.util.Arrays;

/** The value that covers most; of several that cover the same, the first met row by row. */
final class ModeKernel extends AreaKernel {
  /**
   * Different values that one output pixel may cover, in all bands that are gathered together: some
   * 100 MB are kept to count so many.
   */
  static final int MAX_VALUES = 4 << 20;

  private static final int FIRST_VALUES = 16;

  private static final int NONE = -1;

  /** What counts are grown by beyond the first values, in all bands that are gathered together. */
  private static final class GrownCounts {
    private int values;
  }

  private final GrownCounts grown;
  private double[] values = new double[FIRST_VALUES];
  private double[] weights = new double[FIRST_VALUES];

  /** Index of a value plus 1 by its hash, open addressing; twice as long as values can be many. */
  private int[] table = new int[2 * FIRST_VALUES];

  private int found;
  private int best = NONE;
  private int latest;

  ModeKernel() {
    this(new GrownCounts());
  }

  private ModeKernel(GrownCounts grown) {
    this.grown = grown;
  }

  @Override
  double value(PixelRect rect, double[] samples) {
    clear();
    add(rect, samples);
    return best();
  }

  private double best() {
    return best == NONE ? Double.NaN : values[best];
  }

  private void clear() {
    for (int i = found - 1; i >= 0; i--) { // last first: those met before may stand in its way
      table[slot(values[i])] = 0;
    }
    found = 0;
    best = NONE;
  }

  /** Counts the covered pixels that lie in a rectangle. */
  private void add(PixelRect rect, double[] samples) {
    int left = Math.max(cover.columns.from, rect.x0());
    int right = Math.min(cover.columns.to, rect.x1());
    int bottom = Math.min(cover.rows.to, rect.y1());
    for (int row = Math.max(cover.rows.from, rect.y0()); row < bottom; row++) {
      int start = rect.index(0, row);
      for (int column = left; column < right; column++) {
        double sample = samples[start + column];
        if (sample == sample) {
          int i = indexOf(sample);
          weights[i] += cover.weight(column, row);
          if (best == NONE || weights[i] > weights[best]) {
            best = i;
          }
        }
      }
    }
  }

  private int indexOf(double value) {
    if (latest < found && values[latest] == value) {
      return latest; // as the pixel before it
    }
    int slot = slot(value);
    if (table[slot] == 0) {
      if (found == values.length) {
        grow();
        slot = slot(value);
      }
      values[found] = value;
      weights[found] = 0;
      table[slot] = ++found;
    }
    latest = table[slot] - 1;
    return latest;
  }

  /** Returns where a value stands in the table, or the free place for it. */
  private int slot(double value) {
    long bits = Double.doubleToRawLongBits(value + 0.0); // -0 is 0
    int slot = (int) (bits * 0x9E37_79B9_7F4A_7C15L >>> Integer.SIZE) & table.length - 1;
    while (table[slot] != 0 && values[table[slot] - 1] != value) {
      slot = slot + 1 & table.length - 1;
    }
    return slot;
  }

  private void grow() {
    if (grown.values + found > MAX_VALUES) {
      throw new ExportFailure(
          ErrorCode.OPTION_UNSUPPORTED,
          "Cannot find the mode of more than %d different values in one pixel, all bands together. Choose average, or a finer resolution."
              .formatted(MAX_VALUES));
    }
    grown.values += found;
    values = Arrays.copyOf(values, 2 * found);
    weights = Arrays.copyOf(weights, 2 * found);
    table = new int[4 * found];
    for (int i = 0; i < found; i++) {
      table[slot(values[i])] = i + 1;
    }
  }

  /** Of values that cover the same, the first one met counts. */
  @Override
  public boolean needsWholeRows() {
    return true;
  }

  /** Counts of one pixel are many already. */
  @Override
  public int maxGathered() {
    return 1;
  }

  @Override
  public KernelAccumulator accumulator(int pixels) {
    ModeKernel counts = new ModeKernel(grown);
    return new KernelAccumulator() {
      @Override
      public void add(SourceWindow part, int band, SampleCoordinates coordinates, int from) {
        if (counts.cover(part.image(), coordinates, 0)) {
          counts.add(part.rect(), part.samples()[band]);
        }
      }

      @Override
      public double[] values() {
        grown.values -= counts.values.length - FIRST_VALUES; // nothing is added any more
        return new double[] {counts.best()};
      }
    };
  }
}
