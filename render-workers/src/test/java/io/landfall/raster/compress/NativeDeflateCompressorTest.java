package io.landfall.raster.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.landfall.raster.RasterException;
import io.landfall.raster.tiff.codec.JdkInflater;
import io.landfall.raster.tiff.codec.ZlibInflater;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NativeDeflateCompressorTest {
  private final LibDeflate library = LibDeflate.find().orElse(null);

  @Test
  void everyLevelDecompressesByBothCodecs() {
    assumeTrue(library != null, "no libdeflate here");
    byte[] raw = PredictedImagery.block(1);
    for (int level = 1; level <= 12; level++) {
      byte[] compressed =
          new NativeDeflateCompressor(library, level).compress(raw, raw.length, false);
      for (BlockCompressor codec :
          new BlockCompressor[] {
            new NativeDeflateCompressor(library, 1), new JdkDeflateCompressor(1)
          }) {
        byte[] decompressed = new byte[raw.length];
        codec.decompress(compressed, decompressed);
        assertThat(Arrays.equals(decompressed, raw)).as("level %d by %s", level, codec).isTrue();
      }
    }
  }

  @Test
  void theSameBytesCompressTheSameWhateverWasCompressedBefore() {
    assumeTrue(library != null, "no libdeflate here");
    BlockCompressor used = new NativeDeflateCompressor(library, 6);
    used.compress(PredictedImagery.block(2), 300_000, true);
    byte[] raw = PredictedImagery.block(3);

    byte[] again = used.compress(raw, 100_000, false);

    assertThat(again)
        .isEqualTo(new NativeDeflateCompressor(library, 6).compress(raw, 100_000, true));
  }

  @Test
  void lessThanATileIsDamaged() {
    assumeTrue(library != null, "no libdeflate here");
    BlockCompressor codec = new NativeDeflateCompressor(library, 6);
    byte[] compressed = codec.compress(new byte[1000], 1000, true);

    assertThatThrownBy(() -> codec.decompress(compressed, new byte[1001]))
        .isInstanceOf(RasterException.class)
        .hasMessage("Cannot decompress a tile: it holds 1000 bytes instead of 1001.");
  }

  @Test
  void isNotFoundOnceSwitchedOff() {
    System.setProperty(LibDeflate.NATIVE_PROP_NAME, "off");
    try {
      assertThat(LibDeflate.find()).isEmpty();
      assertThat(NativeInflater.fastest()).isInstanceOf(JdkInflater.class);
    } finally {
      System.clearProperty(LibDeflate.NATIVE_PROP_NAME);
    }
  }

  /**
   * Whole, cut off, with flipped bits; wanted in full, in part, and beyond. Of damaged bytes that
   * are wanted in part no checksum is reached, and codes that no compressor writes are known to the
   * JDK's alone, which refuses some although what was compressed comes out; neither writes beyond
   * its place.
   */
  @Property(tries = 600)
  void bothInflatersSayTheSame(
      @ForAll long seed,
      @ForAll @IntRange(max = 5000) int size,
      @ForAll @IntRange(max = 3) int flips) {
    assumeTrue(library != null, "no libdeflate here");
    Random random = new Random(seed);
    byte[] raw = PredictedImagery.anything(random, size);
    BlockCompressor compressor =
        random.nextBoolean()
            ? new JdkDeflateCompressor(1 + random.nextInt(9))
            : new NativeDeflateCompressor(library, 6);
    byte[] compressed = compressor.compress(raw, size, random.nextBoolean());
    for (int i = 0; i < flips; i++) {
      compressed[random.nextInt(compressed.length)] ^= (byte) (1 << random.nextInt(8));
    }
    int length = random.nextInt(3) == 0 ? random.nextInt(compressed.length + 1) : compressed.length;
    int wanted = random.nextInt(3) == 0 ? random.nextInt(2 * size + 1) : size;

    String fast = said(NativeInflater.of(library), compressed, length, wanted);
    String java = said(new JdkInflater(), compressed, length, wanted);
    String untouched = "[77" + ", 77".repeat(15) + "]";
    if (flips > 0 && (wanted < size || fast.equals(whole(raw, size) + untouched))) {
      assertThat(fast).endsWith(untouched);
    } else {
      assertThat(fast).isEqualTo(java);
    }
  }

  private static String said(ZlibInflater inflater, byte[] compressed, int length, int wanted) {
    byte[] into = new byte[wanted + 16];
    Arrays.fill(into, wanted, into.length, (byte) 77);
    try {
      int done = inflater.inflate(compressed, length, into, wanted);
      return whole(into, done) + beyond(into, wanted);
    } catch (DataFormatException refused) {
      return refused.getMessage() + beyond(into, wanted);
    }
  }

  private static String whole(byte[] bytes, int length) {
    return length + " bytes " + Arrays.hashCode(Arrays.copyOf(bytes, length));
  }

  private static String beyond(byte[] into, int wanted) {
    return Arrays.toString(Arrays.copyOfRange(into, wanted, into.length));
  }
}
