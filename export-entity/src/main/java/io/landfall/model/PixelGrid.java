package io.landfall.model;

/**
 * The output grid, north up.
 *
 * @param epsg code of the output CRS
 * @param west ground x of the outer edge of column 0
 * @param north ground y of the outer edge of row 0
 * @param pixelWidth in units of the CRS
 * @param pixelHeight in units of the CRS, positive
 * @param width columns, in pixels
 * @param height rows, in pixels
 */
public record PixelGrid(
    int epsg,
    double west,
    double north,
    double pixelWidth,
    double pixelHeight,
    int width,
    int height) {
  public PixelGrid {
    if (!(pixelWidth > 0) || !(pixelHeight > 0) || width <= 0 || height <= 0) {
      throw new IllegalArgumentException(
          "Invalid grid: %d x %d pixels of %s x %s"
              .formatted(width, height, pixelWidth, pixelHeight));
    }
  }

  /** Makes a grid of square pixels. */
  public PixelGrid(int epsg, double west, double north, double resolution, int width, int height) {
    this(epsg, west, north, resolution, resolution, width, height);
  }

  /** Returns the grid's pixel-to-ground transform. */
  public GeoTransform transform() {
    return GeoTransform.northUp(west, north, pixelWidth, pixelHeight);
  }

  /** Returns the ground x of the eastern edge. */
  public double east() {
    return west + width * pixelWidth;
  }

  /** Returns the ground y of the southern edge. */
  public double south() {
    return north - height * pixelHeight;
  }

  /** Returns the grid with so many more pixels of the same size on each side; itself without. */
  public PixelGrid grow(int pixels) {
    return pixels == 0
        ? this
        : new PixelGrid(
            epsg,
            west - pixels * pixelWidth,
            north + pixels * pixelHeight,
            pixelWidth,
            pixelHeight,
            width + 2 * pixels,
            height + 2 * pixels);
  }
}
