package io.landfall.raster.tiff.format;

/** Values of {@link Tag#PHOTOMETRIC}: the colour space of an image. */
public enum Photometric {
  WHITE_IS_ZERO(0),
  BLACK_IS_ZERO(1),
  RGB(2),
  PALETTE(3),

  /** A mask of another image, of one bit: 0 where that has no data. */
  TRANSPARENCY_MASK(4),

  /** Cyan, magenta, yellow and black, as most use it. */
  SEPARATED(5),

  YCBCR(6),
  CIE_LAB(8),
  ICC_LAB(9),
  ITU_LAB(10),
  LOG_L(32844),
  LOG_LUV(32845),

  /** Any other: the bands are not known as colours. */
  OTHER(-1);

  private final int number;

  Photometric(int number) {
    this.number = number;
  }

  /** Returns the value of the tag. */
  public int number() {
    return number;
  }

  /** Returns the one of a value of the tag, or {@link #OTHER}. */
  public static Photometric of(int number) {
    for (Photometric photometric : values()) {
      if (photometric.number == number) {
        return photometric;
      }
    }
    return OTHER;
  }
}
