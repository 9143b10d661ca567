package io.landfall.raster.crs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.place.RationalMap;
import io.landfall.model.place.RationalMap.Normalization;
import io.landfall.model.place.RationalMap.Quotient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RationalTransformTest {
  private static final int WIDTH = 4000;
  private static final int HEIGHT = 3000;
  private static final RationalMap MAP = SampleRational.of(WIDTH, HEIGHT);

  @ParameterizedTest
  @ValueSource(doubles = {-100, 0, 250, 1200})
  void theWayBackLeadsToThePixel(double metres) {
    RationalTransform transform = RationalTransform.of(MAP.withGround(metres), WIDTH, HEIGHT);
    double[] x = {0, WIDTH, 0, WIDTH, 1234.5};
    double[] y = {0, 0, HEIGHT, HEIGHT, 678.25};
    double[] column = x.clone();
    double[] row = y.clone();
    transform.toGround(x, y, x.length);
    transform.toPixel(x, y, x.length);
    assertThat(x).containsExactly(column, within(1e-6));
    assertThat(y).containsExactly(row, within(1e-6));
  }

  @Test
  void theOffsetIsTheCentreOfAPixelAndHeightsMoveIt() {
    double[] place = centre(MAP);
    assertThat(place[0]).isCloseTo(WIDTH / 2.0 + 3.75 + 0.5 - 0.003 * WIDTH / 2, within(1e-9));
    assertThat(place[1]).isCloseTo(HEIGHT / 2.0 - 0.25 + 0.5 + 0.002 * HEIGHT / 2, within(1e-9));
    assertThat(centre(MAP.withGround(750))[0] - place[0])
        .isCloseTo((0.17 + 0.0003) * WIDTH / 2, within(1.0));
  }

  private static double[] centre(RationalMap map) {
    double[] x = {map.longitude().offset()};
    double[] y = {map.latitude().offset()};
    RationalTransform.of(map, WIDTH, HEIGHT).toPixel(x, y, 1);
    return new double[] {x[0], y[0]};
  }

  @Test
  void farFromTheImageThereAreNoPixels() {
    double[] x = {-85.25, -80, 94.75, Double.NaN, -85.25};
    double[] y = {34.75, 34.75, 34.75, 34.75, -34.75};
    RationalTransform.of(MAP, WIDTH, HEIGHT).toPixel(x, y, x.length);
    assertThat(x[0]).isFinite();
    for (int i = 1; i < x.length; i++) {
      assertThat(x[i]).isNaN();
      assertThat(y[i]).isNaN();
    }
  }

  /** Each of them is a number that GDAL would take. */
  @ParameterizedTest(name = "coefficient {1} of {0} is {2}: {3}")
  @CsvSource({
    "lineDenominator,   1,  -2,     fold the image over at column 3250",
    "sampleDenominator, 2,  3,      ' '",
    "sampleNumerator,   1,  0,      no longitude and latitude is found for column 1750",
    "sampleNumerator,   1,  1e-30,  no longitude and latitude",
    "lineNumerator,     15, 8,      no longitude and latitude",
    "lineNumerator,     0,  1e12,   no longitude and latitude",
    "sampleDenominator, 0,  0,      ' '",
  })
  void coefficientsThatLeadNowhereAreToldOf(
      String polynomial, int index, double value, String why) {
    RationalMap bent = with(polynomial, index, value);
    assertThat(RationalTransform.problem(MAP, WIDTH, HEIGHT)).isEmpty();
    assertThat(RationalTransform.problem(bent, WIDTH, HEIGHT))
        .hasValueSatisfying(told -> assertThat(told).contains(why));
    double[] x = {0, -85.25};
    double[] y = {0, 34.75};
    RationalTransform.of(bent, WIDTH, HEIGHT).toPixel(x, y, 2); // places that are not known
    assertThat(x).containsOnly(Double.NaN);
  }

  /** Both sides of the quotient come near to 0 at the eastern edge, and it stays a plane. */
  @Test
  void aDenominatorNearToZeroIsToldOf() {
    List<Double> plane = new ArrayList<>(Collections.nCopies(20, 0.0));
    plane.set(1, 1.0);
    List<Double> bent = new ArrayList<>(plane);
    bent.set(7, -0.9995);
    List<Double> one = new ArrayList<>(Collections.nCopies(20, 0.0));
    one.set(0, 1.0);
    List<Double> down = new ArrayList<>(one);
    down.set(1, -0.9995);
    List<Double> southward = new ArrayList<>(Collections.nCopies(20, 0.0));
    southward.set(2, -1.0);
    Quotient line = new Quotient(499.5, 500, southward, one);
    Normalization degrees = new Normalization(10, 0.1);
    RationalMap flat =
        new RationalMap(
            line, new Quotient(499.5, 500, plane, one), degrees, degrees, MAP.height(), 0);
    RationalMap near =
        new RationalMap(
            line, new Quotient(499.5, 500, bent, down), degrees, degrees, MAP.height(), 0);
    assertThat(RationalTransform.problem(flat, 1000, 1000)).isEmpty();
    assertThat(RationalTransform.problem(near, 1000, 1000))
        .hasValue("a denominator comes near to 0 within the image");
  }

  @Test
  void whatIsNoNumberIsRefused() {
    assertThatThrownBy(() -> with("lineNumerator", 3, Double.NaN))
        .hasMessageContaining("20 coefficients that are numbers");
    assertThatThrownBy(() -> new Normalization(0, 0)).hasMessageContaining("scale 0.0");
    assertThatThrownBy(() -> new Normalization(Double.POSITIVE_INFINITY, 1))
        .hasMessageContaining("offset is Infinity");
    assertThatThrownBy(() -> MAP.withGround(Double.NaN)).hasMessageContaining("NaN");
    List<Double> zeros = Collections.nCopies(20, 0.0);
    assertThatThrownBy(() -> new Quotient(0, 1, zeros, zeros)).hasMessageContaining("0 everywhere");
    assertThatThrownBy(() -> new Quotient(0, 1, zeros.subList(0, 19), zeros))
        .hasMessageContaining("20 coefficients");
  }

  private static RationalMap with(String polynomial, int index, double value) {
    Quotient line = MAP.line();
    Quotient sample = MAP.sample();
    return new RationalMap(
        with(line, polynomial.replace("line", ""), polynomial.startsWith("line"), index, value),
        with(
            sample,
            polynomial.replace("sample", ""),
            polynomial.startsWith("sample"),
            index,
            value),
        MAP.longitude(),
        MAP.latitude(),
        MAP.height(),
        250);
  }

  private static Quotient with(Quotient of, String side, boolean isMeant, int index, double value) {
    List<Double> up = new ArrayList<>(of.numerator());
    List<Double> down = new ArrayList<>(of.denominator());
    if (isMeant) {
      (side.equals("Numerator") ? up : down).set(index, value);
    }
    return new Quotient(of.offset(), of.scale(), up, down);
  }
}
