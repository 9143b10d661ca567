package io.landfall.fuzz;

import io.landfall.raster.RasterException;

/** Any bytes as a TIFF: they are read, or refused by the name of the file and the offset. */
public final class TiffTarget {
  private static final String NAME = "fuzzed.tif";
  private static final ReadThrough READ_THROUGH = new ReadThrough(2, 1 << 15, 1 << 17);

  private TiffTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    try {
      READ_THROUGH.read(new MemoryBytes(NAME, bytes), block -> {});
    } catch (RasterException refusal) {
      boolean damaged = refusal.reason() == RasterException.Reason.DAMAGED;
      if (!refusal.getMessage().contains(damaged ? NAME + " at byte " : NAME)) {
        throw new AssertionError("A refusal without the name of the file or the offset", refusal);
      }
    }
  }
}
