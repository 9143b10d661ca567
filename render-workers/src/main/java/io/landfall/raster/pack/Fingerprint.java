package io.landfall.raster.pack;

import io.landfall.raster.BlockCompressor;
import java.util.function.IntFunction;
import java.util.zip.CRC32;

/**
 * Tells versions of a compressor apart that do not tell theirs: a checksum of how it packs a sample
 * of smooth, repeated and noisy bytes.
 */
final class Fingerprint {
  private static final int SAMPLE_BYTES = 1 << 15;

  private Fingerprint() {}

  /** Returns eight hexadecimal digits. */
  static String of(IntFunction<BlockCompressor> byLevel, int... levels) {
    byte[] sample = sample();
    CRC32 sum = new CRC32();
    for (int level : levels) {
      BlockCompressor compressor = byLevel.apply(level);
      sum.update(compressor.pack(sample, sample.length, true));
      sum.update(compressor.pack(sample, sample.length, false));
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
