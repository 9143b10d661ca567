package io.landfall.raster.algebra;

/** Room for the pixels of one neighborhood, and a table that counts them by value. */
final class FocalBuffer {
  final double[] values;

  private final int mask;
  private final double[] keys;
  private final int[] counts;

  /** Makes room for {@code size} pixels. */
  FocalBuffer(int size) {
    int slots = Integer.highestOneBit(Math.max(1, size)) * 4; // at most half of them taken
    this.values = new double[size];
    this.mask = slots - 1;
    this.keys = new double[slots];
    this.counts = new int[slots];
  }

  /** Returns the most frequent of the first {@code count} values; of several the smallest. */
  double mode(int count) {
    double mode = values[0];
    int most = 0;
    for (int i = 0; i < count; i++) {
      double value = values[i] + 0.0; // -0 is 0
      int slot = slot(value);
      keys[slot] = value;
      int times = ++counts[slot];
      if (times > most || times == most && value < mode) {
        most = times;
        mode = value;
      }
    }
    for (int i = 0; i < count; i++) {
      clear(values[i] + 0.0);
    }
    return mode;
  }

  /** Finds the slot of a value, or an empty one for it. */
  private int slot(double value) {
    int slot = hash(value);
    while (counts[slot] > 0 && keys[slot] != value) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Empties what lies from a value's place on; when all values are cleared, so is the table. */
  private void clear(double value) {
    for (int slot = hash(value); counts[slot] > 0; slot = (slot + 1) & mask) {
      counts[slot] = 0;
    }
  }

  private int hash(double value) {
    long bits = Double.doubleToRawLongBits(value) * 0x9E3779B97F4A7C15L;
    return (int) (bits >>> 40) & mask;
  }
}
