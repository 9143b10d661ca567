package io.landfall.index.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.landfall.model.json.JsonCursor;
import io.landfall.model.json.StrictJson;
import java.util.stream.DoubleStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

class SearchAreaTest {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  @Property(tries = 2000)
  void aBoxHoldsWhatItsFourNumbersSay(
      @ForAll @DoubleRange(min = -180, max = 180) double west,
      @ForAll @DoubleRange(min = -90, max = 90) double one,
      @ForAll @DoubleRange(min = -180, max = 180) double east,
      @ForAll @DoubleRange(min = -90, max = 90) double other,
      @ForAll @DoubleRange(min = -180, max = 180) double x,
      @ForAll @DoubleRange(min = -90, max = 90) double y) {
    Assume.that(Math.abs(x) < 180 || west <= east); // 180 and -180 are one meridian
    double south = Math.min(one, other);
    double north = Math.max(one, other);
    boolean between = west <= east ? x >= west && x <= east : x >= west || x <= east;

    Geometry area = SearchArea.ofBbox(west, south, east, north);

    assertThat(area.intersects(point(x, y))).isEqualTo(between && y >= south && y <= north);
    assertThat(area.intersects(point(west > east && west == 180 ? -180 : west, south))).isTrue();
    assertThat(area.intersects(point(west > east && east == -180 ? 180 : east, north))).isTrue();
    assertThat(area.isValid()).isTrue();
  }

  @Test
  void heightsArePassedOver() {
    assertThat(SearchArea.ofBbox(10, 20, -500, 30, 40, 9000))
        .isEqualTo(SearchArea.ofBbox(10, 20, 30, 40));
  }

  @Test
  void aBoxAcrossTheAntimeridianIsInTwoPieces() {
    Geometry area = SearchArea.ofBbox(170, -20, -170, -10);

    assertThat(area.toText())
        .isEqualTo(
            "MULTIPOLYGON (((170 -20, 170 -10, 180 -10, 180 -20, 170 -20)),"
                + " ((-180 -20, -180 -10, -170 -10, -170 -20, -180 -20)))");
    assertThat(SearchArea.ofBbox(170, -20, -180, -10))
        .isEqualTo(SearchArea.ofBbox(170, -20, 180, -10));
    assertThat(SearchArea.ofBbox(180, -20, -170, -10))
        .isEqualTo(SearchArea.ofBbox(-180, -20, -170, -10));
    assertThat(SearchArea.ofBbox(180, -20, -180, -10).toText())
        .isEqualTo("MULTILINESTRING ((180 -20, 180 -10), (-180 -20, -180 -10))");
  }

