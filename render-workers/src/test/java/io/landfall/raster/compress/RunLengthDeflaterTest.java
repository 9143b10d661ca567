package io.landfall.raster.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunLengthDeflaterTest {
  private final RunLengthDeflater deflater = new RunLengthDeflater();

  @Property(tries = 300)
  void everyInflaterReadsIt(@ForAll long seed, @ForAll @IntRange(min = 1, max = 70_000) int size)
      throws DataFormatException {
    byte[] raw = PredictedImagery.anything(new Random(seed), size);

    byte[] compressed = deflate(raw, size);

    assertThat(inflated(compressed, size)).isEqualTo(raw);
    if (LibDeflate.find().isPresent()) {
      byte[] fast = new byte[size];
      new NativeDeflateCompressor(LibDeflate.find().get(), 1).decompress(compressed, fast);
      assertThat(fast).isEqualTo(raw);
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {1, 2, 3, 4, 7, 8, 9, 11, 258, 259, 260, 262, 267, 517, 520, 8191, 8192, 8193, 8200})
  void runsOfEveryLengthComeBack(int size) throws DataFormatException {
    for (int before = 0; before < 6; before++) {
      byte[] raw = new byte[before + size + 5];
      for (int i = 0; i < before; i++) {
        raw[i] = (byte) (i + 1);
      }
      Arrays.fill(raw, before + size, raw.length, (byte) 200);

      assertThat(inflated(deflate(raw, raw.length), raw.length)).isEqualTo(raw);
    }
  }

  /** Counts that double make the deepest codes, which are cut to 14 bits. */
  @Test
  void rareBytesBesideFrequentOnesComeBack() throws DataFormatException {
    byte[] raw = new byte[1 << 20];
    int at = 0;
    for (int value = 0, count = 1; value < 19; value++, count *= 2) {
      for (int i = 0; i < count; i++) {
        raw[at] = (byte) value;
        at = (at + 7919) % raw.length;
      }
    }

    assertThat(inflated(deflate(raw, raw.length), raw.length)).isEqualTo(raw);
  }

  @Test
  void codesFollowTheContent() {
    Random random = new Random(1);
    byte[] raw = new byte[1 << 18];
    for (int i = 0; i < raw.length; i++) {
      int centre = i < raw.length / 2 ? 0 : 128;
      raw[i] = (byte) (centre + random.nextInt(16));
    }

    // four bits a byte on either side of the middle, where one code for both takes five
    assertThat(deflate(raw, raw.length).length).isBetween(raw.length / 2, raw.length * 51 / 100);
  }

  /** Other bytes are another codec: plans pin its version. */
  @Test
  void theVersionStandsForTheBytes() {
    CRC32 sum = new CRC32();
    for (int seed = 0; seed < 3; seed++) {
      byte[] raw = PredictedImagery.block(seed);
      sum.update(deflate(raw, raw.length));
    }

    assertThat(RunLengthDeflater.VERSION + " %08x".formatted(sum.getValue()))
        .isEqualTo("landfall-rle 1 a913ad8f");
  }

  private byte[] deflate(byte[] raw, int size) {
    deflater.scan(raw, size);
    return deflater.deflate();
  }

  /** Also checks that the stream ends where its bytes end, and its checksum. */
  private static byte[] inflated(byte[] compressed, int size) throws DataFormatException {
    Inflater inflater = new Inflater();
    inflater.setInput(compressed);
    byte[] raw = new byte[size];
    assertThat(inflater.inflate(raw)).isEqualTo(size);
    assertThat(inflater.inflate(new byte[1])).isZero();
    assertThat(inflater.finished()).isTrue();
    assertThat(inflater.getRemaining()).isZero();
    inflater.end();
    return raw;
  }
}
