package io.landfall.raster.compress;

/**
 * DEFLATE by content: blocks in which repeats gain next to nothing, as noise around zero has none,
 * by {@link RunLengthDeflater} in a quarter of the time, others by a compressor that searches for
 * them. What decides are two samples of a block, each as far as DEFLATE can look back: they are
 * compressed both ways, the one by its quickest level.
 */
final class ImageryDeflateCompressor implements BlockCompressor {
  /** From this level on, time counts less than size: repeats are searched for everywhere. */
  static final int THOROUGH_LEVEL = 6;

  /** As far as DEFLATE can look back. */
  private static final int SAMPLE_BYTES = 1 << 15;

  private static final int SAMPLES = 2;

  /** Smaller blocks are a sample themselves. */
  private static final int LEAST_BYTES = SAMPLES * SAMPLE_BYTES;

  /** Larger blocks are rare, and not worth keeping as much memory again for. */
  private static final int MOST_BYTES = 1 << 28;

  /** Beyond this share of the size nothing is gained: who searches for repeats finds that too. */
  private static final double INCOMPRESSIBLE = 0.98;

  private final BlockCompressor matching;
  private final BlockCompressor quickest;
  private final RunLengthDeflater runs = new RunLengthDeflater();
  private final byte[] sample = new byte[SAMPLES * SAMPLE_BYTES];

  /**
   * Makes one.
   *
   * @param matching searches for repeats
   * @param quickest likewise, in the least time
   */
  ImageryDeflateCompressor(BlockCompressor matching, BlockCompressor quickest) {
    this.matching = matching;
    this.quickest = quickest;
  }

  @Override
  public byte[] compress(byte[] raw, int length, boolean repetitive) {
    if (length < LEAST_BYTES || length > MOST_BYTES) {
      return matching.compress(raw, length, repetitive);
    }
    runs.scan(raw, length);
    double bits = 0;
    for (int part = 0; part < runs.parts(); part++) {
      bits += runs.partBits(part);
    }
    return bits > INCOMPRESSIBLE * Byte.SIZE * length || isRepetitive(raw, length, bits)
        ? matching.compress(raw, length, true)
        : runs.deflate();
  }

  /** Tells whether repeats gain something in samples from where the bytes of the block go. */
  private boolean isRepetitive(byte[] raw, int length, double bits) {
    double inRuns = 0;
    int partsInSample = Math.max(1, SAMPLE_BYTES / runs.partSize());
    int sampleBytes = Math.min(SAMPLE_BYTES, partsInSample * runs.partSize()); // of whole parts
    int sampled = 0;
    int part = 0;
    double before = 0;
    for (int i = 0; i < SAMPLES; i++) {
      double middle = bits * (2 * i + 1) / (2 * SAMPLES);
      while (part < runs.parts() - 1 && before + runs.partBits(part) < middle) {
        before += runs.partBits(part++);
      }
      int first = Math.max(0, Math.min(part - partsInSample / 2, runs.parts() - partsInSample));
      int from = first * runs.partSize();
      int size = Math.min(sampleBytes, length - from);
      System.arraycopy(raw, from, sample, sampled, size);
      sampled += size;
      for (int p = first; p < first + partsInSample; p++) {
        inRuns += runs.partBits(p) * Math.min(1, (double) size / runs.partSize());
      }
    }
    return Byte.SIZE * (double) quickest.compress(sample, sampled, true).length < inRuns;
  }

  @Override
  public void decompress(byte[] compressed, byte[] raw) {
    matching.decompress(compressed, raw);
  }
}
