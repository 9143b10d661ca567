package io.landfall.raster;

import io.landfall.model.SampleType;

/**
 * Decoded samples of one block: {@code planes[band]} holds {@code width * height} samples,
 * row-major, row 0 in the north, as {@code byte[]}, {@code short[]}, {@code int[]}, {@code float[]}
 * or {@code double[]} by {@code type} (unsigned types as the bits of the signed array). Blocks at
 * the right and lower edge are cut to the image. A sparse block holds no-data, or 0.
 */
public record SampleBlock(SampleType type, int width, int height, Object[] planes) {

  /** Returns the size in memory, in bytes. */
  public long bytes() {
    return (long) width * height * planes.length * type.bytes();
  }
}
