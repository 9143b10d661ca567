package io.landfall.model;

/**
 * The output grid: north up, aligned to whole multiples of its resolution.
 *
 * @param epsg code of the output CRS
 * @param west ground x of the outer edge of column 0
 * @param north ground y of the outer edge of row 0
 * @param resolution side of a pixel, in units of the CRS
 * @param width columns, in pixels
 * @param height rows, in pixels
 */
public record PixelGrid(
    int epsg, double west, double north, double resolution, int width, int height) {
  public PixelGrid {
    if (!(resolution > 0) || width <= 0 || height <= 0) {
      throw new IllegalArgumentException(
          "Invalid grid: %d x %d pixels of %s".formatted(width, height, resolution));
    }
  }

  /** Returns the grid's pixel-to-ground transform. */
  public GeoTransform transform() {
    return GeoTransform.northUp(west, north, resolution, resolution);
  }

  /** Returns the ground x of the eastern edge. */
  public double east() {
    return west + width * resolution;
  }

  /** Returns the ground y of the southern edge. */
  public double south() {
    return north - height * resolution;
  }
}
