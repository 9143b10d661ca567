package io.landfall.raster;

/** A decoded block, and what was found out about it since. */
final class CachedBlock {
  private final SampleBlock block;
  private final Verdict[] verdicts;

  /** Whether a plane holds no sample equal to {@code nodata}, and no NaN. */
  private record Verdict(double nodata, boolean clean) {}

  CachedBlock(SampleBlock block) {
    this.block = block;
    this.verdicts = new Verdict[block.planes().length];
  }

  SampleBlock block() {
    return block;
  }

  /**
   * Tells whether {@code band} holds neither {@code nodata} nor NaN anywhere. Scans once and
   * remembers; threads that race here scan twice and agree.
   */
  boolean isClean(int band, double nodata) {
    var verdict = verdicts[band];
    if (verdict == null || Double.compare(verdict.nodata(), nodata) != 0) {
      verdict = new Verdict(nodata, !NoData.occurs(block, band, nodata));
      verdicts[band] = verdict;
    }
    return verdict.clean();
  }
}
