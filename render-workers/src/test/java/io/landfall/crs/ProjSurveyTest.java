package io.landfall.crs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import io.landfall.raster.crs.CoordinateTransforms;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Over a hundred CRSs of all continents: a small raster of each comes to WGS 84 where PROJ brings
 * it, within PROJ's own accuracy and half a metre, or the plan is told how far off it may be.
 */
class ProjSurveyTest {
  private static final double METRES_PER_DEGREE = 111_195;

  private final GeoToolsTransforms transforms = new GeoToolsTransforms();

  /**
   * A position and what PROJ makes of it.
   *
   * @param accuracy in metres; NaN of a ballpark
   */
  private record Expected(int epsg, double x, double y, double lon, double lat, double accuracy) {}

  @Test
  void positionsAreThoseOfProjOrTheErrorIsTold() throws IOException {
    Map<Integer, Expected> survey = survey();
    assertThat(survey).hasSizeGreaterThan(120);
    List<String> wrong = survey.values().stream().map(this::fault).filter(f -> f != null).toList();
    assertThat(wrong).isEmpty();
  }

  @Test
  void whatIsABallparkForBothIsWarnedOf() throws IOException {
    for (int epsg : List.of(28403, 22275, 2433, 2383, 4268, 2027, 31700, 22033)) {
      Expected expected = survey().get(epsg);
      assertThat(expected.accuracy).as("EPSG:" + epsg).isNaN();
      assertThat(here(expected).warning(raster(expected), 4326))
          .as("EPSG:" + epsg)
          .hasValueSatisfying(
              text -> assertThat(text).contains("EPSG:" + epsg, "hundreds of metres"));
    }
  }

  @Test
  void theCodesOfTheEverydaySurveyAreAllHere() throws IOException {
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set: no list of codes");
    List<Integer> codes = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(data, "everyday", "crs.tsv"))) {
      String code = line.split("\t")[0];
      if (!code.equals("EPSG")) {
        codes.add(Integer.valueOf(code));
      }
    }
    assertThat(codes).hasSizeGreaterThan(60);
    assertThat(survey().keySet()).containsAll(codes);
  }

  private CoordinateTransforms here(Expected expected) {
    return transforms.over(List.of(raster(expected)), null, 4326);
  }

  private RasterGeometry raster(Expected expected) {
    double pixel = transforms.isGeographic(expected.epsg) ? 1e-6 : 0.1;
    var place =
        new GeoTransform(expected.x - 50 * pixel, pixel, 0, expected.y + 50 * pixel, 0, -pixel);
    return new RasterGeometry(expected.epsg, place, 100, 100);
  }

  private String fault(Expected expected) {
    CoordinateTransforms here = here(expected);
    double[] x = {expected.x};
    double[] y = {expected.y};
    here.between(expected.epsg, 4326).transform(x, y, 1);
    double east = x[0] - expected.lon;
    east -= 360 * Math.rint(east / 360);
    double metres =
        METRES_PER_DEGREE
            * Math.hypot(east * Math.cos(Math.toRadians(expected.lat)), y[0] - expected.lat);
    here.between(4326, expected.epsg).transform(x, y, 1);
    double unit = transforms.isGeographic(expected.epsg) ? METRES_PER_DEGREE : 1;
    double back = unit * Math.hypot(x[0] - expected.x, y[0] - expected.y);
    double allowed = Double.isNaN(expected.accuracy) ? Double.MAX_VALUE : expected.accuracy + 0.5;
    boolean told = here.warning(raster(expected), 4326).isPresent();
    boolean good = metres <= allowed || told;
    return good && back < 0.5
        ? null
        : "EPSG:%d: %.3f m from PROJ, %.3f m there and back".formatted(expected.epsg, metres, back);
  }

  private static Map<Integer, Expected> survey() throws IOException {
    Map<Integer, Expected> survey = new TreeMap<>();
    try (InputStream in = ProjSurveyTest.class.getResourceAsStream("/proj-survey.tsv")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (!line.startsWith("#")) {
          String[] f = line.split("\t");
          int epsg = Integer.parseInt(f[0]);
          survey.put(
              epsg,
              new Expected(
                  epsg,
                  Double.parseDouble(f[1]),
                  Double.parseDouble(f[2]),
                  Double.parseDouble(f[3]),
                  Double.parseDouble(f[4]),
                  f[5].equals("-") ? Double.NaN : Double.parseDouble(f[5])));
        }
      }
    }
    return survey;
  }
}
