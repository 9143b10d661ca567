package io.landfall.fuzz;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.ByteOrder;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Threat T3: whatever type, count and offset the entries of a directory claim, the file is read or
 * refused, in both byte orders and with offsets of 32 and of 64 bits.
 */
class FieldExtremesTest {
  private static final int[] TAGS = {
    254, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 284, 292, 293, 301, 317, 318, 320,
    322, 323, 324, 325, 330, 338, 339, 347, 529, 530, 531, 532, 33550, 33922, 34264, 34735, 34736,
    34737, 42112, 42113
  };

  /** The 12 of TIFF 6, IFD, the three of BigTIFF, and numbers that mean nothing. */
  private static final int[] TYPES = {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 17, 18, 0, 14, 15, 19, 255, 0xffff
  };

  private static final long[] NUMBERS = {
    0,
    1,
    2,
    3,
    4,
    5,
    8,
    15,
    16,
    17,
    32,
    64,
    80,
    255,
    256,
    300,
    4096,
    32767,
    32768,
    65535,
    65536,
    1 << 20,
    (1 << 20) + 1,
    Integer.MAX_VALUE,
    1L << 31,
    (1L << 32) - 1,
    1L << 32,
    (1L << 32) + 8,
    1L << 60,
    Long.MAX_VALUE / 8,
    Long.MAX_VALUE - 7,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -2,
    -1
  };

  /** One entry as it stands in the file. */
  record Claim(int tag, int type, long count, long bits) {}

  @Test
  void theFileWithoutClaimsIsSound() {
    for (var order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      for (boolean big : new boolean[] {false, true}) {
        byte[] bytes = new RawTiff(order, big).bytes();
        assertThatCode(
                () ->
                    new ReadThrough(4, 1 << 20, 1 << 20)
                        .read(new MemoryBytes("sound.tif", bytes), block -> {}))
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void everyTypeAndCountOfEveryTagIsReadOrRefused() {
    for (int tag : TAGS) {
      for (int type : TYPES) {
        for (long count : NUMBERS) {
          for (long bits : new long[] {0, 3, 1 << 16, (1L << 32) - 1, Long.MAX_VALUE, -1}) {
            readOrRefuse(
                new RawTiff(ByteOrder.LITTLE_ENDIAN, true).with(tag, type, count, bits), tag);
          }
        }
      }
    }
  }

  @Property(tries = 5000)
  void severalClaimsTogetherAreReadOrRefused(
      @ForAll boolean big, @ForAll boolean little, @ForAll("claims") Claim[] claims) {
    var tiff = new RawTiff(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN, big);
    for (var claim : claims) {
      tiff.with(claim.tag(), claim.type(), claim.count(), claim.bits());
    }
    readOrRefuse(tiff, Arrays.toString(claims));
  }

  @Provide
  Arbitrary<Claim[]> claims() {
    Arbitrary<Integer> tags = Arbitraries.of(Arrays.stream(TAGS).boxed().toList());
    Arbitrary<Integer> types = Arbitraries.of(Arrays.stream(TYPES).boxed().toList());
    Arbitrary<Long> numbers =
        Arbitraries.oneOf(
            Arbitraries.of(Arrays.stream(NUMBERS).boxed().toList()), Arbitraries.longs());
    return Combinators.combine(tags, types, numbers, numbers)
        .as(Claim::new)
        .array(Claim[].class)
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  private static void readOrRefuse(RawTiff tiff, Object claims) {
    try {
      TiffTarget.fuzzerTestOneInput(tiff.bytes());
    } catch (RuntimeException | Error finding) {
      throw new AssertionError("Neither read nor refused: " + claims, finding);
    }
  }
}
