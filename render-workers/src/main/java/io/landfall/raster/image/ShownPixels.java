package io.landfall.raster.image;

import io.landfall.model.color.ColorTable;

/**
 * The pixels of a small image, as bytes: gray, or red, green and blue side by side. Pixels without
 * data are 0 in all of them. For one thread while rows come, then for any.
 */
public final class ShownPixels {
  private static final int RGB = 3;

  private final int width;
  private final int height;
  private final int bands;
  private final int[] palette;
  private final byte[] samples;
  private final byte[] opaque;
  private int withData;

  /**
   * Makes an image without data.
   *
   * @param bands that rows have: 1 or 3
   * @param colors of the values of the one band; {@code null}: it is gray
   */
  public ShownPixels(int width, int height, int bands, ColorTable colors) {
    this.width = width;
    this.height = height;
    this.palette = colors == null || bands > 1 ? null : colors.entries();
    this.bands = palette == null ? bands : RGB;
    this.samples = new byte[width * height * this.bands];
    this.opaque = new byte[width * height];
  }

  /**
   * Takes a row of whole numbers of 0 to 255, NaN for no data; a pixel has data if one of its bands
   * has.
   */
  public void addRow(int y, double[][] rows) {
    if (palette != null) {
      acceptColors(y, rows[0]);
      return;
    }
    int at = y * width * bands;
    int pixel = y * width;
    double[] first = rows[0];
    double[] second = rows[bands == 1 ? 0 : 1];
    double[] third = rows[bands == 1 ? 0 : 2];
    for (int i = 0; i < width; i++, at += bands) {
      double a = first[i];
      double b = second[i];
      double c = third[i];
      if (a == a || b == b || c == c) {
        samples[at] = (byte) (int) a; // of NaN, 0
        if (bands == RGB) {
          samples[at + 1] = (byte) (int) b;
          samples[at + 2] = (byte) (int) c;
        }
        add(pixel + i);
      }
    }
  }

  private void acceptColors(int y, double[] row) {
    for (int i = 0; i < width; i++) {
      if (row[i] == row[i]) {
        int entry = RGB * (int) row[i];
        int at = (y * width + i) * RGB;
        for (int part = 0; part < RGB && entry + RGB <= palette.length; part++) {
          samples[at + part] = (byte) (palette[entry + part] >> Byte.SIZE);
        }
        add(y * width + i);
      }
    }
  }

  private void add(int pixel) {
    opaque[pixel] = (byte) 0xff;
    withData++;
  }

  /** Returns how many columns there are. */
  public int width() {
    return width;
  }

  /** Returns how many rows there are. */
  public int height() {
    return height;
  }

  /** Returns how many bands there are: 1 or 3. */
  public int bands() {
    return bands;
  }

  /** Tells whether no pixel has data. */
  public boolean isEmpty() {
    return withData == 0;
  }

  /** Tells whether all pixels have data. */
  public boolean isOpaque() {
    return withData == opaque.length;
  }

  /** Returns the samples, row by row, those of a pixel side by side; not to be changed. */
  public byte[] samples() {
    return samples;
  }

  /** Returns one byte a pixel: 255 where it has data, else 0; not to be changed. */
  public byte[] opacity() {
    return opaque;
  }
}
