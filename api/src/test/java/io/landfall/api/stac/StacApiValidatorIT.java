package io.landfall.api.stac;

import static io.landfall.api.stac.StacClient.encoded;
import static io.landfall.api.stac.StacClient.ids;
import static io.landfall.api.stac.StacClient.link;
import static io.landfall.api.stac.StacClient.links;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.ApiFixture;
import io.landfall.api.SampleScenes;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What stac-api-validator checks of the classes that the landing page claims: core, collections,
 * features, item search, and its fields and filter extensions.
 */
class StacApiValidatorIT {
  private static ApiFixture api;
  private static StacClient stac;
  private static final String COLLECTION = "/stac/collections/landsat";
  private static final String POLYGON =
      "{\"type\": \"Polygon\", \"coordinates\": [[[100, 0], [101, 0], [101, 1], [100, 1], [100,"
          + " 0]]]}";

  @BeforeAll
  static void scenes() {
    api = new ApiFixture();
    stac = new StacClient(api);
    Instant indexed = Instant.parse("2026-11-01T00:00:00Z");
    SampleScenes.row(12).forEach(scene -> api.scenes.add(scene, indexed));
    api.scenes.add(SampleScenes.NEWEST, indexed);
    api.scenes.add(
        SampleScenes.scene(
            "LC08_L1TP_178044_20210520_20210529_02_T1",
            "2021-05-20T08:37:00Z",
            7.0,
            SampleScenes.box(20.2, 20.2, 20.8, 20.8)),
        indexed);
  }

  @AfterAll
  static void close() {
    api.close();
  }

  @Test
  void coreEveryServiceLinkAnswersByItsOwnMediaType() {
    JsonNode page = stac.get("/stac");
    assertThat(link(page, "root").orElseThrow().get("type").asText()).isEqualTo("application/json");
    assertThat(link(page, "self").orElseThrow().get("type").asText()).isEqualTo("application/json");
    assertThat(links(page, "service-desc")).hasSize(2);
    for (JsonNode link : links(page, "service-desc")) {
      String type = link.get("type").asText();
      var answer = api.send(api.request(link.get("href").asText()).header("Accept", type));
      assertThat(answer.statusCode()).as(type).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElse("").replace(" ", ""))
          .isEqualTo(type);
      assertThat(api.json(answer).get("openapi").asText())
          .startsWith(type.substring(type.length() - 3));
    }
    JsonNode doc = link(page, "service-doc").orElseThrow();
    assertThat(doc.get("type").asText()).isEqualTo("text/html");
    var people = stac.send(doc.get("href").asText());
    assertThat(people.statusCode()).isEqualTo(200);
    assertThat(people.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
  }

