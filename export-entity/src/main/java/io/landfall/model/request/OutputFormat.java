package io.landfall.model.request;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.TileFormat;

/**
 * How the output file is laid out and compressed. What stands here decides bytes, so the plan pins
 * it.
 *
 * @param type the file format
 * @param compression how blocks are compressed
 * @param codec name and version of the codec that compresses them, as every node that renders must
 *     have it; {@code null}: whatever is there
 * @param level 1 to 12 (DEFLATE) or 22 (ZSTD); higher is smaller and slower
 * @param predictor the TIFF predictor: 1 none, 2 horizontal differencing, 3 floating point
 * @param blockSize side of a tile, in pixels; a multiple of 16
 * @param overviewResampling how overviews are made
 * @param tileFormat of the images in a file of map tiles; {@code null}: it is none
 * @param quality 1 to 100, of JPEG and WEBP: of the blocks, or of the file if that is a JPEG;
 *     {@code null}: the usual one, or there is none
 * @param maxZError how far LERC may take a value from what it is; {@code null}: it is not LERC
 * @param bitsPerSample bits that a sample takes in the file; {@code null}: all of its type
 */
public record OutputFormat(
    FileFormat type,
    BlockCompression compression,
    @JsonInclude(JsonInclude.Include.NON_NULL) String codec,
    int level,
    int predictor,
    int blockSize,
    Resampling overviewResampling,
    @JsonInclude(JsonInclude.Include.NON_NULL) TileFormat tileFormat,
    @JsonInclude(JsonInclude.Include.NON_NULL) Integer quality,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double maxZError,
    @JsonInclude(JsonInclude.Include.NON_NULL) Integer bitsPerSample) {
  /** The quality at which WebP keeps every value. */
  public static final int LOSSLESS_QUALITY = 100;

  /** Makes a format of no map tiles, whose compression takes bytes and gives the same ones back. */
  public OutputFormat(
      FileFormat type,
      BlockCompression compression,
      String codec,
      int level,
      int predictor,
      int blockSize,
      Resampling overviewResampling) {
    this(
        type,
        compression,
        codec,
        level,
        predictor,
        blockSize,
        overviewResampling,
        null,
        null,
        null,
        null);
  }

  /** Tells whether its compression changes values of a type. */
  public boolean isLossy(SampleType samples) {
    return compression.isLossy(quality, maxZError, samples);
  }

  /** Tells whether blocks are made of whole samples, and cannot be turned back into bytes here. */
  @JsonIgnore
  public boolean isOfSamples() {
    return compression.isOfSamples() || bitsPerSample != null;
  }

  /** Returns this for a file of another type and block size, compressed the same way. */
  public OutputFormat withLayout(FileFormat otherType, int otherBlockSize) {
    return new OutputFormat(
        otherType,
        compression,
        codec,
        level,
        predictor,
        otherBlockSize,
        overviewResampling,
        tileFormat,
        quality,
        maxZError,
        bitsPerSample);
  }

  /** File formats. */
  public enum FileFormat {
    COG,
    GEOTIFF,
    PNG,
    JPEG,
    /** Arrays of all levels, as Zarr 3 in one zip file. */
    ZARR,
    /** Map tiles in an SQLite database. */
    MBTILES,
    /** Map tiles in one file that is read by ranges. */
    PMTILES;

    /** Tells whether the file is one image. */
    public boolean isImage() {
      return this == PNG || this == JPEG;
    }

    /** Tells whether the file holds map tiles, in web Mercator. */
    public boolean isMapTiles() {
      return this == MBTILES || this == PMTILES;
    }

    /** Tells whether the file is for eyes: bytes, gray or in colours. */
    public boolean isPicture() {
      return isImage() || isMapTiles();
    }

    /** Tells whether the file is made of a raster when that is complete. */
    public boolean isMadeOfRaster() {
      return isPicture();
    }

    /** Tells whether workers put tiles into shards, and the file is a zip file of these. */
    public boolean isSharded() {
      return this == ZARR;
    }

    /** Tells whether the file is a TIFF. */
    public boolean isTiff() {
      return this == COG || this == GEOTIFF;
    }
  }

  /** Block compressions. */
  public enum BlockCompression {
    DEFLATE,
    ZSTD,
    LZW,
    NONE,
    JPEG,
    WEBP,
    LERC,
    LERC_DEFLATE,
    LERC_ZSTD;

    /** Tells whether it is one of LERC, alone or compressed once more. */
    public boolean isLerc() {
      return this == LERC || this == LERC_DEFLATE || this == LERC_ZSTD;
    }

    /** Tells whether it compresses samples side by side, and not bytes of any meaning. */
    public boolean isOfSamples() {
      return hasQuality() || isLerc();
    }

    /** Tells whether it has a quality. */
    public boolean hasQuality() {
      return this == JPEG || this == WEBP;
    }

    /** Tells whether it has levels. */
    public boolean hasLevel() {
      return !isOfSamples() || this == LERC_DEFLATE || this == LERC_ZSTD;
    }

    /**
     * Tells whether it changes values of a type. LERC rounds the error down for integers.
     *
     * @param quality {@code null}: the usual one
     * @param maxZError {@code null}: 0
     */
    public boolean isLossy(Integer quality, Double maxZError, SampleType samples) {
      return switch (this) {
        case JPEG -> true;
        case WEBP -> quality == null || quality < LOSSLESS_QUALITY;
        case LERC, LERC_DEFLATE, LERC_ZSTD ->
            maxZError != null && maxZError >= (samples.isFloating() ? Double.MIN_VALUE : 1);
        case DEFLATE, ZSTD, LZW, NONE -> false;
      };
    }
  }
}
