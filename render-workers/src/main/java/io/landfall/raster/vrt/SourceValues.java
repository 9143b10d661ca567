package io.landfall.raster.vrt;

import io.landfall.model.SampleType;
import java.util.List;

/** What a {@code ComplexSource} makes of values, in the numbers that GDAL computes with. */
final class SourceValues {
  private static final double ULPS = 2;

  private final VrtSource.Rule rule;
  private final boolean isWide;

  /** Computes with doubles where a float does not hold the values of a source or of its band. */
  SourceValues(VrtSource.Rule rule, SampleType source, SampleType band) {
    this.rule = rule;
    this.isWide = !source.fitsInFloat() || !band.fitsInFloat();
  }

  /** Tells whether a value is the one to leave out. */
  boolean isNodata(double value) {
    if (rule.nodata() == null) {
      return false;
    }
    double nodata = rule.nodata();
    if (nodata != nodata || value != value) {
      return nodata != nodata && value != value;
    }
    if (isWide) {
      return nodata == value
          || Math.abs(nodata - value) < Math.ulp(1.0) * Math.abs(nodata + value) * ULPS;
    }
    float a = (float) nodata;
    float b = (float) value;
    return a == b || Math.abs(a - b) < Math.ulp(1f) * Math.abs(a + b) * ULPS;
  }

  /** Returns what becomes of a value. */
  double changed(double value) {
    double changed = value;
    if (rule.scale() != 1 || rule.offset() != 0) {
      changed = narrowed(changed * rule.scale() + rule.offset());
    }
    return rule.table().isEmpty() ? changed : narrowed(lookedUp(changed));
  }

  private double narrowed(double value) {
    return isWide ? value : (float) value;
  }

  private double lookedUp(double value) {
    List<Double> table = rule.table();
    int low = 0; // the first that is not smaller
    int high = table.size() / 2;
    while (low < high) {
      int middle = (low + high) / 2;
      if (table.get(2 * middle) < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == 0) {
      return table.get(1);
    }
    if (2 * low == table.size()) {
      return table.get(table.size() - 1);
    }
    double input = table.get(2 * low);
    double output = table.get(2 * low + 1);
    if (input == value) {
      return output;
    }
    double before = table.get(2 * low - 2);
    double outputBefore = table.get(2 * low - 1);
    return outputBefore + (value - before) * ((output - outputBefore) / (input - before));
  }
}