  /** One document of each version at one address, and JSON for who names none. */
  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "/stac/api, application/vnd.oai.openapi+json;version=3.0, 3.0",
    "/stac/api, application/vnd.oai.openapi+json; version=3.1, 3.1",
    "/stac/api, application/vnd.oai.openapi+json, 3.0",
    "/stac/api, application/json, 3.0",
    "/stac/api, */*, 3.0",
    "/openapi.json, application/vnd.oai.openapi+json;version=3.1, 3.1",
    "/openapi.json, application/json, 3.1",
  })
  void coreTheDescriptionIsOfTheVersionThatIsAskedFor(String path, String accept, String version) {
    var answer = api.send(api.request(path).header("Accept", accept));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(api.json(answer).get("openapi").asText()).startsWith(version);
  }

  @Test
  void collectionsAndItemsSayTheirOwnAddress() {
    for (String path : List.of("/stac/collections", COLLECTION, COLLECTION + "/items")) {
      JsonNode page = stac.get(path);
      String self = link(page, "self").orElseThrow().get("href").asText();
      assertThat(self).endsWith(path);
      assertThat(link(page, "root")).isPresent();
      assertThat(stac.get(self)).isEqualTo(page);
    }
    assertThat(link(stac.get(COLLECTION), "parent")).isPresent();
    JsonNode item = stac.get(COLLECTION + "/items").at("/features/0");
    String self = link(item, "self").orElseThrow().get("href").asText();
    assertThat(link(stac.get(self), "self").orElseThrow().get("href").asText()).isEqualTo(self);
    stac.refused(stac.send("/stac/collections/non-existent-collection"), 404);
    stac.refused(stac.send(COLLECTION + "/items/non-existent-item"), 404);
  }

  @Test
  void featuresAndSearchPageByGetAndPost() {
    for (String path : List.of(COLLECTION + "/items", "/stac/search")) {
      JsonNode first = stac.get(path + "?limit=1&collections=landsat");
      JsonNode next = link(first, "next").orElseThrow();
      assertThat(next.path("method").asText("GET")).isEqualTo("GET");
      assertThat(ids(stac.get(next.get("href").asText()))).doesNotContainAnyElementsOf(ids(first));
    }
    JsonNode next =
        link(stac.post("{\"limit\": 1, \"collections\": [\"landsat\"]}"), "next").orElseThrow();
    assertThat(next.get("method").asText()).isEqualTo("POST");
    assertThat(next.get("body").isObject()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 10_000, 100_000, 1_000_000})
  void searchTakesTheseLimits(int limit) {
    assertThat(ids(bothWays("limit", Integer.toString(limit), Integer.toString(limit))))
        .hasSize(Math.min(limit, 14));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1985-04-12T23:20:50.52Z",
        "1996-12-19T16:39:57-00:00",
        "1996-12-19T16:39:57+00:00",
        "1996-12-19T16:39:57-08:00",
        "1996-12-19T16:39:57+08:00",
        "../1985-04-12T23:20:50.52Z",
        "1985-04-12T23:20:50.52Z/..",
        "/1985-04-12T23:20:50.52Z",
        "1985-04-12T23:20:50.52Z/",
        "1985-04-12T23:20:50.52Z/1986-04-12T23:20:50.52Z",
        "1985-04-12T23:20:50.52+01:00/1986-04-12T23:20:50.52+01:00",
        "1937-01-01T12:00:27.87+01:00",
        "1937-01-01T12:00:27.8710+01:00",
        "2020-07-23T00:00:00.000+03:00",
        "1985-04-12t23:20:50.000z",
        "2020-07-23T00:00:00.0Z",
        "2020-07-23T00:00:00.012345678Z",
      })
  void searchTakesTheseTimes(String datetime) {
    bothWays("datetime", datetime, quoted(datetime));
    stac.get("/stac/search?datetime=" + datetime); // a plus as it is
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "../..",
        "/..",
        "../",
        "/1984-04-12T23:20:50.52Z/1985-04-12T23:20:50.52Z",
        "1984-04-12T23:20:50.52Z/1985-04-12T23:20:50.52Z/",
        "/1984-04-12T23:20:50.52Z/1985-04-12T23:20:50.52Z/",
        "1985-04-12",
        "1937-01-01T12:00:27.87+0100",
        "37-01-01T12:00:27.87Z",
        "1985-12-12T23:20:50.52",
        "21985-12-12T23:20:50.52Z",
        "1985-13-12T23:20:50.52Z",
        "1985-12-32T23:20:50.52Z",
        "1985-12-01T25:20:50.52Z",
        "1985-12-01T00:60:50.52Z",
        "1985-12-01T00:06:61.52Z",
        "1985-04-12T23:20:50.Z",
        "1985-04-12T23:20:50,Z",
        "1990-12-31T23:59:61Z",
        "1986-04-12T23:20:50.52Z/1985-04-12T23:20:50.52Z",
        "1985-04-12T23:20:50,52Z",
      })
  void searchRefusesTheseTimes(String datetime) {
    refusedBothWays("datetime", datetime, quoted(datetime));
  }

  @Test
  void searchFindsAnItemByTheTimeItSays() {
    String datetime =
        stac.get("/stac/search?limit=1").at("/features/0/properties/datetime").asText();
    assertThat(ids(stac.get("/stac/search?datetime=" + datetime))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "100.0,0.0,105.0,1.0 | [100.0, 0.0, 105.0, 1.0]",
        "100.0,0.0,0.0,105.0,1.0,1.0 | [100.0, 0.0, 0.0, 105.0, 1.0, 1.0]"
      })
  void searchTakesTheseBoxes(String query, String body) {
    bothWays("bbox", query, body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[100.0, 0.0, 105.0, 1.0] | '100.0, 0.0, 105.0, 1.0'",
        "100.0, 1.0, 105.0, 0.0 | [100.0, 1.0, 105.0, 0.0]",
        "0 | [0]",
        "0,0 | [0, 0]",
        "0,0,0 | [0, 0, 0]",
        "0,0,0,1,1 | [0, 0, 0, 1, 1]",
        "0,0,0,1,1,1,1 | [0, 0, 0, 1, 1, 1, 1]"
      })
  void searchRefusesTheseBoxes(String query, String body) {
    refusedBothWays("bbox", query, body.startsWith("[") ? body : quoted(body));
  }

  @Test
  void searchTakesABoxOrAGeometry() {
    String query = "/stac/search?bbox=0,0,1,1&intersects=" + encoded(POLYGON);
    stac.refused(stac.send(query), 400);
    stac.refused(
        stac.sendBody("{\"bbox\": [0, 0, 1, 1], \"intersects\": %s}".formatted(POLYGON)), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\": \"Point\", \"coordinates\": [100.0, 0.0]}",
        "{\"type\": \"LineString\", \"coordinates\": [[100.0, 0.0], [101.0, 1.0]]}",
        POLYGON,
        "{\"type\": \"Polygon\", \"coordinates\": [[[100, 0], [101, 0], [101, 1], [100, 1], [100,"
            + " 0]], [[100.8, 0.8], [100.8, 0.2], [100.2, 0.2], [100.2, 0.8], [100.8, 0.8]]]}",
        "{\"type\": \"MultiPoint\", \"coordinates\": [[100.0, 0.0], [101.0, 1.0]]}",
        "{\"type\": \"MultiLineString\", \"coordinates\": [[[100, 0], [101, 1]], [[102, 2], [103,"
            + " 3]]]}",
        "{\"type\": \"MultiPolygon\", \"coordinates\": ["
            + "[[[102, 2], [103, 2], [103, 3], [102, 3], [102, 2]]],"
            + "[[[102.5, 2], [103.5, 2], [103.5, 3], [102.5, 3], [102.5, 2]]]]}",
        "{\"type\": \"GeometryCollection\", \"geometries\": [{\"type\": \"Point\", \"coordinates\":"
            + " [100, 0]}, {\"type\": \"LineString\", \"coordinates\": [[101, 0], [102, 1]]}]}"
      })
  void searchTakesGeometriesOfAllTypes(String geometry) {
    bothWays("intersects", geometry, geometry);
  }

  @Test
  void searchByIdsFindsThemAndDoesNotOverrideTheRest() {
    List<String> two = ids(stac.get("/stac/search?limit=2"));
    String list = "[\"%s\", \"%s\"]".formatted(two.get(0), two.get(1));
    assertThat(ids(bothWays("ids", String.join(",", two), list)))
        .containsExactlyInAnyOrderElementsOf(two);
    JsonNode item =
        stac.get("/stac/search?limit=1&bbox=20,20,21,21&collections=landsat").at("/features/0");
    String query = "/stac/search?bbox=22,22,23,23&collections=landsat&ids=";
    assertThat(ids(stac.get(query + item.get("id").asText()))).isEmpty();
    String body = "{\"ids\": [%s], \"collections\": [\"landsat\"], \"bbox\": [22, 22, 23, 23]}";
    assertThat(ids(stac.post(body.formatted(item.get("id"))))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ids", "collections", "bbox"})
  void listsOfNothingAreNotAll(String name) {
    refusedBothWays(name, "", "[]");
  }

  @Test
  void searchByCollectionsFindsItemsOfThemAlone() {
    JsonNode page = bothWays("collections", "landsat", "[\"landsat\"]");
    assertThat(page.get("features"))
        .isNotEmpty()
        .allMatch(item -> item.get("collection").asText().equals("landsat"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"include\": null, \"exclude\": null}",
        "{\"include\": [], \"exclude\": []}"
      })
  void fieldsThatAreEmptyLeaveAValidItem(String fields) {
    for (JsonNode page : List.of(post("fields", fields), stac.get("/stac/search?fields="))) {
      assertThat(page.at("/features/0").fieldNames())
          .toIterable()
          .contains(
              "type",
              "stac_version",
              "id",
              "geometry",
              "bbox",
              "links",
              "assets",
              "properties",
              "collection");
      assertThat(page.at("/features/0/properties").fieldNames())
          .toIterable()
          .containsExactly("datetime");
    }
    stac.refused(stac.sendBody("{\"fields\": null}"), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "type",
        "stac_version",
        "id",
        "geometry",
        "bbox",
        "links",
        "assets",
        "collection",
        "properties"
      })
  void fieldsAreIncludedOrExcludedOneByOne(String name) {
    for (JsonNode page :
        List.of(
            stac.get("/stac/search?fields=" + name),
            post("fields", "{\"include\": [\"%s\"]}".formatted(name)),
            post("fields", "{\"include\": [\"%1$s\"], \"exclude\": [\"%1$s\"]}".formatted(name)))) {
      assertThat(page.at("/features/0").has(name)).isTrue();
      assertThat(page.at("/features/0").size()).isLessThanOrEqualTo(3); // with type and id
    }
    for (JsonNode page :
        List.of(
            stac.get("/stac/search?fields=-" + name),
            post("fields", "{\"exclude\": [\"%s\"]}".formatted(name)))) {
      assertThat(page.at("/features/0").has(name)).isFalse();
      assertThat(page.at("/features/0").size()).isEqualTo(9);
    }
  }

  @ParameterizedTest
  @MethodSource("filters")
  void filtersOfTextAndJsonAreTaken(String text, String json) {
    String query = "/stac/search?limit=1&filter-lang=cql2-text&filter=";
    stac.get(query + encoded(text));
    stac.post(
        "{\"limit\": 1, \"filter-lang\": \"cql2-json\", \"filter\": %s}"
            .formatted(json.replace('\'', '"')));
  }

  static Stream<Arguments> filters() {
    Stream<Arguments> comparisons =
        Stream.of("=", "<>", "<", "<=", ">", ">=")
            .flatMap(
                op ->
                    Map.of(
                            "collection", "'landsat'",
                            "eo:cloud_cover", "10",
                            "datetime", "TIMESTAMP('2021-04-08T04:39:23Z')")
                        .entrySet()
                        .stream()
                        .map(side -> comparison(op, side.getKey(), side.getValue())));
    return Stream.concat(
        comparisons,
        Stream.of(
            Arguments.of(
                "id='a' AND collection='landsat'",
                "{'op': 'and', 'args': [{'op': '=', 'args': [{'property': 'id'}, 'a']},"
                    + " {'op': '=', 'args': [{'property': 'collection'}, 'landsat']}]}"),
            Arguments.of(
                "NOT id='a' OR eo:cloud_cover IS NULL",
                "{'op': 'or', 'args': [{'op': 'not', 'args': [{'op': '=', 'args':"
                    + " [{'property': 'id'}, 'a']}]},"
                    + " {'op': 'isNull', 'args': [{'property': 'eo:cloud_cover'}]}]}"),
            Arguments.of(
                "eo:cloud_cover NOT BETWEEN 0 AND 50",
                "{'op': 'not', 'args': [{'op': 'between', 'args':"
                    + " [{'property': 'eo:cloud_cover'}, 0, 50]}]}"),
            Arguments.of(
                "mission NOT LIKE 'sentinel%'",
                "{'op': 'not', 'args': [{'op': 'like', 'args':"
                    + " [{'property': 'mission'}, 'sentinel%']}]}"),
            Arguments.of(
                "T_INTERSECTS(datetime, INTERVAL('2020-11-11T00:00:00Z', '2020-11-12T00:00:00Z'))",
                "{'op': 't_intersects', 'args': [{'property': 'datetime'},"
                    + " {'interval': ['2020-11-11T00:00:00Z', '2020-11-12T00:00:00Z']}]}"),
            Arguments.of(
                "S_INTERSECTS(geometry,POLYGON((-77.0824 38.7886,-77.0189 38.7886,-77.0189 38.8351,"
                    + "-77.0824 38.8351,-77.0824 38.7886)))",
                "{'op': 's_intersects', 'args': [{'property': 'geometry'},"
                    + " {'type': 'Polygon', 'coordinates': [[[43.5845, -79.5442],"
                    + " [43.6079, -79.4893], [43.5677, -79.4632], [43.6129, -79.3925],"
                    + " [43.6223, -79.3238], [43.6576, -79.3163], [43.7945, -79.1178],"
                    + " [43.8144, -79.1542], [43.8555, -79.1714], [43.7509, -79.6390],"
                    + " [43.5845, -79.5442]]]}]}")));
  }

  private static Arguments comparison(String op, String name, String value) {
    String json =
        value.startsWith("TIMESTAMP")
            ? "{'timestamp': " + value.substring(10, value.length() - 1) + "}"
            : value;
    return Arguments.of(
        "%s %s %s".formatted(name, op, value),
        "{'op': '%s', 'args': [{'property': '%s'}, %s]}".formatted(op, name, json));
  }

  private static String quoted(String text) {
    return "\"%s\"".formatted(text);
  }

  private static JsonNode post(String name, String value) {
    return stac.post("{\"%s\": %s}".formatted(name, value));
  }

  /** Searches by both methods, which find the same. */
  private static JsonNode bothWays(String name, String query, String value) {
    JsonNode got = stac.get("/stac/search?%s=%s".formatted(name, encoded(query)));
    assertThat(ids(post(name, value))).isEqualTo(ids(got));
    return got;
  }

  private static void refusedBothWays(String name, String query, String value) {
    HttpResponse<byte[]> got = stac.send("/stac/search?%s=%s".formatted(name, encoded(query)));
    stac.refused(got, 400);
    stac.refused(stac.sendBody("{\"%s\": %s}".formatted(name, value)), 400);
  }
}
