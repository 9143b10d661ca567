package io.landfall.oracle;

import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.crs.CoordinateTransforms;

/**
 * A CRS whose y is that of another, times a factor: a grid of its square pixels is a grid of oblong
 * ones in the other. For comparing with programs that write such.
 */
record StretchedTransforms(CoordinateTransforms real, int epsg, double factor)
    implements CoordinateTransforms {
  /** The code of the stretched CRS. */
  static final int STRETCHED = 32_760;

  @Override
  public CoordinateTransform between(int fromEpsg, int toEpsg) {
    CoordinateTransform inner = real.between(plain(fromEpsg), plain(toEpsg));
    double before = fromEpsg == STRETCHED ? 1 / factor : 1;
    double after = toEpsg == STRETCHED ? factor : 1;
    return (x, y, count) -> {
      scale(y, count, before);
      inner.transform(x, y, count);
      scale(y, count, after);
    };
  }

  @Override
  public boolean isGeographic(int code) {
    return real.isGeographic(plain(code));
  }

  private int plain(int code) {
    return code == STRETCHED ? epsg : code;
  }

  private static void scale(double[] y, int count, double by) {
    for (int i = 0; by != 1 && i < count; i++) {
      y[i] *= by;
    }
  }
}
