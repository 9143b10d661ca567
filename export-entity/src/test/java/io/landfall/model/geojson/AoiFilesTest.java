package io.landfall.model.geojson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.MultiPolygon;

/** Areas as people's programs write them: several features, other CRSs, odd JSON. */
class AoiFilesTest {
  private static final double MERCATOR_METRES = 20_037_508.342789244;

  /** Knows EPSG:3857, and EPSG:3031 as if the Earth were a sphere. */
  private static final ToLonLat.Factory TRANSFORMS =
      epsg ->
          switch (epsg) {
            case 3857 ->
                (x, y, count) -> {
                  x[0] = x[0] / MERCATOR_METRES * 180;
                  y[0] = Math.toDegrees(Math.atan(Math.sinh(y[0] / MERCATOR_METRES * Math.PI)));
                };
            case 3031 ->
                (x, y, count) -> {
                  double radius = Math.hypot(x[0], y[0]);
                  x[0] = Math.toDegrees(Math.atan2(x[0], y[0]));
                  y[0] = Math.toDegrees(2 * Math.atan(radius / 12_756_274)) - 90;
                };
            default ->
                throw new ExportFailure(ErrorCode.CRS_UNKNOWN, "Cannot find EPSG:" + epsg + ".");
          };

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          two that share an edge;         0 0 2 2, 2 0 4 2;          8; 1
          two that overlap;               0 0 2 2, 1 0 3 2;          6; 1
          one in another;                 0 0 4 4, 1 1 2 2;         16; 1
          the same twice;                 0 0 2 2, 0 0 2 2;          4; 1
          two that touch in a corner;     0 0 2 2, 2 2 4 4;          8; 2
          four around a hole;             0 0 3 1, 0 2 3 3, 0 0 1 3, 2 0 3 3; 8; 1
          two apart;                      0 0 1 1, 5 5 6 6;          2; 2
          over each other a turn further; 170 0 190 2, -180 0 -170 2; 40; 2
          """)
  void severalFeaturesAreTheirUnion(String what, String boxes, double area, int polygons) {
    MultiPolygon union = read(features(boxes)).toGeometry();

    assertThat(union.isValid()).isTrue();
    assertThat(union.getArea()).isCloseTo(area, within(1e-9));
    assertThat(union.getNumGeometries()).isEqualTo(polygons);
    assertThat(read(multiPolygon(boxes)).toGeometry().getArea()).isCloseTo(area, within(1e-9));
  }

  @Test
  void aValidAreaKeepsItsPositions() {
    assertThat(read(features("4 0 6 2, 0 0 2 2")).coordinates()[0][0][0]).containsExactly(4, 0);
  }

  @Test
  void onePolygonThatCrossesItselfIsRefusedWithItsPlace() {
    String bowTie = "[[[10,0],[12,2],[12,0],[10,2],[10,0]]]";
    String geoJson =
        features("0 0 2 2, 1 0 3 2").replace("[[[1,0],[3,0],[3,2],[1,2],[1,0]]]", bowTie);
    assertThatThrownBy(() -> read(geoJson))
        .hasMessageContaining("polygon 2 is not valid: self-intersection near (11, 1)");
  }

  /** Rings that enclose an area without crossing, as GIS software writes them. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a spike outwards               | [[0,0],[4,0],[4,4],[2,4],[2,8],[2,4],[0,4],[0,0]] | 16
          a spike inwards                | [[0,0],[4,0],[4,4],[2,4],[2,2],[2,4],[0,4],[0,0]] | 16
          positions twice                | [[0,0],[0,0],[4,0],[4,0],[4,4],[0,4],[0,0]] | 16
          clockwise                      | [[0,0],[0,4],[4,4],[4,0],[0,0]] | 16
          two halves that touch          | [[0,0],[1,1],[0,2],[2,2],[1,1],[2,0],[0,0]] | 2
          a hole that the ring goes into | [[0,0],[4,0],[4,4],[0,4],[0,0],[1,2],[2,1],[0,0]] | 14.5
          a hole along the shell         | [[0,0],[4,0],[4,4],[0,4],[0,0]],[[0,1],[0,3],[2,3],[2,1],[0,1]] | 12
          a hole at a point of the shell | [[0,0],[4,0],[4,4],[0,4],[0,0]],[[0,2],[2,3],[2,1],[0,2]] | 14
          a hole that cuts a corner off  | [[0,0],[4,0],[4,4],[0,4],[0,0]],[[0,2],[2,4],[2,1],[0,2]] | 13
          holes along one another        | [[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[1,3],[3,3],[3,1],[1,1]],[[3,1],[3,3],[5,3],[5,1],[3,1]] | 73
          """)
  void ringsThatTouchAreTakenAsWhatTheyEnclose(String what, String rings, double area) {
    MultiPolygon read = read(polygonOf(rings)).toGeometry();
    assertThat(read.isValid()).as(what).isTrue();
    assertThat(read.getArea()).as(what).isCloseTo(area, within(1e-9));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a bow tie                    | [[0,0],[2,2],[2,0],[0,2],[0,0]] | self-intersection near (1, 1)
          a bow tie with its crossing  | [[0,0],[1,1],[2,2],[2,0],[1,1],[0,2],[0,0]] | near (1, 1)
          a loop                       | [[0,0],[6,0],[6,6],[3,6],[3,-2],[4,-2],[4,5],[5,5],[5,1],[0,1],[0,0]] | near (3, 0)
          a ring twice                 | [[0,0],[4,0],[4,4],[0,4],[0,0],[4,0],[4,4],[0,4],[0,0]] | near (0, 0)
          a hole outside               | [[0,0],[4,0],[4,4],[0,4],[0,0]],[[5,1],[5,3],[6,3],[6,1],[5,1]] | near (5, 1)
          a hole across the shell      | [[0,0],[4,0],[4,4],[0,4],[0,0]],[[3,1],[3,3],[6,3],[6,1],[3,1]] | near (4, 3)
          holes over one another       | [[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[1,3],[3,3],[3,1],[1,1]],[[2,1],[2,3],[5,3],[5,1],[2,1]] | near (2, 3)
          a hole in a hole             | [[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[1,8],[8,8],[8,1],[1,1]],[[2,2],[2,3],[5,3],[5,2],[2,2]] | near (2, 2)
          no area                      | [[0,0],[4,0],[2,0],[0,0]] | near (
          """)
  void ringsOfWhichNobodyKnowsWhatTheyEncloseAreRefused(String what, String rings, String place) {
    assertThatThrownBy(() -> read(polygonOf(rings)))
        .as(what)
        .hasMessageContaining("polygon 1 is not valid: ")
        .hasMessageContaining(place);
  }

  private static String polygonOf(String rings) {
    return "{\"type\": \"Polygon\", \"coordinates\": [%s]}".formatted(rings);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type': 'name', 'properties': {'name': 'urn:ogc:def:crs:EPSG::3857'}}",
        "{'type': 'name', 'properties': {'name': 'urn:ogc:def:crs:EPSG:6.9:3857'}}",
        "{'type': 'name', 'properties': {'name': 'urn:x-ogc:def:crs:EPSG:3857'}}",
        "{'type': 'name', 'properties': {'name': 'EPSG:3857'}}",
        "{'type': 'name', 'properties': {'name': 'epsg:3857 '}}",
        "{'type': 'name', 'properties': {'name': 'http://www.opengis.net/def/crs/EPSG/0/3857'}}",
        "{'type': 'name', 'properties': {'name': 'http://www.opengis.net/gml/srs/epsg.xml#3857'}}",
        "{'type': 'EPSG', 'properties': {'code': 3857}}",
      })
  void aCrsIsHonouredByItsName(String crs) {
    MultiPolygon area =
        read(withCrs(crs, "0 0 20037508.342789244 20037508.342789244")).toGeometry();
    assertThat(area.getEnvelopeInternal().getMaxX()).isCloseTo(180, within(1e-9));
    assertThat(area.getEnvelopeInternal().getMaxY()).isCloseTo(85.0511287798, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type': 'name', 'properties': {'name': 'urn:ogc:def:crs:OGC:1.3:CRS84'}}",
        "{'type': 'name', 'properties': {'name': 'urn:ogc:def:crs:OGC::CRS84'}}",
        "{'type': 'name', 'properties': {'name': 'OGC:CRS84'}}",
        "{'type': 'name', 'properties': {'name': 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'}}",
        "{'type': 'name', 'properties': {'name': 'EPSG:4326'}}",
        "{'type': 'OGC', 'properties': {'urn': 'urn:ogc:def:crs:OGC::CRS84'}}",
        "null",
      })
  void longitudeAndLatitudeIsTakenAsItIs(String crs) {
    assertThat(read(withCrs(crs, "15 45 16 46"))).isEqualTo(read(features("15 45 16 46")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          {'type': 'name', 'properties': {'name': 'EPSG:999999'}}; its CRS cannot be used: Cannot find EPSG:999999 (member crs)
          {'type': 'name', 'properties': {'name': 'ESRI:102008'}}; its CRS, ESRI:102008, is not one of EPSG
          {'type': 'link', 'properties': {'href': 'https://a.b/c'}}; its CRS, {"type":"link"
          {'type': 'name', 'properties': {}}; its CRS, {"type":"name"
          'EPSG:3857'; its CRS, "EPSG:3857", is not one of EPSG
          7; its CRS, 7, is not one of EPSG
          """)
  void anotherCrsIsRefusedByName(String crs, String message) {
    assertThatThrownBy(() -> read(withCrs(crs, "0 0 1 1")))
        .hasMessageContaining(message)
        .hasMessageContaining("(member crs)");
  }

  @Test
  void edgesFollowTheirOwnCrs() {
    Aoi area =
        read(
            withCrs("{'type': 'EPSG', 'properties': {'code': 3857}}", "0 0 1e6 8e6")
                .replace("[1000000,0],", ""));
    // the hypotenuse of a triangle, straight in metres: at half of it latitude 33.6, not 29.1
    double[] middle =
        Stream.of(area.coordinates()[0][0])
            .filter(position -> Math.abs(position[0] - 4.49157642) < 1e-6)
            .findFirst()
            .orElseThrow();
    assertThat(middle[1]).isCloseTo(33.78, within(0.01));
    assertThat(area.coordinates()[0][0].length).isBetween(8_000, 20_000);
  }

  @Test
  void aRingAroundAPoleTakesItIn() {
    MultiPolygon area =
        read(withCrs("{'type': 'EPSG', 'properties': {'code': 3031}}", "-1e6 -1e6 1e6 1e6"))
            .toGeometry();
    assertThat(area.isValid()).isTrue();
    assertThat(area.getEnvelopeInternal().getMinY()).isEqualTo(-90);
    assertThat(area.getEnvelopeInternal().getWidth()).isCloseTo(360, within(1e-6));
  }

  @Test
  void aPositionThatACrsDoesNotHaveIsNamed() {
    assertThatThrownBy(
            () -> read(withCrs("{'type': 'EPSG', 'properties': {'code': 3857}}", "0 0 9e9 1")))
        .hasMessageContaining(
            "(9000000000, 0) has no longitude and latitude (ring 1 of polygon 1)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'a': 1, 'a': 2}",
        "{'a': NaN, 'b': -Infinity, 'c': Infinity}",
        "{'type': 'Point', 'coordinates': [], 'geometry': 7}",
        "'\u00e9\ufffd'",
        "[[[[1]]]]",
      })
  void propertiesDoNotMatter(String properties) {
    String plain = features("15 45 16 46");
    String geoJson =
        plain.replace("\"properties\":null", ("\"properties\":" + properties).replace('\'', '"'));
    assertThat(read(geoJson)).isEqualTo(read(plain));
    assertThat(read('\uFEFF' + geoJson)).isEqualTo(read(plain));
  }

  @Test
  void aMemberOfTheGeometryThatIsNotANumberIsRefused() {
    assertThatThrownBy(() -> read(features("15 45 16 46").replace("[16,46]", "[NaN,46]")))
        .hasMessageContaining("(NaN, 46) is not a valid longitude and latitude in degrees")
        .hasMessageContaining("position 3 of ring 1 of polygon 1");
  }

  @Test
  void anEmptyPolygonBesideOthersIsLeftOut() {
    String plain = features("15 45 16 46");
    String geoJson =
        plain.replace(
            "\"features\":[",
            "\"features\":[{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[]}},");
    assertThat(read(geoJson)).isEqualTo(read(plain));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          ``; it is empty
          ` \t`; it is empty
          {"type": "Polygon", "coordinates": [[[1; it ends in the middle of its JSON: it is not whole (line 1, column
          {"type": "Polygon", coordinates: []}; it is not valid JSON (line 1, column 21, near "coordinates: []}")
          POLYGON (; it is not valid JSON (line 1, column
          {"type": "FeatureCollection", "features": [] {}; it is not valid JSON (line 1, column 46, near "{}")
          """)
  void brokenJsonIsToldByItsPlace(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .hasMessageContaining(message)
        .message()
        .doesNotContain("Jackson", "token", "StreamRead", "was expecting");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FIRST\nSECOND\n",
        "FIRST SECOND",
        "FEATURE\r\nFIRST\r\n\r\nSECOND",
        "\u001EFIRST\n\u001EFEATURE\n\u001ESECOND\n"
      })
  void aSequenceOfTextsIsTheirUnion(String sequence) {
    String text =
        sequence
            .replace("FEATURE", "{\"type\":\"Feature\",\"geometry\":null}")
            .replaceFirst("FIRST", square(1))
            .replaceFirst("SECOND", square(3));
    assertThat(read(text).coordinates()).hasDimensions(2, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FIRST\nfalse", "FIRST\n[FIRST]", "[FIRST]\nFIRST", "FIRST\n{\"type\":"})
  void aSequenceOfOtherThingsIsRefused(String sequence) {
    assertThatThrownBy(() -> read(sequence.replace("FIRST", square(1))))
        .isInstanceOf(ExportFailure.class);
  }

  private static String square(int west) {
    return "{\"type\":\"Polygon\",\n\"coordinates\":[[[%1$d,0],[%2$d,0],[%2$d,1],[%1$d,0]]]}"
        .formatted(west, west + 1);
  }

  @Test
  void aCoastlineOfHalfAMillionPositionsIsRead() {
    int count = 500_000;
    String ring =
        IntStream.rangeClosed(0, count)
            .map(i -> i % count)
            .mapToObj(
                i -> {
                  double angle = 2 * Math.PI * i / count;
                  double radius = 1 + 0.00002 * (i % 2); // as far out as along
                  return String.format(
                      Locale.ROOT,
                      "[%.12f,%.12f]",
                      radius * Math.cos(angle),
                      radius * Math.sin(angle));
                })
            .collect(Collectors.joining(","));
    Aoi area = read("{\"type\":\"Polygon\",\"coordinates\":[[" + ring + "]]}");
    assertThat(area.coordinates()[0][0]).hasDimensions(count + 1, 2);
  }

  private static Aoi read(String geoJson) {
    return AoiReader.read(geoJson, TRANSFORMS);
  }

  private static String withCrs(String crs, String boxes) {
    return features(boxes)
        .replace("\"features\"", "\"crs\":%s,\"features\"".formatted(crs.replace('\'', '"')));
  }

  /** Makes a collection of boxes, each as west, south, east, north. */
  private static String features(String boxes) {
    return Stream.of(boxes.split(","))
        .map(
            box ->
                "{\"type\":\"Feature\",\"properties\":null,\"geometry\":{\"type\":\"Polygon\",\"coordinates\":%s}}"
                    .formatted(polygon(box)))
        .collect(Collectors.joining(",", "{\"type\":\"FeatureCollection\",\"features\":[", "]}"));
  }

  private static String multiPolygon(String boxes) {
    return Stream.of(boxes.split(","))
        .map(AoiFilesTest::polygon)
        .collect(Collectors.joining(",", "{\"type\":\"MultiPolygon\",\"coordinates\":[", "]}"));
  }

  private static String polygon(String box) {
    String[] n =
        Stream.of(box.strip().split(" "))
            .map(number -> GeoJsonReader.format(Double.parseDouble(number)))
            .toArray(String[]::new);
    return "[[[%1$s,%2$s],[%3$s,%2$s],[%3$s,%4$s],[%1$s,%4$s],[%1$s,%2$s]]]"
        .formatted((Object[]) n);
  }
}
