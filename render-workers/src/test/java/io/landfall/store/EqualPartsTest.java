package io.landfall.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.StoredPart;
import io.landfall.store.EqualParts.ComposedPart;
import io.landfall.store.EqualParts.Slice;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EqualPartsTest {
  private static final long MIB = 1 << 20;

  @Test
  void partsRunAcrossObjects() {
    assertThat(EqualParts.of(objects(7, 2, 3), 5))
        .containsExactly(
            new ComposedPart(1, List.of(new Slice(1, 0, 5))),
            new ComposedPart(
                2, List.of(new Slice(1, 5, 2), new Slice(2, 0, 2), new Slice(3, 0, 1))),
            new ComposedPart(3, List.of(new Slice(3, 1, 2))));
  }

  @Test
  void objectsThatFillTheirPartsLeaveNoEmptyOne() {
    assertThat(EqualParts.of(objects(5, 10), 5)).extracting(ComposedPart::bytes).containsOnly(5L);
    assertThat(EqualParts.of(objects(5, 10), 5)).hasSize(3);
  }

  @Test
  void allBytesAreThereInOrderWhateverTheSizes() {
    var random = new Random(11);
    for (int round = 0; round < 200; round++) {
      long[] sizes = random.longs(1 + random.nextInt(20), 0, 50).toArray();
      long partBytes = 1 + random.nextInt(60);
      List<ComposedPart> parts = EqualParts.of(objects(sizes), partBytes);

      int object = 1;
      long at = 0;
      for (ComposedPart part : parts) {
        assertThat(part.bytes()).isLessThanOrEqualTo(partBytes).isPositive();
        assertThat(part.bytes() == partBytes || part.number() == parts.size()).isTrue();
        for (Slice slice : part.slices()) {
          while (at == sizes[object - 1]) {
            object++;
            at = 0;
          }
          assertThat(slice.object()).isEqualTo(object);
          assertThat(slice.from()).isEqualTo(at);
          at += slice.bytes();
        }
      }
      assertThat(parts.stream().mapToLong(ComposedPart::bytes).sum())
          .isEqualTo(java.util.Arrays.stream(sizes).sum());
    }
  }

  @ParameterizedTest(name = "a file of {0} MiB has parts of {1}")
  @CsvSource({"20, 16", "16000, 16", "32000, 32", "128000, 128", "650000, 128"})
  void largeFilesHaveLargerParts(long fileMib, long partMib) {
    assertThat(EqualParts.partBytes(fileMib * MIB)).isEqualTo(partMib * MIB);
  }

  @Test
  void theLargestFileHasFewEnoughParts() {
    long most = 10_000L * 128 * MIB / 2;
    assertThat(EqualParts.maxExpectedBytes(10_000)).isEqualTo(most);
    assertThat(2 * most / EqualParts.partBytes(2 * most)).isLessThanOrEqualTo(10_000);
  }

  private static List<StoredPart> objects(long... sizes) {
    return IntStream.range(0, sizes.length)
        .mapToObj(i -> new StoredPart(i + 1, "etag", sizes[i], null))
        .toList();
  }
}
