package io.landfall.model.geojson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.landfall.model.json.JsonCursor;
import io.landfall.model.json.StrictJson;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Polygon;

class GeoJsonReaderTest {
  private static final GeoJsonReader.Limits REQUEST = GeoJsonReader.Limits.OF_REQUESTS;
  private static final String RING = "[[0,0],[2,0],[2,1],[0,0]]";
  private static final String POLYGON =
      "{\"type\":\"Polygon\",\"coordinates\":[%s]}".formatted(RING);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"type":"Point","coordinates":[1,2,300]} | POINT (1 2)
          {"type":"MultiPoint","coordinates":[[1,2],[3,4]]} | MULTIPOINT ((1 2), (3 4))
          {"type":"LineString","coordinates":[[1,2],[3,4]]} | LINESTRING (1 2, 3 4)
          {"type":"MultiLineString","coordinates":[[[1,2],[3,4]]]} | MULTILINESTRING ((1 2, 3 4))
          {"type":"MultiPolygon","coordinates":[[[[0,0],[9,0],[9,9],[0,0]],[[5,1],[6,1],[6,2],[5,1]]]]} | MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0), (5 1, 6 1, 6 2, 5 1)))
          {"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]} | GEOMETRYCOLLECTION (POINT (1 2))
          """)
  void geometriesOfAllTypesAreRead(String json, String wkt) {
    assertThat(GeoJsonReader.readGeometry(at(json)).toText()).isEqualTo(wkt);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {} | `` | it is not a valid GeoJSON object with a member "type" | ``
          {"type":"Circle"} | /type | its type, "Circle", is not a GeoJSON geometry type | ``
          {"type":"Feature"} | /type | a Feature is not a geometry; give its geometry alone | ``
          {"type":"Point","coordinates":[1]} | /coordinates | a position is not [longitude, latitude] | ``
          {"type":"Point","coordinates":[1,2,3,4,5]} | /coordinates | a position is not [longitude, latitude] | ``
          {"type":"Point","coordinates":["1",2]} | /coordinates/0 | a position is not [longitude, latitude]: "1" is not a finite number | ``
          {"type":"Point","coordinates":[1,90.5]} | /coordinates | (1, 90.5) is not a valid longitude and latitude in degrees | ``
          {"type":"Point","coordinates":[-361,0]} | /coordinates | (-361, 0) is not a valid longitude and latitude in degrees | ``
          {"type":"LineString","coordinates":[[1,2]]} | /coordinates | a line needs 2 positions | ``
          {"type":"MultiPoint","coordinates":7} | /coordinates | a list is missing where its positions should be | ``
          {"type":"Polygon","coordinates":[]} | /coordinates | a polygon has no ring | polygon 1
          {"type":"Polygon","coordinates":[[[0,0],[1,1],[0,0]]]} | /coordinates/0 | a ring needs 4 positions, the last as the first | ring 1 of polygon 1
          {"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[0,0],[1,0],[1,1],[0,1]]]]} | /coordinates/1/0 | a ring is open; repeat its first position as its last | ring 1 of polygon 2
          {"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,true],[0,0]]]}]} | /geometries/0/coordinates/0/2/1 | a position is not [longitude, latitude]: true is not a finite number | position 3 of ring 1 of polygon 1
          """)
  void whatIsWrongIsToldWithItsPlace(String json, String pointer, String reason, String place) {
    assertThatThrownBy(() -> GeoJsonReader.readGeometry(at(json)))
        .isInstanceOfSatisfying(
            GeoJsonException.class,
            problem -> {
              assertThat(problem.pointer()).isEqualTo(pointer);
              assertThat(problem.reason()).isEqualTo(reason);
              assertThat(problem.place()).isEqualTo(place);
            })
        .hasMessage("Invalid geometry: %s.", reason);
  }

  @Test
  void thePlaceIsFromTheRootOfTheDocument() {
    var document = at("{\"search\": {\"area\": {\"type\": \"Blob\"}}}");
    assertThatThrownBy(() -> GeoJsonReader.readGeometry(document.member("search").member("area")))
        .isInstanceOfSatisfying(
            GeoJsonException.class,
            problem -> assertThat(problem.pointer()).isEqualTo("/search/area/type"));
  }

  @Test
  void polygonsAreFoundInFeaturesAndCollectionsAndNothingElseIs() {
    String feature = "{\"type\":\"Feature\",\"geometry\":%s}";
    assertThat(
            polygons(
                at(
                    "{\"type\":\"FeatureCollection\",\"features\":[%s,%s,%s]}"
                        .formatted(
                            feature.formatted(POLYGON),
                            feature.formatted("null"),
                            feature.formatted(collection(POLYGON))))))
        .extracting(Polygon::getArea)
        .containsExactly(1.0, 1.0);
    assertThatThrownBy(() -> polygons(at(collection("{\"type\":\"Point\",\"coordinates\":[0,0]}"))))
        .hasMessageContaining("a Point has no area");
  }

  @Test
  void objectsStandInOneAnotherOnlySoDeep() {
    String deepest = POLYGON;
    for (int depth = 1; depth < GeoJsonReader.MAX_DEPTH; depth++) {
      deepest = collection(deepest);
    }
    var atLimit = at(deepest);
    var beyond = at(collection(deepest));

    assertThat(polygons(atLimit)).hasSize(1);
    assertThat(GeoJsonReader.readGeometry(atLimit).getArea()).isEqualTo(1);
    assertThatThrownBy(() -> polygons(beyond)).hasMessageContaining("nested deeper than 8");
    assertThatThrownBy(() -> GeoJsonReader.readGeometry(beyond))
        .hasMessageContaining("nested deeper than 8");
  }

  @Test
  void ringsAreCountedOverTheWholeDocument() {
    String half = (RING + ",").repeat(REQUEST.rings() / 2 - 1) + RING;
    String polygons = "{\"type\":\"MultiPolygon\",\"coordinates\":[[%s],[%s]%s]}";

    assertThat(polygons(at(polygons.formatted(half, half, "")))).hasSize(2);
    assertThatThrownBy(() -> polygons(at(polygons.formatted(half, half, ",[" + RING + "]"))))
        .isInstanceOf(GeoJsonException.class)
        .hasMessageContaining("more than 10000 rings");
  }

  @Test
  void positionsAreCountedOverTheWholeDocument() {
    String quarter = "[" + "[1,2],".repeat(REQUEST.positions() / 4 - 1) + "[1,2]]";
    String lines = "{\"type\":\"MultiLineString\",\"coordinates\":[%1$s,%1$s,%1$s,%1$s%2$s]}";

    assertThat(GeoJsonReader.readGeometry(at(lines.formatted(quarter, ""))).getNumPoints())
        .isEqualTo(REQUEST.positions());
    assertThatThrownBy(
            () -> GeoJsonReader.readGeometry(at(lines.formatted(quarter, ",[[1,2],[3,4]]"))))
        .isInstanceOfSatisfying(
            GeoJsonException.class,
            problem -> assertThat(problem.pointer()).isEqualTo("/coordinates/4/0"))
        .hasMessageContaining("more than 100000 positions");
  }

  /** A document that is broken in places is read or refused, but nothing else. */
  @Property(tries = 3000)
  void aBrokenDocumentIsAProblemAndNothingElse(@ForAll Random random) {
    var broken = new StringBuilder(collection(POLYGON + "," + POLYGON));
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(broken.length());
      switch (random.nextInt(3)) {
        case 0 -> broken.deleteCharAt(at);
        case 1 -> broken.insert(at, "[]{}:,\"0e9-".charAt(random.nextInt(11)));
        default -> broken.setCharAt(at, "[]{}:,\"0e9-".charAt(random.nextInt(11)));
      }
    }
    try {
      JsonCursor document = JsonCursor.ofRoot(StrictJson.read(broken.toString()));
      assertThat(GeoJsonReader.readGeometry(document)).isNotNull();
    } catch (JsonProcessingException e) {
      return; // not JSON any more
    } catch (GeoJsonException problem) {
      assertThat(problem).hasMessageStartingWith("Invalid geometry: ");
    }
  }

  private static List<Polygon> polygons(JsonCursor geoJson) {
    return GeoJsonReader.readPolygons(geoJson, REQUEST, null).polygons();
  }

  private static String collection(String members) {
    return "{\"type\":\"GeometryCollection\",\"geometries\":[%s]}".formatted(members);
  }

  private static JsonCursor at(String json) {
    try {
      return JsonCursor.ofRoot(StrictJson.read(json));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
