package io.landfall.crs;

import static io.landfall.model.CrsDefinition.Method.ALBERS;
import static io.landfall.model.CrsDefinition.Method.CYLINDRICAL_EQUAL_AREA;
import static io.landfall.model.CrsDefinition.Method.EQUIDISTANT_CYLINDRICAL;
import static io.landfall.model.CrsDefinition.Method.LAMBERT_AZIMUTHAL;
import static io.landfall.model.CrsDefinition.Method.LAMBERT_CONFORMAL_1SP;
import static io.landfall.model.CrsDefinition.Method.LAMBERT_CONFORMAL_2SP;
import static io.landfall.model.CrsDefinition.Method.MERCATOR_PARALLEL;
import static io.landfall.model.CrsDefinition.Method.MERCATOR_SCALE;
import static io.landfall.model.CrsDefinition.Method.POLAR_STEREOGRAPHIC_PARALLEL;
import static io.landfall.model.CrsDefinition.Method.POLAR_STEREOGRAPHIC_SCALE;
import static io.landfall.model.CrsDefinition.Method.SINUSOIDAL;
import static io.landfall.model.CrsDefinition.Method.TRANSVERSE_MERCATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.CrsDefinition;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Positions in CRSs given by numbers, against those of PROJ by gdaltransform. */
@Tag("gdal")
class GdalTransformIT {
  private static final GeoToolsTransforms TRANSFORMS = new GeoToolsTransforms();
  private static final double MODIS = 6_371_007.181;
  private static final double US_FOOT = 1200.0 / 3937;

  static Stream<Arguments> definitions() {
    return Stream.of(
        of(
            CrsDefinition.of(TRANSVERSE_MERCATOR, 4326)
                .withOrigin(30, -84.1)
                .withScale(0.9999)
                .withFalse(700_000, 1000)
                .withUnit(US_FOOT),
            "+proj=tmerc +lat_0=30 +lon_0=-84.1 +k=0.9999 +x_0=700000 +y_0=1000 +units=us-ft",
            -85,
            33),
        of(
            CrsDefinition.of(POLAR_STEREOGRAPHIC_PARALLEL, 4326)
                .withOrigin(-90, 10)
                .withParallels(-71, 0)
                .withFalse(5, 7),
            "+proj=stere +lat_0=-90 +lat_ts=-71 +lon_0=10 +x_0=5 +y_0=7",
            100,
            -75),
        of(
            CrsDefinition.of(POLAR_STEREOGRAPHIC_PARALLEL, 4326)
                .withOrigin(90, -45)
                .withParallels(70, 0),
            "+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45",
            170,
            80),
        of(
            CrsDefinition.of(POLAR_STEREOGRAPHIC_SCALE, 4326)
                .withOrigin(90, 0)
                .withScale(0.994)
                .withFalse(2e6, 2e6),
            "+proj=stere +lat_0=90 +k=0.994 +lon_0=0 +x_0=2000000 +y_0=2000000",
            -120,
            85),
        of(
            CrsDefinition.of(LAMBERT_CONFORMAL_1SP, 4326)
                .withOrigin(46.5, 3)
                .withScale(0.99987742)
                .withFalse(600_000, 2_200_000),
            "+proj=lcc +lat_1=46.5 +lat_0=46.5 +lon_0=3 +k_0=0.99987742 +x_0=600000 +y_0=2200000",
            2,
            48),
        of(
            CrsDefinition.of(LAMBERT_CONFORMAL_2SP, 4326)
                .withOrigin(36, -79.5)
                .withParallels(37, 39.5)
                .withFalse(1000, 2000),
            "+proj=lcc +lat_0=36 +lon_0=-79.5 +lat_1=37 +lat_2=39.5 +x_0=1000 +y_0=2000",
            -78,
            38),
        of(
            CrsDefinition.of(ALBERS, 4326).withOrigin(45, -90).withParallels(40, 50),
            "+proj=aea +lat_0=45 +lon_0=-90 +lat_1=40 +lat_2=50",
            -95,
            43),
        of(
            CrsDefinition.of(LAMBERT_AZIMUTHAL, 4326).withOrigin(52, 10).withFalse(4e6, 3e6),
            "+proj=laea +lat_0=52 +lon_0=10 +x_0=4000000 +y_0=3000000",
            3,
            47),
        of(
            CrsDefinition.of(LAMBERT_AZIMUTHAL, 4326).withOrigin(-90, 0),
            "+proj=laea +lat_0=-90 +lon_0=0",
            140,
            -67),
        of(
            CrsDefinition.of(MERCATOR_SCALE, 4326).withOrigin(0, 20).withScale(0.49620884),
            "+proj=merc +lon_0=20 +k=0.49620884",
            50,
            -40),
        of(
            CrsDefinition.of(MERCATOR_PARALLEL, 4326).withParallels(47.667, 0),
            "+proj=merc +lat_ts=47.667",
            -100,
            60),
        of(
            CrsDefinition.of(SINUSOIDAL, 4326).withEllipsoid(MODIS, 0),
            "+proj=sinu +lon_0=0 +R=6371007.181",
            -80,
            50),
        of(CrsDefinition.of(SINUSOIDAL, 4326).withOrigin(0, 15), "+proj=sinu +lon_0=15", 80, -50),
        of(
            CrsDefinition.of(CYLINDRICAL_EQUAL_AREA, 4326).withParallels(30, 0),
            "+proj=cea +lat_ts=30",
            150,
            -70),
        of(
            CrsDefinition.of(EQUIDISTANT_CYLINDRICAL, 4326).withParallels(40, 0),
            "+proj=eqc +lat_ts=40",
            150,
            -70));
  }

