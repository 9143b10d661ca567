package io.landfall.api.stac;

import static io.landfall.api.stac.StacClient.encoded;
import static io.landfall.api.stac.StacClient.ids;
import static io.landfall.api.stac.StacClient.link;
import static io.landfall.api.stac.StacClient.links;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.ApiFixture;
import io.landfall.api.SampleScenes;
import io.landfall.api.json.Json;
import io.landfall.landsat.LandsatScene;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Item search of STAC API 1.0.0 and its extensions: sort, fields, filter, query; and paging. */
class StacSearchIT {
  private static ApiFixture api;
  private static StacClient stac;
  private static final Instant INDEXED = Instant.parse("2026-11-01T00:00:00Z");
  private static final List<LandsatScene> ROW = SampleScenes.row(40);
  private static final String NEWEST = SampleScenes.NEWEST.id();
  private static final String ACROSS = SampleScenes.ACROSS.id();

  @BeforeAll
  static void scenes() {
    api = new ApiFixture();
    stac = new StacClient(api);
    ROW.forEach(scene -> api.scenes.add(scene, INDEXED));
    api.scenes.add(SampleScenes.NEWEST, INDEXED);
    api.scenes.add(SampleScenes.ACROSS, INDEXED);
  }

  @AfterAll
  static void close() {
    api.close();
  }

  @Test
  void theLandingPageNamesBothMethodsOfSearch() {
    assertThat(links(stac.get("/stac"), "search"))
        .extracting(link -> link.get("method").asText())
        .containsExactly("GET", "POST");
  }

