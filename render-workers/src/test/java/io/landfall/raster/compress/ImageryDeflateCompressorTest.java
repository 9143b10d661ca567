package io.landfall.raster.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageryDeflateCompressorTest {
  private static final int ROW = 1536;

  private final BlockCompressor matching = new JdkDeflateCompressor(4);
  private final BlockCompressor compressor =
      new ImageryDeflateCompressor(matching, new JdkDeflateCompressor(1));

  @Test
  void noiseIsNotSearched() {
    byte[] raw = PredictedImagery.block(1);
    RunLengthDeflater runs = new RunLengthDeflater();
    runs.scan(raw, raw.length);

    assertThat(compressor.compress(raw, raw.length, false)).isEqualTo(runs.deflate());
  }

  /** As pixels of half the resolution, made twice as many, leave them. */
  @Test
  void rowsThatComeTwiceAreFound() {
    byte[] raw = PredictedImagery.block(1);
    for (int from = 0; from < raw.length; from += 2 * ROW) {
      System.arraycopy(raw, from, raw, from + ROW, ROW);
    }

    assertThat(compressor.compress(raw, raw.length, false))
        .isEqualTo(matching.compress(raw, raw.length, true));
  }

  /**
   * Parts of such a block are no divisors of a sample: of both ways, the same bytes are counted.
   */
  @ParameterizedTest
  @ValueSource(ints = {1_572_864, 2_097_152, 3_145_728})
  void repeatsThatGainATenthAreFoundInLargeBlocks(int size) {
    byte[] raw = new byte[size];
    Random random = new Random(1);
    random.nextBytes(raw);
    for (int i = 0; i < size; i++) {
      raw[i] &= 0x3f; // six bits
    }
    for (int from = ROW; from + ROW / 8 <= size; from += ROW) { // an eighth of each row comes twice
      System.arraycopy(raw, from - ROW, raw, from, ROW / 8);
    }

    assertThat(
            Arrays.equals(
                compressor.compress(raw, size, false), matching.compress(raw, size, true)))
        .isTrue();
  }

  @Test
  void repeatsBesideEmptinessAreFound() {
    byte[] raw = PredictedImagery.block(1);
    for (int from = 0; from < raw.length; from += 2 * ROW) {
      if (from < raw.length * 3 / 4) {
        Arrays.fill(raw, from, from + 2 * ROW, (byte) 0);
      } else {
        System.arraycopy(raw, from, raw, from + ROW, ROW);
      }
    }

    assertThat(compressor.compress(raw, raw.length, false))
        .isEqualTo(matching.compress(raw, raw.length, true));
  }

  @Test
  void whatCannotBeCompressedGrowsByLittle() {
    byte[] raw = new byte[1 << 18];
    new Random(1).nextBytes(raw);

    assertThat(compressor.compress(raw, raw.length, false).length).isLessThan(raw.length + 200);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000, 65_535, 65_536, 65_537, 73_729, 786_432})
  void everySizeComesBack(int size) {
    byte[] raw = Arrays.copyOf(PredictedImagery.block(2), size);
    byte[] decompressed = new byte[size];

    compressor.decompress(compressor.compress(raw, size, false), decompressed);

    assertThat(decompressed).isEqualTo(raw);
  }

  @Test
  void emptinessIsSmall() {
    byte[] raw = new byte[786_432];

    assertThat(compressor.compress(raw, raw.length, true).length).isLessThan(4000);
  }
}
