package io.landfall.raster.tiff.format;

/** Values of {@link Tag#COMPRESSION}, those that are not read here among them. */
public enum Compression {
  NONE(1, "none"),
  CCITT_RLE(2, "CCITT RLE"),
  CCITT_FAX_3(3, "CCITT fax 3"),
  CCITT_FAX_4(4, "CCITT fax 4"),
  LZW(5, "LZW"),
  OLD_JPEG(6, "old-style JPEG"),
  JPEG(7, "JPEG"),

  /** A zlib stream a block: AdobeDeflate. */
  DEFLATE(8, "DEFLATE"),

  NEXT(32766, "NeXT"),
  PACKBITS(32773, "PACKBITS"),
  THUNDERSCAN(32809, "ThunderScan"),
  PIXAR_LOG(32909, "Pixar log"),

  /** The same as {@link #DEFLATE}, by its older number. */
  OLD_DEFLATE(32946, "DEFLATE"),

  SGI_LOG(34676, "SGI log"),
  SGI_LOG_24(34677, "SGI log 24"),
  JPEG_2000(34712, "JPEG 2000"),
  LERC(34887, "LERC"),
  LZMA(34925, "LZMA"),
  ZSTD(50000, "ZSTD"),
  WEBP(50001, "WEBP"),
  JPEG_XL(50002, "JPEG XL"),

  /** The same as {@link #JPEG_XL}, by its number in DNG. */
  JPEG_XL_DNG(52546, "JPEG XL");

  private final int number;
  private final String label;

  Compression(int number, String label) {
    this.number = number;
    this.label = label;
  }

  /** Returns the value of the tag. */
  public int number() {
    return number;
  }

  /** Returns the name for people. */
  public String label() {
    return label;
  }

  /** Returns how people call a value of the tag that may not be one of these. */
  public static String labelOf(long number) {
    for (Compression compression : values()) {
      if (compression.number == (int) number) {
        return compression.label;
      }
    }
    return "number " + number;
  }
}
