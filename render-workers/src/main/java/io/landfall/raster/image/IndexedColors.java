package io.landfall.raster.image;

import java.util.Arrays;

/**
 * An image of up to 256 colours, no data among them, as a palette and an index a pixel. Index 0 is
 * for pixels without data, where there are such.
 *
 * @param indices one a pixel
 * @param palette red, green and blue of each
 * @param transparent the opacity of the first colours; {@code null}: all are opaque
 */
record IndexedColors(byte[] indices, byte[] palette, byte[] transparent) {
  private static final int MOST = 256;
  private static final int SLOTS = 2048;
  private static final int RGB = 3;

  /** Returns an image's; {@code null} if it has more colours. */
  static IndexedColors of(ShownPixels pixels) {
    int[] colors = new int[SLOTS];
    byte[] numbers = new byte[SLOTS];
    Arrays.fill(colors, -1);
    byte[] samples = pixels.samples();
    byte[] opacity = pixels.opacity();
    byte[] indices = new byte[opacity.length];
    byte[] palette = new byte[RGB * MOST];
    int count = pixels.isOpaque() ? 0 : 1;
    int last = -1;
    byte lastNumber = 0;
    for (int i = 0; i < indices.length; i++) {
      if (opacity[i] == 0) {
        continue; // 0
      }
      int at = RGB * i;
      int color =
          (samples[at] & 0xff) << 16 | (samples[at + 1] & 0xff) << 8 | samples[at + 2] & 0xff;
      if (color != last) {
        int slot = (color * 0x9E3779B1) >>> 21;
        while (colors[slot] != color && colors[slot] >= 0) {
          slot = slot + 1 & SLOTS - 1;
        }
        if (colors[slot] < 0) {
          if (count == MOST) {
            return null;
          }
          System.arraycopy(samples, at, palette, RGB * count, RGB);
          colors[slot] = color;
          numbers[slot] = (byte) count++;
        }
        last = color;
        lastNumber = numbers[slot];
      }
      indices[i] = lastNumber;
    }
    return new IndexedColors(
        indices, Arrays.copyOf(palette, RGB * count), pixels.isOpaque() ? null : new byte[1]);
  }
}
