package io.landfall.raster.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.landfall.raster.BlockCompressor;
import io.landfall.raster.RasterException;
import io.landfall.raster.tiff.JdkInflater;
import io.landfall.raster.tiff.ZlibInflater;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NativeDeflateTest {
  private final LibDeflate library = LibDeflate.find().orElse(null);

  @Test
  void everyLevelUnpacksByBothEngines() {
    assumeTrue(library != null, "no libdeflate here");
    byte[] raw = PredictedImagery.block(1);
    for (int level = 1; level <= 12; level++) {
      byte[] packed = new NativeDeflate(library, level).pack(raw, raw.length, false);
      for (BlockCompressor engine :
          new BlockCompressor[] {new NativeDeflate(library, 1), new JdkDeflate(1)}) {
        byte[] unpacked = new byte[raw.length];
        engine.unpack(packed, unpacked);
        assertThat(Arrays.equals(unpacked, raw)).as("level %d by %s", level, engine).isTrue();
      }
    }
  }

  @Test
  void theSameBytesPackTheSameWhateverWasPackedBefore() {
    assumeTrue(library != null, "no libdeflate here");
    BlockCompressor used = new NativeDeflate(library, 6);
    used.pack(PredictedImagery.block(2), 300_000, true);
    byte[] raw = PredictedImagery.block(3);

    byte[] again = used.pack(raw, 100_000, false);

    assertThat(again).isEqualTo(new NativeDeflate(library, 6).pack(raw, 100_000, true));
  }

  @Test
  void lessThanATileIsDamaged() {
    assumeTrue(library != null, "no libdeflate here");
    BlockCompressor engine = new NativeDeflate(library, 6);
    byte[] packed = engine.pack(new byte[1000], 1000, true);

    assertThatThrownBy(() -> engine.unpack(packed, new byte[1001]))
        .isInstanceOf(RasterException.class)
        .hasMessage("Cannot unpack a tile: it holds 1000 bytes instead of 1001.");
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

  /** Whole, cut off, with flipped bits; wanted in full, in part, and beyond. */
  @Property(tries = 600)
  void bothInflatersSayTheSame(
      @ForAll long seed,
      @ForAll @IntRange(max = 5000) int size,
      @ForAll @IntRange(max = 3) int flips) {
    assumeTrue(library != null, "no libdeflate here");
    Random random = new Random(seed);
    byte[] raw = PredictedImagery.anything(random, size);
    BlockCompressor packer =
        random.nextBoolean()
            ? new JdkDeflate(1 + random.nextInt(9))
            : new NativeDeflate(library, 6);
    byte[] packed = packer.pack(raw, size, random.nextBoolean());
    for (int i = 0; i < flips; i++) {
      packed[random.nextInt(packed.length)] ^= (byte) (1 << random.nextInt(8));
    }
    int length = random.nextInt(3) == 0 ? random.nextInt(packed.length + 1) : packed.length;
    int wanted = random.nextInt(3) == 0 ? random.nextInt(2 * size + 1) : size;

    assertThat(said(NativeInflater.of(library), packed, length, wanted))
        .isEqualTo(said(new JdkInflater(), packed, length, wanted));
  }

  private static String said(ZlibInflater inflater, byte[] packed, int length, int wanted) {
    byte[] into = new byte[wanted + 16];
    Arrays.fill(into, wanted, into.length, (byte) 77);
    try {
      int done = inflater.inflate(packed, length, into, wanted);
      return done + " bytes " + Arrays.hashCode(Arrays.copyOf(into, done)) + beyond(into, wanted);
    } catch (DataFormatException refused) {
      return refused.getMessage() + beyond(into, wanted);
    }
  }

  private static String beyond(byte[] into, int wanted) {
    return Arrays.toString(Arrays.copyOfRange(into, wanted, into.length));
  }
}
