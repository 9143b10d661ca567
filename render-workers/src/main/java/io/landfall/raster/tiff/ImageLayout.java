package io.landfall.raster.tiff;

import io.landfall.model.SampleType;

/**
 * How the pixels of one image lie in the file.
 *
 * @param width of the image, in pixels
 * @param blockWidth of a tile, or the image's width for strips
 * @param blockHeight of a tile, or the rows of a strip
 * @param bands of a pixel
 * @param planar whether each band has its own blocks
 * @param predictor 1, 2 or 3
 * @param offsets of the blocks, row by row (band by band if planar), in bytes; 0: sparse
 * @param lengths of the blocks as packed, in bytes; 0: sparse
 * @param tables what all blocks share for their codec, or empty
 * @param fill value of sparse blocks
 */
record ImageLayout(
    int width,
    int height,
    boolean tiled,
    int blockWidth,
    int blockHeight,
    int bands,
    SampleType type,
    boolean planar,
    Codec codec,
    int predictor,
    long[] offsets,
    long[] lengths,
    byte[] tables,
    double fill) {

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