  private static Arguments of(CrsDefinition crs, String proj, double longitude, double latitude) {
    String ellipsoid = crs.semiMajor() == 0 ? " +datum=WGS84" : "";
    return Arguments.of(crs, proj + ellipsoid, longitude, latitude);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("definitions")
  void aDefinitionIsWhereProjPutsIt(
      CrsDefinition crs, String proj, double longitude, double latitude) throws Exception {
    RasterGeometry raster = new RasterGeometry(0, crs, GeoTransform.northUp(0, 0, 1, 1), 1, 1);
    for (int i = 0; i < 9; i++) {
      double[] x = {longitude + (i % 3 - 1) * 2.3};
      double[] y = {latitude + (i / 3 - 1) * 1.7};
      double lon = x[0];
      double lat = y[0];
      double[] theirs = gdaltransform("EPSG:4326", proj, lon, lat);
      TRANSFORMS.between(4326, raster).transform(x, y, 1);
      assertThat(x[0] * crs.metresPerUnit())
          .isCloseTo(theirs[0] * crs.metresPerUnit(), within(0.005));
      assertThat(y[0] * crs.metresPerUnit())
          .isCloseTo(theirs[1] * crs.metresPerUnit(), within(0.005));
      TRANSFORMS.between(raster, 4326).transform(x, y, 1);
      assertThat(x[0]).isCloseTo(lon, within(1e-8));
      assertThat(y[0]).isCloseTo(lat, within(1e-8));
    }
  }

  @ParameterizedTest(name = "EPSG:{0}")
  @MethodSource("codes")
  void aCodeIsWhereProjPutsIt(int epsg, double longitude, double latitude) throws Exception {
    double[] x = {longitude};
    double[] y = {latitude};
    double[] theirs = gdaltransform("EPSG:4326", "EPSG:" + epsg, longitude, latitude);
    TRANSFORMS.between(4326, epsg).transform(x, y, 1);
    assertThat(x[0]).isCloseTo(theirs[0], within(0.001));
    assertThat(y[0]).isCloseTo(theirs[1], within(0.001));
    TRANSFORMS.between(epsg, 3857).transform(x, y, 1);
    double[] mercator = gdaltransform("EPSG:" + epsg, "EPSG:3857", theirs[0], theirs[1]);
    assertThat(x[0]).isCloseTo(mercator[0], within(0.01));
    assertThat(y[0]).isCloseTo(mercator[1], within(0.01));
  }

  static Stream<Arguments> codes() {
    return Stream.of(
        Arguments.of(6933, 12.3, 45.6),
        Arguments.of(6933, -179.9, -83),
        Arguments.of(3031, 100.5, -78.2),
        Arguments.of(3031, 10.5, 40.2),
        Arguments.of(3995, -60.5, 81.2),
        Arguments.of(3413, 170.5, 71.2),
        Arguments.of(32661, 20, 84.2),
        Arguments.of(32761, 20, -84.2),
        Arguments.of(6931, 20, 74.2),
        Arguments.of(6932, 20, -74.2));
  }

  /** Returns where PROJ puts a position. */
  private static double[] gdaltransform(String from, String to, double x, double y)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(List.of("gdaltransform", "-s_srs", from, "-t_srs", to, "-output_xy"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (OutputStream in = process.getOutputStream()) {
      in.write("%.12f %.12f%n".formatted(x, y).getBytes(StandardCharsets.US_ASCII));
    }
    String[] answer =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
            .strip()
            .toLowerCase(Locale.ROOT)
            .split("\\s+");
    assertThat(process.waitFor()).isZero();
    return new double[] {Double.parseDouble(answer[0]), Double.parseDouble(answer[1])};
  }
}
