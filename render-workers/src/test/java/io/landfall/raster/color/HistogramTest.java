package io.landfall.raster.color;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.SampleType;
import io.landfall.model.request.Tool;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {
  private static Histogram exactly(SampleType type, double... values) {
    var builder = HistogramBuilder.exactly(type);
    builder.add(values, 0, values.length);
    return builder.build();
  }

  private static Histogram between(double min, double max, double... values) {
    var builder = HistogramBuilder.between(min, max);
    builder.add(values, 0, values.length);
    return builder.build();
  }

  /** As {@code numpy.percentile} has it. */
  static double percentile(double[] values, double percent) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double rank = percent / 100 * (sorted.length - 1);
    int below = (int) rank;
    double next = sorted[Math.min(below + 1, sorted.length - 1)];
    return sorted[below] + (rank - below) * (next - sorted[below]);
  }

  @Test
  void percentilesOfIntegersAreThoseOfTheValues() {
    var random = new Random(1);
    double[] values = random.doubles(999).map(v -> Math.rint(v * v * 60_000 - 30_000)).toArray();
    Histogram histogram = exactly(SampleType.INT16, values);
    for (double percent : new double[] {0, 0.1, 2, 33.3, 50, 98, 99.99, 100}) {
      assertThat(histogram.percentile(percent))
          .isCloseTo(percentile(values, percent), within(1e-9));
    }
    assertThat(histogram.mean())
        .isCloseTo(Arrays.stream(values).average().getAsDouble(), within(1e-9));
  }

  @Test
  void zerosCanBeLeftOutOfWholeNumbers() {
    Histogram histogram = exactly(SampleType.UINT16, 0, 0, 0, 7, 9, 60_000, 0, 0);
    assertThat(histogram.shareOfZeros()).isEqualTo(5 / 8.0);
    Histogram without = histogram.withoutZeros();
    assertThat(without.count()).isEqualTo(3);
    assertThat(without.min()).isEqualTo(7);
    assertThat(without.max()).isEqualTo(60_000);
    assertThat(without.percentile(50)).isEqualTo(9);
    assertThat(without.mean()).isEqualTo(60_016 / 3.0);
    assertThat(between(0, 1, 0, 0, 1).shareOfZeros()).as("of floats").isZero();
    assertThat(exactly(SampleType.INT16, -3, 0, 4).withoutZeros().min()).isEqualTo(-3);
  }

  @Test
  void percentilesOfFloatsAreWithinABin() {
    double[] values = new Random(2).doubles(5000).map(v -> v * v * v - 0.2).toArray();
    Histogram histogram = between(-0.2, 0.8, values);
    for (double percent : new double[] {0, 0.1, 2, 33.3, 50, 98, 99.99, 100}) {
      assertThat(histogram.percentile(percent))
          .isCloseTo(percentile(values, percent), within(1.0 / Histogram.WIDE_BINS));
    }
  }

  @Test
  void whatIsNoNumberIsLeftOut() {
    double[] values = {Double.NaN, 3, Double.POSITIVE_INFINITY, 5, Double.NEGATIVE_INFINITY};
    for (Histogram histogram :
        new Histogram[] {exactly(SampleType.UINT8, values), between(3, 5, values)}) {
      assertThat(histogram.count()).isEqualTo(2);
      assertThat(histogram.min()).isEqualTo(3);
      assertThat(histogram.max()).isEqualTo(5);
      assertThat(histogram.percentile(50)).isEqualTo(4);
    }
  }

  @Test
  void aStretchIsNeverEmpty() {
    assertThat(exactly(SampleType.UINT16, 1, 2, 3, 4, 5).stretch(2, 98))
        .isEqualTo(new Tool.ValueRange(1.08, 4.92));
    assertThat(exactly(SampleType.UINT16, 7).stretch(2, 98))
        .isEqualTo(new Tool.ValueRange(6.5, 7.5));
    assertThat(between(1e20, 1e20, 1e20).stretch(2, 98).min()).isLessThan(1e20);
    assertThat(exactly(SampleType.UINT8).stretch(2, 98)).isEqualTo(new Tool.ValueRange(-0.5, 0.5));
    double[] mostlyOne = new double[1000];
    Arrays.fill(mostlyOne, 9);
    mostlyOne[0] = 100;
    assertThat(exactly(SampleType.UINT8, mostlyOne).stretch(2, 98))
        .isEqualTo(new Tool.ValueRange(9, 100));
  }

  @Test
  void theWidestRangeOfDoublesHasBins() {
    Histogram histogram = between(-Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE, 0, 1e308);
    assertThat(histogram.percentile(50)).isFinite();
  }

  @Test
  void typesOfManyValuesNeedARange() {
    assertThatThrownBy(() -> HistogramBuilder.exactly(SampleType.FLOAT32))
        .hasMessageContaining("FLOAT32");
    assertThatThrownBy(() -> HistogramBuilder.between(1, 0)).hasMessageContaining("1.0 to 0.0");
    assertThatThrownBy(() -> exactly(SampleType.UINT8, 1).percentile(101))
        .hasMessageContaining("101");
  }
}