  @Test
  void idsAndCollectionsNarrowTheSearch() {
    assertThat(ids(stac.get("/stac/search?ids=" + NEWEST + "," + ACROSS + ",LC08_none")))
        .containsExactly(NEWEST, ACROSS);
    assertThat(
            ids(stac.post("{\"ids\": [\"%s\"], \"collections\": [\"landsat\"]}".formatted(NEWEST))))
        .containsExactly(NEWEST);
    assertThat(ids(stac.get("/stac/search?collections=modis"))).isEmpty();
    assertThat(ids(stac.get("/stac/search?limit=1000&collections=modis,landsat"))).hasSize(42);
    assertThat(ids(stac.get("/stac/search?ids=" + NEWEST + "&datetime=2020-01-01T00:00:00Z/..")))
        .isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{'type': 'Point', 'coordinates': [-117, 31, 200]}",
        "{'type': 'MultiPoint', 'coordinates': [[-117, 31], [80, 80]]}",
        "{'type': 'LineString', 'coordinates': [[-120, 31], [-110, 31]]}",
        "{'type': 'MultiLineString', 'coordinates': [[[-120, 31], [-110, 31]], [[9, 80], [9,"
            + " 81]]]}",
        "{'type': 'Polygon', 'coordinates': [[[-118, 31], [-117, 31], [-117, 32], [-118, 31]]]}",
        "{'type': 'MultiPolygon', 'coordinates': [[[[-118, 31], [-117, 31], [-117, 32], [-118,"
            + " 31]]]]}",
        "{'type': 'GeometryCollection', 'geometries': [{'type': 'Point', 'coordinates': [-117,"
            + " 31]}]}",
        "{'type': 'Point', 'coordinates': [243, 31]}"
      })
  void everyTypeOfGeometryMayIntersect(String geometry) {
    String json = geometry.replace('\'', '"');
    assertThat(ids(stac.get("/stac/search?intersects=" + encoded(json)))).containsExactly(NEWEST);
    assertThat(ids(stac.post("{\"intersects\": %s}".formatted(json)))).containsExactly(NEWEST);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{'type': 'Polygon', 'coordinates': [[[0, 0], [1, 0], [1, 1]]]}",
        "{'type': 'Polygon', 'coordinates': [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}",
        "{'type': 'Circle', 'coordinates': [0, 0]}",
        "{'type': 'Point', 'coordinates': [0, 91]}",
        "{'type': 'Feature', 'geometry': {'type': 'Point', 'coordinates': [0, 0]}}",
        "[1, 2]"
      })
  void aGeometryThatIsNoneIsA400(String geometry) {
    String json = geometry.replace('\'', '"');
    assertThat(stac.refused(stac.send("/stac/search?intersects=" + encoded(json)), 400))
        .contains("geometry");
    assertThat(stac.refused(stac.sendBody("{\"intersects\": %s}".formatted(json)), 400))
        .contains("geometry");
  }

  @Test
  void aGeometryOfTooManyPositionsIsA400() {
    String positions = "[0,0],".repeat(5_001) + "[0,0]";
    String body =
        "{\"intersects\": {\"type\": \"MultiPoint\", \"coordinates\": [%s]}}".formatted(positions);
    assertThat(stac.refused(stac.sendBody(body), 400)).contains("5,000");
  }

  @Test
  void bboxAndIntersectsTogetherAreA400() {
    String point = "{\"type\": \"Point\", \"coordinates\": [0, 0]}";
    String query = "/stac/search?bbox=0,0,1,1&intersects=" + encoded(point);
    assertThat(stac.refused(stac.send(query), 400)).contains("not both");
    String body = "{\"bbox\": [0,0,1,1], \"intersects\": %s}".formatted(point);
    assertThat(stac.refused(stac.sendBody(body), 400)).contains("not both");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "7",
        "{\"x\": 1}",
        "{\"limit\": \"10\"}",
        "{\"bbox\": \"0,0,1,1\"}",
        "{\"bbox\": [0,0,null,1]}",
        "{\"ids\": \"a\"}",
        "{\"ids\": [1]}",
        "{\"datetime\": 7}",
        "{\"sortby\": \"id\"}",
        "{\"fields\": []}",
        "{\"limit\": 1",
        ""
      })
  void aBodyThatIsNoSearchIsA400(String body) {
    stac.refused(stac.sendBody(body), 400);
  }

  @Test
  void allThatIsWrongIsSaidAtOnceWithPointers() {
    var answer = stac.sendBody("{\"limit\": 0, \"bbox\": [1], \"datetime\": \"now\", \"a\": 1}");
    stac.refused(answer, 400);
    assertThat(api.json(answer).get("errors"))
        .extracting(error -> error.get("pointer").asText())
        .containsExactlyInAnyOrder("/limit", "/bbox", "/datetime", "/a");
  }

  @Test
  void aThousandIdsAreTheMost() {
    String ids = "\"a\",".repeat(1_000) + "\"a\"";
    assertThat(stac.refused(stac.sendBody("{\"ids\": [%s]}".formatted(ids)), 400)).contains("1000");
  }

  @Test
  void aThousandIdsFitIntoAnAddressAndTheNextLinkToo() {
    String ids = ROW.stream().map(LandsatScene::id).collect(Collectors.joining(","));
    String more = ",LC08_L1TP_001001_19990101_19990101_01_T1".repeat(960);
    assertThat(stac.walk("/stac/search?limit=30&ids=" + ids + more)).hasSize(40);
    assertThat(stac.refused(stac.send("/stac/search?ids=" + "a".repeat(70_000)), 414)).isNotEmpty();
  }

  @Test
  void aSearchThatIsDoneOnOnePageKnowsHowManyItMatched() {
    JsonNode page = stac.get("/stac/search?ids=" + NEWEST);
    assertThat(page.get("numberMatched").asInt()).isEqualTo(1);
    assertThat(link(page, "next")).isEmpty();
    assertThat(stac.get("/stac/search?limit=1000").get("numberMatched").asInt()).isEqualTo(42);
  }

  @Test
  void everyPageTellsHowManyThereAreOnAllOfThem() {
    JsonNode first = stac.get("/stac/search?limit=1");
    assertThat(first.get("numberMatched").asInt()).isEqualTo(42);
    assertThat(first.has("numberMatchedEstimated")).isFalse();
    JsonNode second = stac.get(link(first, "next").orElseThrow().get("href").asText());
    assertThat(second.get("numberMatched").asInt()).isEqualTo(42);
    assertThat(stac.post("{\"limit\": 1}").get("numberMatched").asInt()).isEqualTo(42);
  }

  @Test
  void anEstimateSaysThatItIsOne() {
    api.scenes.countsAreEstimates = true;
    try {
      JsonNode page = stac.get("/stac/collections/landsat/items?limit=1");
      assertThat(page.get("numberMatched").asInt()).isEqualTo(42);
      assertThat(page.get("numberMatchedEstimated").asBoolean()).isTrue();
      assertThat(stac.get("/stac/search?limit=1000").has("numberMatchedEstimated")).isFalse();
    } finally {
      api.scenes.countsAreEstimates = false;
    }
  }

  @ParameterizedTest(name = "sortby={0}, pages of {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "; 1",
        "; 7",
        "-properties.datetime,+id; 5",
        "+id; 6",
        "-id; 4",
        "eo:cloud_cover; 3",
        "-properties.eo:cloud_cover,datetime; 3",
        "landsat:wrs_path,-landsat:scene_id,collection; 9",
      })
  void everyItemComesOnceInOrderByEitherMethod(String sortby, int limit) {
    List<String> expected = sorted(sortby == null ? "-properties.datetime" : sortby);
    String sort = sortby == null ? "" : "&sortby=" + sortby;
    assertThat(stac.walk("/stac/search?limit=" + limit + sort)).isEqualTo(expected);
    assertThat(stac.walk("/stac/collections/landsat/items?limit=" + limit + sort))
        .isEqualTo(expected);

    ObjectNode body = Json.object().put("limit", limit);
    for (String name : sortby == null ? new String[0] : sortby.split(",")) {
      body.withArray("sortby")
          .addObject()
          .put("field", name.replaceFirst("^[+-]", ""))
          .put("direction", name.startsWith("-") ? "desc" : "asc");
    }
    assertThat(stac.walkByBody(body)).isEqualTo(expected);
  }

  /** The order as the words say: unknown last, the id downwards at the end. */
  private static List<String> sorted(String sortby) {
    Comparator<LandsatScene> order = Comparator.comparing(scene -> 0);
    for (String name : sortby.split(",")) {
      boolean down = name.startsWith("-");
      order =
          switch (name.replaceFirst("^[+-]", "").replace("properties.", "")) {
            case "datetime" -> by(order, LandsatScene::acquired, down);
            case "id" -> by(order, LandsatScene::id, down);
            case "eo:cloud_cover" -> by(order, LandsatScene::cloudCover, down);
            case "landsat:wrs_path" -> by(order, LandsatScene::path, down);
            case "landsat:scene_id" -> by(order, LandsatScene::entityId, down);
            default -> order;
          };
    }
    return Stream.concat(ROW.stream(), Stream.of(SampleScenes.NEWEST, SampleScenes.ACROSS))
        .sorted(by(order, LandsatScene::id, true))
        .map(LandsatScene::id)
        .toList();
  }

  private static <T extends Comparable<T>> Comparator<LandsatScene> by(
      Comparator<LandsatScene> before,
      java.util.function.Function<LandsatScene, T> value,
      boolean down) {
    Comparator<T> order = down ? Comparator.reverseOrder() : Comparator.naturalOrder();
    return before.thenComparing(value, Comparator.nullsLast(order));
  }

  @Test
  void scenesThatComeMeanwhileMoveNoPage() {
    List<String> before = stac.walk("/stac/search?limit=1000");
    JsonNode first = stac.get("/stac/search?limit=5");
    var newer =
        SampleScenes.scene(
            "LC08_L1TP_001001_20250101_20250110_02_T1",
            "2025-01-01T00:00:00Z",
            1.0,
            SampleScenes.box(0, 0, 1, 1));
    var added = api.scenes.add(newer, INDEXED);
    try {
      List<String> walked = new ArrayList<>(ids(first));
      walked.addAll(stac.walk(link(first, "next").orElseThrow().get("href").asText()));
      assertThat(walked).isEqualTo(before);
    } finally {
      api.scenes.scenes.remove(added);
    }
  }

  @Test
  void aTokenThatIsNoneOrOfAnotherSearchIsA400() {
    assertThat(stac.refused(stac.send("/stac/search?token=abc"), 400)).contains("token");
    String next = link(stac.get("/stac/search?limit=5"), "next").orElseThrow().get("href").asText();
    assertThat(stac.refused(stac.send(next + "&sortby=id"), 400)).contains("token");
    assertThat(stac.refused(stac.send(next + "&bbox=0,0,1,1"), 400)).contains("same search");
    assertThat(stac.get(next.replace("limit=5", "limit=3")).get("features")).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"geometry", "platform", "nothing", "properties.", "id;drop"})
  void anOrderByWhatHasNoneIsA400(String field) {
    String path = "/stac/search?sortby=" + encoded(field);
    assertThat(stac.refused(stac.send(path), 400)).contains("sort").contains("datetime");
  }

  @Test
  void fieldsNarrowTheItemsOfBothMethodsAndStayInLinks() {
    String fields = "{\"include\": [\"eo:cloud_cover\"], \"exclude\": [\"properties\"]}";
    JsonNode posted = stac.post("{\"ids\": [\"%s\"], \"fields\": %s}".formatted(NEWEST, fields));
    assertThat(posted.at("/features/0/properties").fieldNames())
        .toIterable()
        .containsExactly("eo:cloud_cover");
    assertThat(stac.walk("/stac/search?limit=10&fields=id")).hasSize(42).doesNotContainNull();
    JsonNode without = stac.get("/stac/search?ids=" + NEWEST + "&fields=-geometry");
    assertThat(without.at("/features/0").has("geometry")).isFalse();
    assertThat(without.at("/features/0/properties").has("platform")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0", "1e1", "1.0E+1", "100e-1"})
  void aWholeNumberIsOneHoweverItIsWritten(String ten) {
    assertThat(ids(stac.post("{\"limit\": %s}".formatted(ten)))).hasSize(10);
    assertThat(ids(stac.get("/stac/search?limit=" + encoded(ten)))).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.5", "0.0", "-1.0", "1e-1", "1e999", "NaN", "true"})
  void whatIsNoWholeNumberFromOneOnIsA400(String limit) {
    stac.refused(stac.sendBody("{\"limit\": %s}".formatted(limit)), 400);
    stac.refused(stac.send("/stac/search?limit=" + limit), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2020-01-01T00:00:00+00:00/..",
        "2020-01-01T00:00:00.5+01:00/2030-01-01T00:00:00+01:00",
        "2020-01-01t00:00:00z/",
        "../2030-01-01T00:00:00.123456789012Z",
      })
  void aPlusThatWasNotEncodedIsAPlus(String datetime) {
    assertThat(stac.get("/stac/search?datetime=" + datetime))
        .isEqualTo(stac.get("/stac/search?datetime=" + datetime.replace("+", "%2B")));
    String filter = "datetime%3E%3DTIMESTAMP('2020-01-01T00:00:00+00:00')";
    assertThat(ids(stac.get("/stac/search?filter=" + filter))).hasSize(10);
    stac.refused(stac.sendBody("{\"datetime\": \"2020-01-01T00:00:00 00:00\"}"), 400);
    stac.refused(stac.send("/stac/search?datetime=2020-01-01+00:00:00Z"), 400);
  }
}
