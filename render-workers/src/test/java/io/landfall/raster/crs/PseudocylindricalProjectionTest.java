package io.landfall.raster.crs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.CrsDefinition;
import io.landfall.model.CrsDefinition.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PseudocylindricalProjectionTest {
  private static final double E2 = 0.0066943799901413165; // WGS 84

  private static PseudocylindricalProjection of(Method method, double longitude) {
    var crs = CrsDefinition.of(method, 4326).withOrigin(0, longitude);
    return new PseudocylindricalProjection(crs, 6_378_137, E2);
  }

  /** The expected positions are those of cs2cs of PROJ 9.1.1. */
  @ParameterizedTest
  @CsvSource({
    "EQUAL_EARTH,   0,   10,  45.0,   821804.152722,  5466867.760214",
    "EQUAL_EARTH, -90, -100, -30.0,  -896533.993861, -3764325.426892",
    "EQUAL_EARTH, 150,   10,  89.9, -7946182.107968,  8392908.417201",
    "MOLLWEIDE,     0,   10,  45.0,   807702.483624,  5340244.911544",
    "MOLLWEIDE,     0, -179, -88.0, -2021076.251883, -8962624.286016",
  })
  void positionsAreThoseOfProj(
      Method method, double centre, double lon, double lat, double east, double north) {
    double[] x = {lon};
    double[] y = {lat};
    of(method, centre).forward().transform(x, y, 1);
    assertThat(x[0]).isCloseTo(east, within(1e-3));
    assertThat(y[0]).isCloseTo(north, within(1e-3));
    of(method, centre).inverse().transform(x, y, 1);
    assertThat(x[0] - 360 * Math.rint((x[0] - lon) / 360)).isCloseTo(lon, within(1e-7));
    assertThat(y[0]).isCloseTo(lat, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"MOLLWEIDE, 1e-9", "EQUAL_EARTH, 1e-9"})
  void everyPlaceComesBack(Method method, double tolerance) {
    for (double lon = -180; lon <= 180; lon += 15) {
      for (double lat = -89.5; lat <= 89.5; lat += 0.5) {
        double[] x = {lon};
        double[] y = {lat};
        of(method, 0).forward().transform(x, y, 1);
        of(method, 0).inverse().transform(x, y, 1);
        assertThat(x[0]).isCloseTo(lon, within(tolerance * 180));
        assertThat(y[0]).isCloseTo(lat, within(tolerance * 90));
      }
    }
  }

  @Test
  void whatLiesBesideTheMapIsNoPlace() {
    double[] x = {17_000_000, 0, 18_100_000, Double.NaN};
    double[] y = {8_000_000, 9_100_000, 0, 0};
    of(Method.MOLLWEIDE, 0).inverse().transform(x, y, 4);
    assertThat(x).containsOnly(Double.NaN);
    double[] east = {17_000_000, 0, 17_300_000};
    double[] north = {8_000_000, 8_500_000, 0};
    of(Method.EQUAL_EARTH, 0).inverse().transform(east, north, 3);
    assertThat(north).containsOnly(Double.NaN);
  }
}
