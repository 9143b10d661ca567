package io.landfall.raster.tiff;

import io.landfall.model.color.ColorTable;
import io.landfall.raster.RasterException;
import io.landfall.raster.tiff.format.Photometric;
import io.landfall.raster.tiff.format.Tag;

/**
 * The colours of a palette, as the tag says; and as GDAL has it those of an image of one bit, and
 * of one of up to eight whose 0 is white, for its numbers stay as they are stored.
 */
final class ColorMap {
  private static final String WHAT = "the colours of its palette";
  private static final int MAX_BITS = 16;
  private static final int EIGHT_BITS = 255;
  private static final int WHITE = 65_535;

  private ColorMap() {}

  /** Returns the colours; {@code null} if it is no palette, or, with a warning, if it has none. */
  static ColorTable read(TiffBytes bytes, Directory directory, StoredSample stored) {
    if (isGrayPalette(directory, stored)) {
      return grays(1 << stored.bits(), directory.photometric() == Photometric.WHITE_IS_ZERO);
    }
    if (directory.photometric() == Photometric.WHITE_IS_ZERO) {
      bytes.warn("what its numbers look like: 0 is white in it");
    }
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

  /**
   * Tells whether an image in gray has a palette, so that 0 and the largest number are told apart.
   */
  static boolean isGrayPalette(Directory directory, StoredSample stored) {
    boolean gray =
        directory.number(Tag.SAMPLES_PER_PIXEL, 1) == 1
            && stored.kind() == StoredSample.NumberKind.UINT
            && stored.parts() == 1;
    return switch (directory.photometric()) {
      case WHITE_IS_ZERO -> gray && stored.bits() <= 8;
      case BLACK_IS_ZERO -> gray && stored.bits() == 1;
      default -> false;
    };
  }

  private static ColorTable grays(int size, boolean isInverted) {
    int[] entries = new int[3 * size];
    for (int i = 0; i < entries.length; i++) {
      int value = i / 3;
      entries[i] = (isInverted ? size - 1 - value : value) * WHITE / (size - 1);
    }
    return new ColorTable(entries);
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
