package io.landfall.raster.compress;

import io.landfall.model.SampleType;

/**
 * What the bytes of a tile are: rows of pixels, the samples of a pixel side by side, lowest byte
 * first.
 *
 * @param side of the tile, in pixels
 * @param samples of a pixel
 */
public record BlockShape(int side, int samples, SampleType type) {
  /** Returns how many pixels there are. */
  int pixels() {
    return side * side;
  }

  /** Returns the size of a row, in bytes. */
  int rowBytes() {
    return side * samples * type.bytes();
  }

  /** Returns the size of all rows, in bytes. */
  int bytes() {
    return side * rowBytes();
  }
}
