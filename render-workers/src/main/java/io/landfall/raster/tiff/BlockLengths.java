package io.landfall.raster.tiff;

import java.util.Arrays;

/**
 * The lengths of blocks of a file that tells none of them, or that of its only strip as 0: a block
 * ends at the latest where the next one starts, or the file ends. A block without a place is
 * sparse, and stays so.
 */
final class BlockLengths {
  private BlockLengths() {}

  /**
   * Estimates what is missing.
   *
   * @param lengths as told; may be fewer than the offsets
   * @return one an offset
   */
  static long[] complete(long[] offsets, long[] lengths, long fileBytes) {
    long[] all = Arrays.copyOf(lengths, offsets.length);
    long[] sorted = null;
    for (int i = 0; i < offsets.length; i++) {
      if (all[i] == 0 && offsets[i] != 0) {
        if (sorted == null) {
          sorted = offsets.clone();
          Arrays.sort(sorted);
        }
        all[i] = toNext(offsets[i], sorted, fileBytes);
      }
    }
    return all;
  }

  private static long toNext(long offset, long[] sorted, long fileBytes) {
    if (offset < 0 || offset >= fileBytes) {
      return 1; // a block beyond the file, which is refused when it is read
    }
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = low + high >>> 1;
      if (sorted[middle] > offset) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    long end = low < sorted.length ? Math.min(sorted[low], fileBytes) : fileBytes;
    return end - offset;
  }
}
