package io.landfall.raster.compress;

import java.util.function.IntFunction;
import java.util.zip.CRC32;

/**
 * Tells versions of a compressor apart that do not tell theirs: a checksum of how it compresses a
 * sample of smooth, repeated and noisy bytes.
 */
final class CodecFingerprint {
  private static final int SAMPLE_BYTES = 1 << 15;

  private CodecFingerprint() {}

  /** Returns eight hexadecimal digits. */
  static String of(IntFunction<BlockCompressor> byLevel, int... levels) {
    byte[] sample = sample();
    CRC32 sum = new CRC32();
    for (int level : levels) {
      BlockCompressor compressor = byLevel.apply(level);
      sum.update(compressor.compress(sample, sample.length, true));
      sum.update(compressor.compress(sample, sample.length, false));
    }
    return "%08x".formatted(sum.getValue());
  }

  /**
   * Returns eight hexadecimal digits of what encoders make of samples.
   *
   * @param side of the blocks of all of them
   */
  static String of(int side, BlockEncoder... encoders) {
    byte[] sample = sample();
    CRC32 sum = new CRC32();
    for (BlockEncoder encoder : encoders) {
      sum.update(encoder.compress(sample, sample.length, false));
    }
    return "%08x".formatted(sum.getValue());
  }

  private static byte[] sample() {
    byte[] sample = new byte[SAMPLE_BYTES];
    int noise = 1;
    for (int i = 0; i < SAMPLE_BYTES; i++) {
      noise = noise * 1_103_515_245 + 12_345;
      int bits = Integer.numberOfLeadingZeros(noise);
      sample[i] = (byte) (i % 4096 < 1024 ? i / 7 % 64 : bits - i % 3);
    }
    return sample;
  }
}
