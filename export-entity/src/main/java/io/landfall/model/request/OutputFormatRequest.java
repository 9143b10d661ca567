package io.landfall.model.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.TileFormat;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.model.request.OutputFormat.FileFormat;

/**
 * The output format as asked for; what is {@code null} is for the planner to choose.
 *
 * @param tileFormat of the images in a file of map tiles
 * @param quality 1 to 100, of JPEG and WEBP
 * @param maxZError how far LERC may take a value from what it is, 0 or more
 * @param bitsPerSample bits that a sample takes in the file
 */
public record OutputFormatRequest(
    FileFormat type,
    BlockCompression compression,
    Integer level,
    Integer predictor,
    Integer blockSize,
    Resampling overviewResampling,
    @JsonInclude(JsonInclude.Include.NON_NULL) TileFormat tileFormat,
    @JsonInclude(JsonInclude.Include.NON_NULL) Integer quality,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double maxZError,
    @JsonInclude(JsonInclude.Include.NON_NULL) Integer bitsPerSample) {

  /**
   * Makes a request.
   *
   * @throws ExportFailure REQUEST_INVALID for what means nothing together
   */
  public OutputFormatRequest {
    if (compression != null && compression.isOfSamples()) {
      checkBlocks(type, compression, level, predictor, bitsPerSample);
    }
    boolean image = type == FileFormat.JPEG;
    if (quality != null && !image && (compression == null || !compression.hasQuality())) {
      throw invalid(
          "quality %d: it is of JPEG and WEBP, and the %s. Leave it out, or choose the compression jpeg or webp."
              .formatted(quality, said(type, compression)));
    }
    if (quality != null && (quality < 1 || quality > 100)) {
      throw invalid("quality %d: it goes from 1 to 100.".formatted(quality));
    }
    if (maxZError != null && (compression == null || !compression.isLerc())) {
      throw invalid(
          "max z error %s: it is of LERC, and the %s. Leave it out, or choose the compression lerc, lerc_deflate or lerc_zstd."
              .formatted(maxZError, said(type, compression)));
    }
    if (maxZError != null && !(maxZError >= 0 && maxZError < Double.POSITIVE_INFINITY)) {
      throw invalid("max z error %s: it is 0 or more.".formatted(maxZError));
    }
    if (bitsPerSample != null && type != null && !type.isTiff()) {
      throw invalid(
          "%d bits a sample: they are of a COG or GEOTIFF, and the format is %s. Leave them out."
              .formatted(bitsPerSample, type));
    }
  }

  /**
   * Makes a request of no map tiles, whose compression takes bytes and gives the same ones back.
   */
  public OutputFormatRequest(
      FileFormat type,
      BlockCompression compression,
      Integer level,
      Integer predictor,
      Integer blockSize,
      Resampling overviewResampling) {
    this(
        type, compression, level, predictor, blockSize, overviewResampling, null, null, null, null);
  }

  /** Makes a request of map tiles. */
  public OutputFormatRequest(
      FileFormat type,
      BlockCompression compression,
      Integer level,
      Integer predictor,
      Integer blockSize,
      Resampling overviewResampling,
      TileFormat tileFormat) {
    this(
        type,
        compression,
        level,
        predictor,
        blockSize,
        overviewResampling,
        tileFormat,
        null,
        null,
        null);
  }

  /** Leaves every choice to the planner: a COG. */
  public static OutputFormatRequest ofDefaults() {
    return new OutputFormatRequest(null, null, null, null, null, null);
  }

  /** Tells whether the compression asked for changes values of a type. */
  public boolean isLossy(SampleType samples) {
    return compression != null && compression.isLossy(quality, maxZError, samples);
  }

  private static void checkBlocks(
      FileFormat type,
      BlockCompression compression,
      Integer level,
      Integer predictor,
      Integer bits) {
    if (type != null && !type.isTiff()) {
      throw invalid(
          "compression %s: it is of the tiles of a COG or GEOTIFF, and a %s is made of tiles that keep their values. Leave it out."
              .formatted(compression, type));
    }
    if (level != null && !compression.hasLevel()) {
      throw invalid(
          "level %d: %s has none. Leave it out%s."
              .formatted(
                  level, compression, compression.hasQuality() ? ", or choose a quality" : ""));
    }
    if (predictor != null && predictor != 1) {
      throw invalid("predictor %d: %s has none. Leave it out.".formatted(predictor, compression));
    }
    if (bits != null) {
      throw invalid(
          "%d bits a sample: %s needs no such choice. Leave them out, or choose the compression deflate, zstd, lzw or none."
              .formatted(bits, compression));
    }
  }

  private static String said(FileFormat type, BlockCompression compression) {
    return compression == null
        ? type == null ? "compression is DEFLATE" : "format is " + type
        : "compression is " + compression;
  }

  private static ExportFailure invalid(String what) {
    return new ExportFailure(ErrorCode.REQUEST_INVALID, "Invalid format, " + what);
  }
}
