package io.landfall.raster.pack;

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
  void theReaderUnpacksIt(@ForAll long seed, @ForAll @IntRange(max = 40_000) int size) {
    byte[] raw = PredictedImagery.anything(new Random(seed), size);
    byte[] unpacked = new byte[size];

    lzw.unpack(lzw.pack(raw, size, false), unpacked);

    assertThat(unpacked).isEqualTo(raw);
  }

  /** Every length around those where a code gets wider or the table is full. */
  @Test
  void endsSoundlyWhereverTheTableStands() {
    byte[] raw = new byte[4200];
    new Random(7).nextBytes(raw); // hardly a pair twice, so a code a byte
    for (int size = 1; size < raw.length; size++) {
      byte[] unpacked = new byte[size];
      byte[] packed = lzw.pack(raw, size, false);
      lzw.unpack(packed, unpacked);
      assertThat(Arrays.mismatch(unpacked, raw)).as("%d bytes", size).isEqualTo(size);
    }
  }

  /** As libtiff's: clear, 97, 258, 259, end, in nine bits each. */
  @Test
  void theBitsAreThoseOfTheSpecification() {
    byte[] packed = lzw.pack(new byte[] {97, 97, 97, 97, 97, 97}, 6, true);

    assertThat(bits(packed))
        .startsWith("100000000" + "001100001" + "100000010" + "100000011" + "100000001");
    assertThat(packed).hasSize(6);
  }

  @Test
  void lessThanATileIsDamaged() {
    byte[] packed = lzw.pack(new byte[1000], 1000, true);

    assertThatThrownBy(() -> lzw.unpack(packed, new byte[1001]))
        .isInstanceOf(RasterException.class)
        .hasMessage("Cannot unpack a tile: it holds 1000 bytes instead of 1001.");
  }

  private static String bits(byte[] bytes) {
    StringBuilder bits = new StringBuilder();
    for (byte b : bytes) {
      bits.append(Integer.toBinaryString(0x100 | b & 0xFF).substring(1));
    }
    return bits.toString();
  }
}
