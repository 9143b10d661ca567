package io.landfall.raster.crs;

import io.landfall.raster.CoordinateTransform;

/**
 * Coordinate systems that are all one.
 *
 * @param period after which a place comes again to the east; 0: never
 */
public record FlatTransforms(double period) implements CoordinateTransforms {
  /** Without places that repeat. */
  public static final FlatTransforms ENDLESS = new FlatTransforms(0);

  @Override
  public CoordinateTransform between(int fromEpsg, int toEpsg) {
    return (x, y, count) -> {};
  }

  @Override
  public boolean isGeographic(int epsg) {
    return false;
  }

  @Override
  public double period(int epsg) {
    return period;
  }
}
