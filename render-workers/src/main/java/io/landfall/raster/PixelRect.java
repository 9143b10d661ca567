package io.landfall.raster;

/**
 * A rectangle of pixels of an image or of the output grid: columns {@code [x0, x1)} of rows {@code
 * [y0, y1)}, row 0 in the north. It may reach beyond its image, and may be empty.
 */
public record PixelRect(int x0, int y0, int width, int height) {
  /** Returns the first column to the east of the rectangle. */
  public int x1() {
    return x0 + width;
  }

  /** Returns the first row to the south of the rectangle. */
  public int y1() {
    return y0 + height;
  }

  /** Returns how many pixels there are. */
  public long pixels() {
    return (long) width * height;
  }

  /** Tells whether it has a certain pixel. */
  public boolean contains(int x, int y) {
    return x >= x0 && x < x1() && y >= y0 && y < y1();
  }

  /** Returns where a pixel stands among those of the rectangle, row by row from 0. */
  public int index(int x, int y) {
    return (y - y0) * width + x - x0;
  }

  /** Returns the rectangle with so many pixels more on each side. */
  public PixelRect grow(int halo) {
    return new PixelRect(x0 - halo, y0 - halo, width + 2 * halo, height + 2 * halo);
  }

  /** Returns what two rectangles that overlap have in common. */
  public PixelRect intersection(PixelRect other) {
    return between(
        Math.max(x0, other.x0),
        Math.max(y0, other.y0),
        Math.min(x1(), other.x1()),
        Math.min(y1(), other.y1()));
  }

  /** Returns the pixels {@code [x0, x1) x [y0, y1)}. */
  public static PixelRect between(int x0, int y0, int x1, int y1) {
    return new PixelRect(x0, y0, x1 - x0, y1 - y0);
  }
}
