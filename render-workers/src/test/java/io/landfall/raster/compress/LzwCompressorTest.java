package io.landfall.raster.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.raster.RasterException;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LzwCompressorTest {
  private final LzwCompressor lzw = new LzwCompressor();

  @Property(tries = 300)
  void theReaderDecodesIt(@ForAll long seed, @ForAll @IntRange(max = 40_000) int size) {
    byte[] raw = PredictedImagery.anything(new Random(seed), size);
    byte[] decompressed = new byte[size];

    lzw.decompress(lzw.compress(raw, size, false), decompressed);

    assertThat(decompressed).isEqualTo(raw);
  }

  /** Every length around those where a code gets wider or the table is full. */
  @Test
  void endsSoundlyWhereverTheTableStands() {
    byte[] raw = new byte[4200];
    new Random(7).nextBytes(raw); // hardly a pair twice, so a code a byte
    for (int size = 1; size < raw.length; size++) {
      byte[] decompressed = new byte[size];
      byte[] compressed = lzw.compress(raw, size, false);
      lzw.decompress(compressed, decompressed);
      assertThat(Arrays.mismatch(decompressed, raw)).as("%d bytes", size).isEqualTo(size);
    }
  }

  /** As libtiff's: clear, 97, 258, 259, end, in nine bits each. */
  @Test
  void theBitsAreThoseOfTheSpecification() {
    byte[] compressed = lzw.compress(new byte[] {97, 97, 97, 97, 97, 97}, 6, true);

    assertThat(bits(compressed))
        .startsWith("100000000" + "001100001" + "100000010" + "100000011" + "100000001");
    assertThat(compressed).hasSize(6);
  }

  @Test
  void lessThanATileIsDamaged() {
    byte[] compressed = lzw.compress(new byte[1000], 1000, true);

    assertThatThrownBy(() -> lzw.decompress(compressed, new byte[1001]))
        .isInstanceOf(RasterException.class)
        .hasMessage("Cannot decompress a tile: it holds 1000 bytes instead of 1001.");
  }

  private static String bits(byte[] bytes) {
    StringBuilder bits = new StringBuilder();
    for (byte b : bytes) {
      bits.append(Integer.toBinaryString(0x100 | b & 0xFF).substring(1));
    }
    return bits.toString();
  }
}
