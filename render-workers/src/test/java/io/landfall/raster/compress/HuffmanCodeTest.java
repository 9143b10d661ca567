package io.landfall.raster.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HuffmanCodeTest {
  @Property(tries = 500)
  void noPrefixCodeIsShorter(@ForAll long seed, @ForAll @IntRange(min = 2, max = 286) int symbols) {
    int[] counts = counts(new Random(seed), symbols, 10);
    HuffmanCode code = new HuffmanCode(symbols, 15);

    code.build(counts, 0);

    assertThat(length(counts, code.lengths())).isEqualTo(least(counts));
    assertThat(room(code.lengths())).isEqualTo(1);
  }

  @Property(tries = 500)
  void limitedCodesFillTheirRoomAndAreNotMuchLonger(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 286) int symbols) {
    int[] counts = counts(new Random(seed), symbols, 28);
    HuffmanCode code = new HuffmanCode(symbols, 14);

    code.build(counts, 0);

    assertThat(Arrays.stream(code.lengths()).max().orElse(0)).isLessThanOrEqualTo(14);
    assertThat(room(code.lengths())).isEqualTo(1);
    assertThat((double) length(counts, code.lengths())).isLessThan(1.02 * least(counts) + 300);
  }

  @Test
  void codesAreThoseOfTheStandard() {
    // RFC 1951, 3.2.2: of ABCDEFGH with lengths 3, 3, 3, 3, 3, 2, 4, 4, F has the code 00
    HuffmanCode code = new HuffmanCode(8, 15);

    code.build(new int[] {4, 4, 4, 4, 4, 8, 2, 2}, 0);

    assertThat(code.lengths()).containsExactly(3, 3, 3, 3, 3, 2, 4, 4);
    assertThat(Arrays.stream(code.entries()).map(entry -> entry >>> HuffmanCode.LENGTH_BITS))
        .containsExactly(0b010, 0b110, 0b001, 0b101, 0b011, 0b00, 0b0111, 0b1111);
  }

  @Test
  void aSingleSymbolHasACompanion() {
    HuffmanCode code = new HuffmanCode(4, 7);

    code.build(new int[] {9, 0, 0, 5, 0}, 1);

    assertThat(code.lengths()).containsExactly(1, 0, 1, 0);
  }

  /** Some of size 2^n for evenly distributed n, which makes for deep codes. */
  private static int[] counts(Random random, int symbols, int bits) {
    int[] counts = new int[symbols];
    long left = Integer.MAX_VALUE;
    for (int i = 0; i < symbols; i++) {
      counts[i] = (int) Math.min(left / 2, random.nextInt(4) == 0 ? 0 : 1 << random.nextInt(bits));
      left -= counts[i];
    }
    counts[0] = Math.max(1, counts[0]);
    counts[symbols - 1] = Math.max(1, counts[symbols - 1]);
    return counts;
  }

  private static long length(int[] counts, int[] lengths) {
    long sum = 0;
    for (int i = 0; i < counts.length; i++) {
      assertThat(lengths[i] > 0).isEqualTo(counts[i] > 0);
      sum += (long) counts[i] * lengths[i];
    }
    return sum;
  }

  private static double room(int[] lengths) {
    return Arrays.stream(lengths).filter(l -> l > 0).mapToDouble(l -> 1.0 / (1 << l)).sum();
  }

  private static long least(int[] counts) {
    PriorityQueue<Long> nodes = new PriorityQueue<>();
    Arrays.stream(counts).filter(count -> count > 0).forEach(count -> nodes.add((long) count));
    long sum = 0;
    while (nodes.size() > 1) {
      long node = nodes.poll() + nodes.poll();
      sum += node;
      nodes.add(node);
    }
    return sum;
  }
}
