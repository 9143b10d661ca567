package io.landfall.model.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.Resampling;
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
 */
public record OutputFormat(
    FileFormat type,
    BlockCompression compression,
    @JsonInclude(JsonInclude.Include.NON_NULL) String codec,
    int level,
    int predictor,
    int blockSize,
    Resampling overviewResampling,
    @JsonInclude(JsonInclude.Include.NON_NULL) TileFormat tileFormat) {

  /** Makes a format of other files than map tiles. */
  public OutputFormat(
      FileFormat type,
      BlockCompression compression,
      String codec,
      int level,
      int predictor,
      int blockSize,
      Resampling overviewResampling) {
    this(type, compression, codec, level, predictor, blockSize, overviewResampling, null);
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
      return isPicture() || this == ZARR;
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
