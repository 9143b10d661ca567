package io.landfall.model;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * The affine map from pixel to ground: {@code x = originX + col * pixelWidth + row * rowRotation},
 * {@code y = originY + col * columnRotation + row * pixelHeight}, where (0, 0) is the outer corner
 * of the first pixel. In a raster with north up, both rotations are 0 and {@code pixelHeight} is
 * negative. Units: those of the CRS.
 */
public record GeoTransform(
    double originX,
    double pixelWidth,
    double rowRotation,
    double originY,
    double columnRotation,
    double pixelHeight) {
  /** Leaves columns and rows as they are. */
  public static final GeoTransform PIXELS = new GeoTransform(0, 1, 0, 0, 0, 1);

  /**
   * Makes a transform with north up from the upper left corner and the pixel's size (both
   * positive).
   */
  public static GeoTransform northUp(
      double west, double north, double pixelWidth, double pixelHeight) {
    return new GeoTransform(west, pixelWidth, 0, north, 0, -pixelHeight);
  }

  /**
   * Returns the ground x of a pixel position; {@code (0.5, 0.5)} is the centre of the first pixel.
   */
  public double x(double column, double row) {
    return originX + column * pixelWidth + row * rowRotation;
  }

  /** Returns the ground y of a pixel position. */
  public double y(double column, double row) {
    return originY + column * columnRotation + row * pixelHeight;
  }

  /** Returns the column of a ground position. */
  public double column(double x, double y) {
    double determinant = determinant();
    return ((x - originX) * pixelHeight - (y - originY) * rowRotation) / determinant;
  }

  /** Returns the row of a ground position. */
  public double row(double x, double y) {
    double determinant = determinant();
    return ((y - originY) * pixelWidth - (x - originX) * columnRotation) / determinant;
  }

  /** Tells whether rows run due east and columns due south. */
  @JsonIgnore
  public boolean isNorthUp() {
    return rowRotation == 0 && columnRotation == 0 && pixelWidth > 0 && pixelHeight < 0;
  }

  /** Tells whether rows and columns run along the axes, whichever way: south may be up. */
  @JsonIgnore
  public boolean isAlongAxes() {
    return rowRotation == 0 && columnRotation == 0 && pixelWidth != 0 && pixelHeight != 0;
  }

  private double determinant() {
    return pixelWidth * pixelHeight - rowRotation * columnRotation;
  }
}
