package io.landfall.raster.crs;

import io.landfall.raster.CoordinateTransform;

/**
 * The way from a CRS to the pixels of a raster that rational polynomial coefficients place on a
 * terrain model. Its parts go smoothly from place to place, all but the heights: who places many
 * pixels may take each part by itself.
 */
public final class TerrainTransform implements CoordinateTransform {
  private final CoordinateTransform toLongitude;
  private final RationalTerrainTransform raster;

  /**
   * Makes one.
   *
   * @param toLongitude from the CRS to longitude and latitude
   */
  TerrainTransform(CoordinateTransform toLongitude, RationalTerrainTransform raster) {
    this.toLongitude = toLongitude;
    this.raster = raster;
  }

  /** Returns the way that begins with another. */
  TerrainTransform after(CoordinateTransform before) {
    return new TerrainTransform(
        (x, y, count) -> {
          before.transform(x, y, count);
          toLongitude.transform(x, y, count);
        },
        raster);
  }

  @Override
  public void transform(double[] x, double[] y, int count) {
    toLongitude.transform(x, y, count);
    raster.toPixel(x, y, count);
  }

  /** Takes places to longitude and latitude, in place; NaN where the raster cannot lie. */
  public void toGround(double[] x, double[] y, int count) {
    toLongitude.transform(x, y, count);
    raster.clip(x, y, count);
  }

  /**
   * Tells whether the raster cannot lie amid places, in their box of longitudes and latitudes or
   * half as far again around it; false where that is not known. Takes them to longitude and
   * latitude, in place.
   */
  public boolean isBeyond(double[] x, double[] y, int count) {
    toLongitude.transform(x, y, count);
    double west = x[0];
    double east = x[0];
    double south = y[0];
    double north = y[0];
    for (int i = 1; i < count; i++) {
      west = Math.min(west, x[i]); // NaN stays
      east = Math.max(east, x[i]);
      south = Math.min(south, y[i]);
      north = Math.max(north, y[i]);
    }
    double across = (east - west) / 2;
    double down = (north - south) / 2;
    return raster.isBeyond(west - across, south - down, east + across, north + down);
  }

  /** Takes longitude and latitude to columns and rows of the terrain model, in place. */
  public void toModel(double[] x, double[] y, int count) {
    raster.heights().toModel(x, y, count);
  }

  /** Opens the terrain model. */
  public TerrainHeights.HeightReader openModel() {
    return raster.heights().open();
  }

  /**
   * Takes longitude and latitude to columns and rows of the raster, in place; NaN where the height
   * is.
   *
   * @param metres height of the ground at each
   */
  public void toPixel(double[] x, double[] y, double[] metres, int count) {
    raster.toPixel(x, y, metres, count);
  }
}
