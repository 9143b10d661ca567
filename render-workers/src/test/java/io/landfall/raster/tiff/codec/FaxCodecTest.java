package io.landfall.raster.tiff.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.raster.tiff.format.Photometric;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The bits are those of the examples and tables of ITU-T T.4 and T.6. */
class FaxCodecTest {
  private static final String WHITE_4 = "1011";
  private static final String BLACK_3 = "10";
  private static final String WHITE_1 = "000111";
  private static final String EOL = "000000000001";

  @Test
  void rowsOfRleStartAtAByte() throws DataFormatException {
    String row = WHITE_4 + BLACK_3 + WHITE_1; // 12 bits, and 4 of fill

    assertThat(decompress(2, 0, 2, row + "0000" + row))
        .containsExactly((byte) 0b0000_1110, (byte) 0b0000_1110);
  }

  @Test
  void rowsOfGroup3StandBetweenEndsOfLine() throws DataFormatException {
    String row = WHITE_4 + BLACK_3 + WHITE_1;

    assertThat(decompress(3, 0, 2, EOL + row + "00000" + EOL + row + EOL.repeat(6)))
        .containsExactly((byte) 0b0000_1110, (byte) 0b0000_1110);
  }

  @Test
  void group3InTwoDimensionsSaysWhichRowsStandAlone() throws DataFormatException {
    String row = WHITE_4 + BLACK_3 + WHITE_1;
    String oneFurther = "011" + "1" + "1"; // the first change a pixel later, the others the same

    assertThat(decompress(3, 1, 2, EOL + "1" + row + EOL + "0" + oneFurther))
        .containsExactly((byte) 0b0000_1110, (byte) 0b0000_0110);
  }

  @Test
  void group4StartsFromAWhiteRow() throws DataFormatException {
    String first = "001" + WHITE_4 + BLACK_3 + "1"; // horizontal, then as the row before: its end
    String empty = "0001" + "1"; // the row before had black there, this one does not

    assertThat(decompress(4, 0, 3, first + "111" + empty))
        .containsExactly((byte) 0b0000_1110, (byte) 0b0000_1110, (byte) 0);
  }

  @Test
  void theEndOfTheBlockEndsIt() throws DataFormatException {
    assertThat(decompress(4, 0, 3, "1" + EOL + EOL)).containsExactly((byte) 0);
  }

  @Test
  void refusesUncompressedMode() {
    assertThatThrownBy(() -> decompress(3, 2, 1, "1"))
        .isInstanceOf(UnsupportedStreamException.class);
  }

  @Property(tries = 300)
  void anyBytesEndInRowsOrARefusal(
      @ForAll @Size(max = 60) byte[] compressed, @ForAll @IntRange(min = 1, max = 70) int width) {
    for (int compression = 2; compression <= 4; compression++) {
      byte[] into = new byte[200];
      int size = (width + 7) / 8 * 20;
      var parameters =
          new Codec.CodecParameters(
              Photometric.BLACK_IS_ZERO, compression == 3 ? 1 : 0, new byte[0]);
      var block = new Codec.EncodedBlock(compressed, compressed.length, width, 20, 1, parameters);
      try {
        int done = Codecs.standard().of(compression).decode(block, into, size);
        assertThat(done).isBetween(0, size);
      } catch (DataFormatException refused) {
        assertThat(refused).message().isNotBlank();
      }
      assertThat(Arrays.copyOfRange(into, size, into.length)).containsOnly(0);
    }
  }

  /** Decompresses rows of 8 pixels. */
  private static byte[] decompress(int compression, int options, int rows, String bits)
      throws DataFormatException {
    byte[] compressed = new byte[(bits.length() + 7) / 8];
    for (int i = 0; i < bits.length(); i++) {
      compressed[i / 8] |= (byte) (bits.charAt(i) - '0' << 7 - i % 8);
    }
    var parameters = new Codec.CodecParameters(Photometric.BLACK_IS_ZERO, options, new byte[0]);
    var block = new Codec.EncodedBlock(compressed, compressed.length, 8, rows, 1, parameters);
    byte[] into = new byte[rows];
    return Arrays.copyOf(into, Codecs.standard().of(compression).decode(block, into, rows));
  }
}
