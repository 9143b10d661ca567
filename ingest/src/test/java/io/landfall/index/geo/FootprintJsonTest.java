package io.landfall.index.geo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

class FootprintJsonTest {
  @Test
  void outerRingsTurnLeftAndHolesRight() throws ParseException {
    var json =
        FootprintJson.geometry(
            geometry(
                "POLYGON ((0 0, 0 4, 4 4, 4 0, 0 0), (1 1, 2 1, 2.00000049 2, 1 2.0000006, 1 1))"));
    assertThat(json)
        .hasToString(
            "{\"type\":\"Polygon\",\"coordinates\":["
                + "[[0.0,0.0],[4.0,0.0],[4.0,4.0],[0.0,4.0],[0.0,0.0]],"
                + "[[1.0,1.0],[1.0,2.000001],[2.0,2.0],[2.0,1.0],[1.0,1.0]]]}");
  }

  @Test
  void whatCrossesTheAntimeridianIsOfTwoPolygons() throws ParseException {
    var json = FootprintJson.geometry(geometry(ACROSS));
    assertThat(json.get("type").asText()).isEqualTo("MultiPolygon");
    assertThat(json.get("coordinates")).hasSize(2);
    assertThat(json.at("/coordinates/1/0/0/0").asDouble()).isEqualTo(-180);
  }

  private static final String ACROSS =
      "MULTIPOLYGON (((179 1, 180 1, 180 3, 179 3, 179 1)), ((-180 1, -178 1, -178 4, -180 1)))";

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "POLYGON ((10 1, 12 1, 12 2, 10 1)); [10.0,1.0,12.0,2.0]",
        ACROSS + "; [179.0,1.0,-178.0,4.0]",
        "MULTIPOLYGON (((10 1, 12 1, 12 2, 10 1)), ((-10 1, -8 1, -8 2, -10 1)));"
            + " [-10.0,1.0,12.0,2.0]",
        "POLYGON ((-180 80, 180 80, 180 90, -180 90, -180 80)); [-180.0,80.0,180.0,90.0]",
      })
  void theBoxAcrossTheAntimeridianHasItsWestBeyondItsEast(String wkt, String bbox)
      throws ParseException {
    assertThat(FootprintJson.bbox(geometry(wkt))).hasToString(bbox);
  }

  private static Geometry geometry(String wkt) throws ParseException {
    return new WKTReader().read(wkt);
  }
}
