package io.landfall.node.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DemoScenesTest {

  @Test
  void thePlaceLooksTheSameEveryTime() {
    double[] one = new double[4];
    double[] other = new double[4];
    look(new SyntheticTerrain(7), 512_345, 4_098_765, one);
    look(new SyntheticTerrain(7), 512_345, 4_098_765, other);
    assertThat(one).isEqualTo(other);
  }

  @Test
  void anAcquisitionIsATiltedSquareInACollarOfNothing() {
    var acquisition = new Acquisition("pass", 500_010, 4_100_010, 200, 3, 0.2, 0.01);
    short[][] bands = new short[Acquisition.BANDS][200 * 200];
    acquisition.renderRows(new SyntheticTerrain(7), 0, 200, bands);
    for (short[] band : bands) {
      assertThat(band[0]).isZero();
      assertThat(band[100 * 200 + 100]).isNotZero();
    }
    assertThat(acquisition.isVisible(100, 100)).isTrue();
    assertThat(acquisition.isVisible(3, 3)).isFalse();
  }

  @Test
  void aPlaceLooksTheSameWhateverWasLookedAtBefore() {
    double[] one = new double[4];
    double[] other = new double[4];
    var country = new SyntheticTerrain(7);
    for (int i = 0; i < 20_000; i++) {
      look(country, 500_000 + 977.0 * (i % 211), 4_000_000 + 1_313.0 * (i % 173), one);
    }
    look(country, 512_345, 4_098_765, one);
    look(new SyntheticTerrain(7), 512_345, 4_098_765, other);
    assertThat(one).isEqualTo(other);
  }

  @Test
  void noiseIsSmoothAndBounded() {
    var noise = new GradientNoise(5);
    for (double x = -3; x < 3; x += 0.01) {
      assertThat(Math.abs(noise.at(x, 0.3))).isLessThan(1.6);
      assertThat(Math.abs(noise.at(x, 0.3) - noise.at(x + 1e-6, 0.3))).isLessThan(1e-4);
    }
  }

  /** In whatever strips an image is made, it is the same. */
  @Test
  void stripsFitTogether() {
    var acquisition = new Acquisition("pass", 500_010, 4_100_010, 120, 3, 0.3, 0.01);
    short[][] whole = new short[Acquisition.BANDS][120 * 120];
    short[][] strips = new short[Acquisition.BANDS][120 * 120];
    acquisition.renderRows(new SyntheticTerrain(7), 0, 120, whole);
    for (int row = 0; row < 120; row += 40) {
      acquisition.renderRows(new SyntheticTerrain(7), row, row + 40, strips);
    }
    assertThat(strips).isDeepEqualTo(whole);
  }

  private static void look(SyntheticTerrain country, double x, double y, double[] out) {
    double step = SyntheticTerrain.STEP;
    country.reflectance(
        x, y, country.height(x, y), country.height(x + step, y), country.height(x, y + step), out);
  }
}
