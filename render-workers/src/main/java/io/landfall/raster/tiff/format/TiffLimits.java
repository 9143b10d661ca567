package io.landfall.raster.tiff.format;

/** What a file may claim at most. Checked before anything of that size is allocated. */
public final class TiffLimits {
  /** Width and height of an image, in pixels. */
  public static final int SIDE = 1 << 20;

  /** A decoded block with all its bands, in bytes. */
  public static final int BLOCK_BYTES = 64 << 20;

  /** Directories of a file. */
  public static final int DIRECTORIES = 64;

  /** Entries of a directory. */
  public static final int ENTRIES = 4096;

  /** The value of a tag other than the block offsets and lengths, in bytes. */
  public static final int VALUE_BYTES = 1 << 20;

  /** Blocks of one image: 2^20 pixels square in tiles of 512, and as many strips. */
  public static final int BLOCKS = 1 << 22;

  /** Blocks of an image, its reduced images and the masks of them all. */
  public static final int BLOCKS_OF_ALL = 2 * BLOCKS;

  private TiffLimits() {}
}
