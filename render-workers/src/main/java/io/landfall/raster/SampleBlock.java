package io.landfall.raster;

import io.landfall.model.SampleType;

/**
 * Decoded samples of one block: {@code planes[band]} holds {@code width * height} samples,
 * row-major, row 0 in the north, as {@code byte[]}, {@code short[]}, {@code int[]}, {@code float[]}
 * or {@code double[]} by {@code type} (unsigned types as the bits of the signed array). Blocks at
 * the right and lower edge are cut to the image. A sparse block holds no-data, or 0.
 *
 * @param mask by pixel, as large as a plane: 0 is not valid in any band; {@code null}: all are
 *     valid
 */
public record SampleBlock(SampleType type, int width, int height, Object[] planes, byte[] mask) {

  /** Makes a block without a mask: all of it is valid, but for no-data. */
  public SampleBlock(SampleType type, int width, int height, Object[] planes) {
    this(type, width, height, planes, null);
  }

  /** Returns the size in memory, in bytes. */
  public long bytes() {
    long pixels = (long) width * height;
    return pixels * planes.length * type.bytes() + (mask == null ? 0 : pixels);
  }

  /** Returns what its arrays take of the heap, in bytes. */
  long heapBytes() {
    long pixels = (long) width * height;
    return planes.length * HeapRegions.taken(pixels * type.bytes())
        + (mask == null ? 0 : HeapRegions.taken(pixels));
  }
}
