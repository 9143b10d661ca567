package io.landfall.raster;

/** A decoded block, and what was found out about it since. */
final class CachedBlock {
  private final SampleBlock block;
  private final NoDataScan[] scans;

  /** Whether a plane holds no sample equal to {@code nodata}, and no NaN. */
  private record NoDataScan(double nodata, boolean clean) {}

  CachedBlock(SampleBlock block) {
    this.block = block;
    this.scans = new NoDataScan[block.planes().length];
  }

  SampleBlock block() {
    return block;
  }

  /**
   * Tells whether {@code band} holds neither {@code nodata} nor NaN anywhere. Scans once and
   * remembers; threads that race here scan twice and agree.
   */
  boolean isClean(int band, double nodata) {
    var scan = scans[band];
    if (scan == null || Double.compare(scan.nodata(), nodata) != 0) {
      scan = new NoDataScan(nodata, !NoData.occurs(block, band, nodata));
      scans[band] = scan;
    }
    return scan.clean();
  }
}
