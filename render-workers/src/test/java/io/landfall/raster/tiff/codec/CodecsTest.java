package io.landfall.raster.tiff.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.raster.tiff.format.Photometric;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.DataFormatException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CodecsTest {
  @Test
  void packBitsTakesRunsAndLiterals() throws DataFormatException {
    byte[] compressed = {-2, 7, 1, 1, 2, -128, -1, 9}; // 3 times 7; 1, 2; nothing; twice 9

    assertThat(decompress(32773, compressed, 7)).containsExactly(7, 7, 7, 1, 2, 9, 9);
    assertThat(decompress(32773, compressed, 2)).containsExactly(7, 7);
  }

  @Property(tries = 60)
  void lzwUnpacksWhatAnEncoderOfTheSpecificationPacks(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40_000) int size)
      throws DataFormatException {
    var random = new Random(seed);
    int values = 1 + random.nextInt(256);
    byte[] raw = new byte[size];
    for (int i = 0; i < size; i++) {
      raw[i] = (byte) random.nextInt(values);
    }

    assertThat(decompress(5, LzwEncoder.encode(raw), size)).isEqualTo(raw);
    assertThat(decompress(5, LzwEncoder.encode(raw), size / 2))
        .isEqualTo(Arrays.copyOf(raw, size / 2));
  }

  @Test
  void lzwRefusesCodesBeforeTheyAreDefined() {
    byte[] compressed = {(byte) 0x80, 0x7f, (byte) 0xff, (byte) 0xff}; // clear, then 511

    assertThatThrownBy(() -> decompress(5, compressed, 10))
        .hasMessageContaining("before it is defined");
  }

  @Property(tries = 200)
  void noCodecWritesBeyondTheSizeNorThrowsAnythingElse(@ForAll byte[] compressed) {
    for (int compression :
        new int[] {1, 2, 3, 4, 5, 7, 8, 32766, 32773, 32809, 34887, 34925, 50000}) {
      byte[] into = new byte[64];
      try {
        int done = Codecs.standard().of(compression).decode(compressed(compressed), into, 40);
        assertThat(done).isBetween(0, 40);
      } catch (DataFormatException refused) {
        assertThat(refused).message().isNotBlank();
      }
      assertThat(Arrays.copyOfRange(into, 40, 64)).containsOnly(0);
    }
  }

  private static byte[] decompress(int compression, byte[] compressed, int size)
      throws DataFormatException {
    byte[] into = new byte[size];
    int done = Codecs.standard().of(compression).decode(compressed(compressed), into, size);
    return Arrays.copyOf(into, done);
  }

  private static Codec.EncodedBlock compressed(byte[] bytes) {
    return new Codec.EncodedBlock(
        bytes,
        bytes.length,
        1,
        1,
        1,
        new Codec.CodecParameters(Photometric.BLACK_IS_ZERO, 0, new byte[0]));
  }

  /** LZW as the TIFF 6 specification describes the writing side. */
  private static final class LzwEncoder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int bits;
    private int held;

    static byte[] encode(byte[] raw) {
      var encoder = new LzwEncoder();
      Map<String, Integer> table = new HashMap<>();
      int width = 9;
      encoder.put(256, width);
      String run = "";
      for (byte value : raw) {
        char next = (char) (value & 0xff);
        if (run.isEmpty() || table.containsKey(run + next)) {
          run += next;
          continue;
        }
        encoder.put(code(table, run), width);
        table.put(run + next, 258 + table.size());
        int defined = 258 + table.size();
        if (defined == 4095) {
          encoder.put(256, width);
          table.clear();
          width = 9;
        } else if (defined == 1 << width) {
          width++;
        }
        run = String.valueOf(next);
      }
      encoder.put(code(table, run), width);
      encoder.put(257, width + (258 + table.size() + 1 == 1 << width ? 1 : 0));
      encoder.put(0, 7);
      return encoder.out.toByteArray();
    }

    private static int code(Map<String, Integer> table, String run) {
      return run.length() == 1 ? run.charAt(0) : table.get(run);
    }

    private void put(int code, int width) {
      bits = bits << width | code;
      held += width;
      while (held >= 8) {
        held -= 8;
        out.write(bits >>> held);
        bits &= (1 << held) - 1;
      }
    }
  }
}
