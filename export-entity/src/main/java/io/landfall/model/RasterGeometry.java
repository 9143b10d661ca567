package io.landfall.model;

/**
 * Where the pixels of a raster lie.
 *
 * @param epsg code of the CRS
 * @param transform pixel to ground
 * @param width columns, in pixels
 * @param height rows, in pixels
 */
public record RasterGeometry(int epsg, GeoTransform transform, int width, int height) {
  public RasterGeometry {
    if (width <= 0 || height <= 0) {
      throw new IllegalArgumentException("Invalid raster size: %d x %d".formatted(width, height));
    }
  }
}
