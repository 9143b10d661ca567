package io.landfall.raster.tiff;

import io.landfall.model.SampleType;
import java.util.zip.DataFormatException;

/** One compression of TIFF blocks. Safe for use by several threads at once. */
public interface Codec {
  /** Returns the name for people, as in {@link io.landfall.raster.RasterInfo#compression}. */
  String name();

  /** Tells whether the Predictor tag counts with this compression; elsewhere it is ignored. */
  boolean usesPredictor();

  /**
   * Unpacks a block into {@code into[0 .. size)}, in the file's byte order. Stops there, whatever
   * the stream claims to hold beyond, and allocates nothing by the stream's word.
   *
   * @return the number of bytes unpacked, less than {@code size} if the stream ends before
   * @throws DataFormatException if the stream is not of this compression
   */
  int unpack(Packed block, byte[] into, int size) throws DataFormatException;

  /**
   * A block as it is in the file.
   *
   * @param bytes its first {@code length} count; the array may be longer
   * @param width of the block, in pixels
   * @param height of the block, in pixels
   * @param samples of a pixel in this block: all bands, or 1 if bands are apart
   * @param tables what the blocks of the image share (tag JPEGTables), or empty
   */
  record Packed(
      byte[] bytes,
      int length,
      int width,
      int height,
      int samples,
      SampleType type,
      byte[] tables) {}
}
