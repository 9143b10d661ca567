package io.landfall.model;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How the output file is laid out and packed. What stands here decides bytes, so the plan pins it.
 *
 * @param type the file format
 * @param compression how blocks are packed
 * @param engine name and version of what packs them, as every node that renders must have it;
 *     {@code null}: whatever is there
 * @param level 1 to 12 (DEFLATE) or 22 (ZSTD); higher is smaller and slower
 * @param predictor the TIFF predictor: 1 none, 2 horizontal differencing, 3 floating point
 * @param blockSize side of a tile, in pixels; a multiple of 16
 * @param overviewResampling how overviews are made
 */
public record OutputFormat(
    Type type,
    Compression compression,
    @JsonInclude(JsonInclude.Include.NON_NULL) String engine,
    int level,
    int predictor,
    int blockSize,
    Resampling overviewResampling) {

  /** File formats. */
  public enum Type {
    COG,
    GEOTIFF,
    PNG,
    JPEG;

    /** Tells whether the file is a picture, made of a raster when that is complete. */
    public boolean isPicture() {
      return this == PNG || this == JPEG;
    }
  }

  /** Block compressions. */
  public enum Compression {
    DEFLATE,
    ZSTD,
    LZW,
    NONE
  }
}
