package io.landfall.raster.tiff.format;

/** Values of tags that have few; those with more are enums, as {@link Compression}. */
public final class TagValue {
  /** {@link Tag#NEW_SUBFILE_TYPE}, a bit: the image in fewer pixels. */
  public static final int REDUCED_IMAGE = 1;

  /** {@link Tag#NEW_SUBFILE_TYPE}, a bit: not 0 where a pixel of the image is valid. */
  public static final int TRANSPARENCY_MASK = 4;

  /** {@link Tag#FILL_ORDER}: the bits of each byte stand lowest first. */
  public static final int LOWEST_BIT_FIRST = 2;

  /** {@link Tag#PLANAR_CONFIGURATION}: the samples of a pixel stand side by side. */
  public static final int CONTIGUOUS = 1;

  /** {@link Tag#PLANAR_CONFIGURATION}: each band has blocks of its own. */
  public static final int SEPARATE = 2;

  /** {@link Tag#EXTRA_SAMPLES}: anything. */
  public static final int UNSPECIFIED = 0;

  /** {@link Tag#EXTRA_SAMPLES}: opacity; colours are multiplied by it. */
  public static final int ASSOCIATED_ALPHA = 1;

  /** {@link Tag#EXTRA_SAMPLES}: opacity; colours are as they are. */
  public static final int UNASSOCIATED_ALPHA = 2;

  /** {@link Tag#T4_OPTIONS}, a bit: rows may be coded by the row before. */
  public static final int FAX_TWO_DIMENSIONAL = 1;

  /** {@link Tag#T4_OPTIONS} and {@link Tag#T6_OPTIONS}, a bit: rows may stand uncompressed. */
  public static final int FAX_UNCOMPRESSED = 2;

  /** {@link Tag#INK_SET}: cyan, magenta, yellow and black. */
  public static final int CMYK = 1;

  private TagValue() {}
}
