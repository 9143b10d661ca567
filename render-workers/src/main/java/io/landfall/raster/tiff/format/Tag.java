package io.landfall.raster.tiff.format;

/** The numbers of the tags that are read or written, by the names of TIFF 6, GeoTIFF and GDAL. */
public final class Tag {
  /** A set of bits, as {@link TagValue#REDUCED_IMAGE}. */
  public static final int NEW_SUBFILE_TYPE = 254;

  public static final int IMAGE_WIDTH = 256;
  public static final int IMAGE_LENGTH = 257;
  public static final int BITS_PER_SAMPLE = 258;

  /** A {@link Compression}. */
  public static final int COMPRESSION = 259;

  /** A {@link Photometric}: PhotometricInterpretation. */
  public static final int PHOTOMETRIC = 262;

  /** {@link TagValue#LOWEST_BIT_FIRST} or the usual. */
  public static final int FILL_ORDER = 266;

  public static final int IMAGE_DESCRIPTION = 270;
  public static final int STRIP_OFFSETS = 273;
  public static final int SAMPLES_PER_PIXEL = 277;
  public static final int ROWS_PER_STRIP = 278;
  public static final int STRIP_BYTE_COUNTS = 279;

  /** {@link TagValue#CONTIGUOUS} or {@link TagValue#SEPARATE}. */
  public static final int PLANAR_CONFIGURATION = 284;

  /** Bits for CCITT fax, group 3, as {@link TagValue#FAX_TWO_DIMENSIONAL}. */
  public static final int T4_OPTIONS = 292;

  /** Bits for CCITT fax, group 4. */
  public static final int T6_OPTIONS = 293;

  public static final int SOFTWARE = 305;

  /** As {@code YYYY:MM:DD HH:MM:SS}. */
  public static final int DATE_TIME = 306;

  public static final int ARTIST = 315;

  /** A {@link Predictor}. */
  public static final int PREDICTOR = 317;

  /** The colours of a palette: all reds, then all greens, then all blues, of 16 bits. */
  public static final int COLOR_MAP = 320;

  public static final int TILE_WIDTH = 322;
  public static final int TILE_LENGTH = 323;
  public static final int TILE_OFFSETS = 324;
  public static final int TILE_BYTE_COUNTS = 325;
  public static final int SUB_IFDS = 330;

  /** What the bands of inks are, {@link TagValue#CMYK} or others. */
  public static final int INK_SET = 332;

  /** What each band beyond those of the colour space is, as {@link TagValue#ASSOCIATED_ALPHA}. */
  public static final int EXTRA_SAMPLES = 338;

  /** A {@link SampleFormat} a band. */
  public static final int SAMPLE_FORMAT = 339;

  public static final int JPEG_TABLES = 347;
  public static final int YCBCR_COEFFICIENTS = 529;
  public static final int YCBCR_SUBSAMPLING = 530;
  public static final int REFERENCE_BLACK_WHITE = 532;

  public static final int COPYRIGHT = 33432;

  /** GeoTIFF: width, height and depth of a pixel. */
  public static final int MODEL_PIXEL_SCALE = 33550;

  /** GeoTIFF: six numbers a point: column, row, level, x, y, z. */
  public static final int MODEL_TIEPOINT = 33922;

  /** GeoTIFF: a matrix of 4 by 4, row by row. */
  public static final int MODEL_TRANSFORMATION = 34264;

  /** GeoTIFF: GeoKeyDirectory, four numbers a {@link GeoKey}. */
  public static final int GEO_KEYS = 34735;

  /** GeoTIFF: GeoDoubleParams, the floating point values of keys. */
  public static final int GEO_DOUBLES = 34736;

  /** GeoTIFF: GeoAsciiParams, the texts of keys. */
  public static final int GEO_ASCII = 34737;

  /** GDAL: items of the dataset and its bands, as XML. */
  public static final int GDAL_METADATA = 42112;

  /** GDAL: the no-data value of all bands, as text. */
  public static final int GDAL_NODATA = 42113;

  /** LercParameters: version of LERC, and how its blobs are compressed once more. */
  public static final int LERC_PARAMETERS = 50674;

  /** GeoTIFF: rational polynomials from the ground to pixels. */
  public static final int RPC_COEFFICIENTS = 50844;

  private Tag() {}
}
