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