  @Test
  void aBoxWithoutWidthOrHeightIsALineOrAPoint() {
    assertThat(SearchArea.ofBbox(1, 2, 1, 2).toText()).isEqualTo("POINT (1 2)");
    assertThat(SearchArea.ofBbox(1, 2, 3, 2).toText()).isEqualTo("LINESTRING (1 2, 3 2)");
    assertThat(SearchArea.ofBbox(1, 2, 1, 4).toText()).isEqualTo("LINESTRING (1 2, 1 4)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 2 3         | it has 3 numbers
          1 2 3 4 5     | it has 5 numbers
          -181 0 0 0    | number 1, -181, is not a valid longitude from -180 to 180
          0 -90.5 0 0   | number 2, -90.5, is not a valid latitude from -90 to 90
          0 0 180.1 0   | number 3, 180.1, is not a valid longitude
          0 0 0 91      | number 4, 91, is not a valid latitude
          0 0 0 0 91 0  | number 5, 91, is not a valid latitude
          NaN 0 0 0     | number 1, NaN, is not a valid longitude
          0 0 Infinity 0 0 0 | number 3, Infinity, is not a valid height
          0 5 0 -5      | its south, 5, lies beyond its north, -5
          """)
  void aWrongBoxIsToldWhichNumberAndWhy(String numbers, String why) {
    double[] box = DoubleStream.of(doubles(numbers)).toArray();

    assertThatThrownBy(() -> SearchArea.ofBbox(box))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid bbox: ")
        .hasMessageContaining(why);
  }

  @Test
  void aPolygonBeyondTheAntimeridianIsCut() throws Exception {
    Geometry area =
        read(
            """
            {"type":"Polygon","coordinates":[[[170,0],[190,0],[190,10],[170,10],[170,0]]]}
            """);

    assertThat(area.getNumGeometries()).isEqualTo(2);
    assertThat(area.getArea()).isEqualTo(200);
    assertThat(area.intersects(point(-175, 5))).isTrue();
    assertThat(area.intersects(point(175, 5))).isTrue();
    assertThat(area.intersects(point(165, 5))).isFalse();
    assertThat(area.intersects(point(-165, 5))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"type":"Point","coordinates":[1,2,300]} | POINT (1 2)
          {"type":"MultiPoint","coordinates":[[1,2],[3,4]]} | MULTIPOINT ((1 2), (3 4))
          {"type":"LineString","coordinates":[[1,2],[3,4]]} | LINESTRING (1 2, 3 4)
          {"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]} | GEOMETRYCOLLECTION (POINT (1 2))
          """)
  void geometriesOfAllTypesAreRead(String json, String wkt) throws Exception {
    assertThat(read(json).toText()).isEqualTo(wkt);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {} | it is not a valid GeoJSON object
          [] | it is not a valid GeoJSON object
          {"type":"Feature","geometry":null} | a Feature is not a geometry; give its geometry alone
          {"type":"Circle"} | its type, "Circle", is not a GeoJSON geometry type
          {"type":"Point"} | a position is not [longitude, latitude]
          {"type":"Point","coordinates":["1",2]} | a position is not
          {"type":"Point","coordinates":[1,91]} | (1, 91) is not a valid longitude and latitude
          {"type":"MultiPoint","coordinates":[]} | it is empty
          {"type":"LineString","coordinates":[[1,2]]} | a line needs 2 positions
          {"type":"LineString","coordinates":7} | a list is missing
          {"type":"Polygon","coordinates":[]} | a polygon has no ring
          {"type":"Polygon","coordinates":[[[0,0],[1,1],[0,0]]]} | a ring needs 4 positions
          {"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]} | a ring is open
          {"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]} | self-intersection near (0.5, 0.5)
          {"type":"Point","coordinates":[1e999,0]} | is not a valid longitude and latitude
          """)
  void aWrongGeometryIsToldWhy(String json, String why) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid geometry: ")
        .hasMessageContaining(why);
  }

  @Test
  void aGeometryHasAtMostFiveThousandPositions() {
    String json = "{\"type\":\"MultiPoint\",\"coordinates\":[" + "[1,2],".repeat(5000) + "[1,2]]}";

    assertThatThrownBy(() -> read(json)).hasMessageContaining("more than 5,000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"type":"MultiPolygon","coordinates":[[[[0,0],[2,0],[2,2],[0,2],[0,0]]],[[[1,0],[3,0],[3,2],[1,2],[1,0]]]]} | 6
          {"type":"MultiPolygon","coordinates":[[[[0,0],[2,0],[2,2],[0,2],[0,0]]],[[[2,0],[3,0],[3,2],[2,2],[2,0]]]]} | 6
          {"type":"MultiPolygon","coordinates":[[[[0,0],[2,0],[2,2],[0,2],[0,0]]],[[[0,0],[2,0],[2,2],[0,2],[0,0]]]]} | 4
          {"type":"MultiPolygon","coordinates":[[[[179,0],[181,0],[181,2],[179,2],[179,0]]],[[[180,0],[182,0],[182,2],[180,2],[180,0]]]]} | 6
          {"type":"Polygon","coordinates":[[[0,0],[1,1],[0,2],[2,2],[1,1],[2,0],[0,0]]]} | 2
          {"type":"GeometryCollection","geometries":[{"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":[[[179,0],[181,0],[181,2],[179,2],[179,0]]]},{"type":"Polygon","coordinates":[[[180,0],[182,0],[182,2],[180,2],[180,0]]]}]}]} | 6
          {"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[2,4],[2,8],[2,4],[0,4],[0,0]]]},{"type":"Point","coordinates":[9,9]}]} | 16
          """)
  void polygonsThatOverlapOrTouchAreTheirUnion(String json, double area) throws Exception {
    Geometry read = read(json);
    assertThat(read.isValid()).isTrue();
    assertThat(read.getArea()).isEqualTo(area);
    assertThat(read.intersects(point(read.getCoordinate().x, read.getCoordinate().y))).isTrue();
  }

  @Test
  void partsOfACollectionThatOverlapMayEachBeTouched() throws Exception {
    String box =
        "{\"type\":\"Polygon\",\"coordinates\":[[[%1$d,0],[%2$d,0],[%2$d,2],[%1$d,2],[%1$d,0]]]}";
    Geometry read =
        read(
            "{\"type\":\"GeometryCollection\",\"geometries\":[%s,%s]}"
                .formatted(box.formatted(0, 2), box.formatted(1, 3)));
    assertThat(read.intersects(point(0.5, 1))).isTrue();
    assertThat(read.intersects(point(1.5, 1))).isTrue();
    assertThat(read.intersects(point(2.5, 1))).isTrue();
    assertThat(read.intersects(point(3.5, 1))).isFalse();
  }

  private static Geometry read(String json) throws JsonProcessingException {
    return SearchArea.read(JsonCursor.ofRoot(StrictJson.read(json)));
  }

  private static double[] doubles(String numbers) {
    return java.util.Arrays.stream(numbers.trim().split(" +"))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private static Geometry point(double x, double y) {
    return GEOMETRIES.createPoint(new Coordinate(x, y));
  }
}
