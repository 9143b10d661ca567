package io.landfall.raster.tiff;

import io.landfall.model.color.ColorTable;
import io.landfall.raster.RasterException;
import io.landfall.raster.tiff.format.Photometric;
import io.landfall.raster.tiff.format.Tag;

/** The colours of a palette, as the tag says. */
final class ColorMap {
  private static final String WHAT = "the colours of its palette";
  private static final int MAX_BITS = 16;
  private static final int EIGHT_BITS = 255;

  private ColorMap() {}

  /** Returns the colours; {@code null} if it is no palette, or, with a warning, if it has none. */
  static ColorTable read(TiffBytes bytes, Directory directory, StoredSample stored) {
    if (directory.photometric() != Photometric.PALETTE) {
      return null;
    }
    if (!directory.has(Tag.COLOR_MAP) || stored.bits() > MAX_BITS) {
      bytes.warn(WHAT + ", as it names none");
      return null;
    }
    try {
      long[] map = directory.numbers(Tag.COLOR_MAP);
      int size = 1 << stored.bits();
      if (map.length >= 3 * size) {
        return new ColorTable(entries(map, size));
      }
      bytes.warn("%s, of which there are %d, not %d".formatted(WHAT, map.length / 3, size));
    } catch (RasterException damaged) {
      bytes.warnOf(WHAT, damaged);
    }
    return null;
  }

  /** Old writers gave numbers of 8 bits: where none is larger, they are meant so. */
  private static int[] entries(long[] map, int size) {
    long most = 0;
    for (int i = 0; i < 3 * size; i++) {
      most = Math.max(most, map[i]);
    }
    int factor = most <= EIGHT_BITS ? 257 : 1;
    int[] entries = new int[3 * size];
    for (int i = 0; i < size; i++) {
      for (int color = 0; color < 3; color++) {
        entries[3 * i + color] = (int) (map[color * size + i] & 0xffff) * factor;
      }
    }
    return entries;
  }
}
