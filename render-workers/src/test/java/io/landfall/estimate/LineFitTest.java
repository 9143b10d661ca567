package io.landfall.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LineFitTest {
  @Test
  void aLineIsFoundThroughItsPointsThoughOneIsFarOff() {
    LineFit line =
        LineFit.through(new double[] {1, 2, 3, 4, 5, 6}, new double[] {3, 5, 7, 90, 11, 13});
    assertThat(line.slope()).isCloseTo(2, within(0.5));
    assertThat(line.at(10)).isCloseTo(21, within(4.0));
  }

  @Test
  void nothingTakesLessTheMoreThereIs() {
    LineFit line = LineFit.through(new double[] {1, 2, 3, 4, 5}, new double[] {9, 8, 7, 6, 5});
    assertThat(line.slope()).isZero();
    assertThat(line.at(100)).isEqualTo(7);
  }

  @Test
  void aSlopeThatWouldTakeMoreThanWasTakenIsMadeFlatter() {
    LineFit line =
        LineFit.withSlope(new double[] {10, 20, 30, 40, 50}, new double[] {1, 2, 3, 4, 5}, 5);
    assertThat(line).isEqualTo(new LineFit(0, 0.1));
  }

  @Test
  void pointsOfOneSizeTellALatency() {
    LineFit line = LineFit.through(new double[] {2, 2, 2, 2, 2}, new double[] {1, 2, 3, 4, 50});
    assertThat(line).isEqualTo(new LineFit(3, 0));
  }
}
