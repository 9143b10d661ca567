package io.landfall.raster.tiff;

import io.landfall.model.SampleType;
import io.landfall.raster.tiff.codec.Codec;
import io.landfall.raster.tiff.format.Predictor;

/**
 * How the pixels of one image lie in the file.
 *
 * @param width of the image, in pixels
 * @param blockWidth of a tile, or the image's width for strips
 * @param blockHeight of a tile, or the rows of a strip
 * @param bands of a pixel
 * @param planar whether each band has its own blocks
 * @param encoding how blocks are compressed
 * @param offsets of the blocks, row by row (band by band if planar), in bytes; 0: sparse
 * @param lengths of the blocks as compressed, in bytes
 * @param fill value of sparse blocks
 */
record ImageLayout(
    int width,
    int height,
    boolean tiled,
    int blockWidth,
    int blockHeight,
    int bands,
    StoredSample stored,
    boolean planar,
    BlockEncoding encoding,
    long[] offsets,
    long[] lengths,
    double fill) {

  /**
   * How the samples of a block become bytes of the file.
   *
   * @param reversed whether the bits of each byte stand lowest first (fill order 2)
   * @param cmyk whether samples are inks that become red, green, blue and alpha
   */
  record BlockEncoding(
      Codec codec,
      Predictor predictor,
      boolean reversed,
      boolean cmyk,
      Codec.CodecParameters parameters) {}

  /** Returns the type that samples are read as. */
  SampleType type() {
    return stored.type();
  }

  /** Returns the bytes of one row of a block as decompressed. */
  long rowBytes() {
    return stored.rowBytes((long) blockWidth * bandsInBlock());
  }

  int blocksAcross() {
    return ceilDiv(width, blockWidth);
  }

  int blocksDown() {
    return ceilDiv(height, blockHeight);
  }

  /** Returns the bands that one block of the file holds. */
  int bandsInBlock() {
    return planar ? 1 : bands;
  }

  /** Returns the index of a block in {@link #offsets}. */
  int blockIndex(int plane, int column, int row) {
    return (plane * blocksDown() + row) * blocksAcross() + column;
  }

  static int ceilDiv(int value, int by) {
    return (value + by - 1) / by;
  }
}
