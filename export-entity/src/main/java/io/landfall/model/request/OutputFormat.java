package io.landfall.model.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.Resampling;

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
 */
public record OutputFormat(
    FileFormat type,
    BlockCompression compression,
    @JsonInclude(JsonInclude.Include.NON_NULL) String codec,
    int level,
    int predictor,
    int blockSize,
    Resampling overviewResampling) {

  /** File formats. */
  public enum FileFormat {
    COG,
    GEOTIFF,
    PNG,
    JPEG;

    /** Tells whether the file is an image, made of a raster when that is complete. */
    public boolean isImage() {
      return this == PNG || this == JPEG;
    }
  }

  /** Block compressions. */
  public enum BlockCompression {
    DEFLATE,
    ZSTD,
    LZW,
    NONE
  }
}
