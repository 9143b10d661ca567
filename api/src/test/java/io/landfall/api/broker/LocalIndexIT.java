package io.landfall.api.broker;

import static io.landfall.api.ApiFixture.header;
import static io.landfall.api.SampleScenes.box;
import static io.landfall.api.SampleScenes.scene;
import static io.landfall.api.broker.PlanetFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.ApiFixture;
import io.landfall.api.SampleScenes;
import io.landfall.index.query.IndexedScene;
import io.landfall.landsat.LandsatScene;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of bf-ia-broker know of the local index, and what they lacked. */
class LocalIndexIT {
  private static ApiFixture api;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String FIRST = "LC08_L1TP_001060_20200101_20200110_01_T1";

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void close() {
    api.close();
  }

  @AfterEach
  void forget() {
    api.scenes.scenes.clear();
  }

  @ParameterizedTest(name = "/{0}")
  @ValueSource(
      strings = {
        "localindex/discover/landsat_pds",
        "localindex/discover/landsat",
        "local_index/discover/landsat_pds",
        "local_index/discover/landsat"
      })
  void bothSpellingsOfBothNamesFindScenesNewestFirst(String path) {
    add(SampleScenes.NEWEST, SampleScenes.ACROSS);
    var found = api.send(api.request("/" + path));
    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(header(found, "Content-Type")).isEqualTo("application/json");
    JsonNode json = api.json(found);
    assertThat(json.fieldNames()).toIterable().containsExactly("type", "features");
    assertThat(ids(json)).containsExactly(SampleScenes.NEWEST.id(), SampleScenes.ACROSS.id());
    assertThat(json.at("/features/0/geometry/type").asText()).isEqualTo("Polygon");
    assertThat(json.at("/features/1/geometry/type").asText()).isEqualTo("MultiPolygon");
    assertThat(json.at("/features/1/bbox").toString()).isEqualTo("[179.9,60.4,-179.06,62.5]");
  }

  @Test
  void anAnswerOfSeveralBlocksIsAsIfItWereOne() {
    List<String> ids = addNumbered(1_203);
    JsonNode all = api.json(get("discover/landsat_pds?limit=10000"));
    assertThat(all.fieldNames()).toIterable().containsExactly("type", "features");
    assertThat(ids(all)).isEqualTo(ids);

    JsonNode some = api.json(get("discover/landsat_pds?limit=1001"));
    assertThat(ids(some)).isEqualTo(ids.subList(0, 1001));
    String next = some.at("/links/0/href").asText();
    JsonNode others = api.json(api.send(api.request(next.substring(next.indexOf("/localindex")))));
    assertThat(ids(others)).isEqualTo(ids.subList(1001, 1203));
    assertThat(others.has("links")).isFalse();
  }

  /** The fixture has room for six answers of a caller: 6 MiB, 1 MiB for a block of each. */
  @Test
  void answersThatNobodyTakesLeaveMemoryToOthersAndGiveItBack() throws Exception {
    addNumbered(10_000);
    HttpRequest all = api.request("/localindex/discover/landsat_pds?limit=10000").build();
    List<HttpResponse<InputStream>> open = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      open.add(CLIENT.send(all, HttpResponse.BodyHandlers.ofInputStream()));
    }
    assertThat(open)
        .extracting(HttpResponse::statusCode)
        .containsExactly(200, 200, 200, 200, 200, 200, 503, 503);
    HttpResponse<InputStream> refused = open.get(7);
    assertThat(header(refused, "Retry-After")).isEqualTo("5");
    assertThat(new String(refused.body().readAllBytes(), StandardCharsets.UTF_8))
        .contains("Cannot answer this now", "limit");
    assertThat(ids(api.json(get("discover/landsat_pds?limit=10")))).hasSize(10);

    for (HttpResponse<InputStream> each : open) {
      each.body().close();
    }
    HttpResponse<byte[]> again =
        await("the node notices that they are gone")
            .until(
                () -> get("discover/landsat_pds?limit=10000"),
                answer -> answer.statusCode() != 503);
    assertThat(ids(api.json(again))).hasSize(10_000);
  }

  @Test
  void oneSceneIsAFeatureByEitherOfItsIds() {
    add(SampleScenes.NEWEST);
    for (String id : List.of(SampleScenes.NEWEST.id(), SampleScenes.NEWEST.entityId())) {
      JsonNode feature = api.json(get("landsat_pds/" + id));
      assertThat(feature.get("type").asText()).isEqualTo("Feature");
      assertThat(feature.get("id").asText()).isEqualTo(SampleScenes.NEWEST.id());
      assertThat(feature.at("/properties/bands")).hasSize(11);
      assertThat(feature.at("/properties/acquiredDate").asText())
          .isEqualTo("2019-01-31T18:22:43.094031Z");
    }
    assertThat(api.send(api.request("/local_index/landsat/" + FIRST)).statusCode()).isEqualTo(404);
  }

  @Test
  void aPreviewIsTheLargePictureInTheScenesFolder() {
    add(SampleScenes.NEWEST);
    String id = SampleScenes.NEWEST.id();
    var preview = get("preview/landsat_pds/" + id + ".jpg");
    assertThat(preview.statusCode()).isEqualTo(302);
    assertThat(header(preview, "Location"))
        .isEqualTo(
            "https://landsat-pds.s3.amazonaws.com/c1/L8/%s/%s_thumb_large.jpg".formatted(id, id));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "landsat_pds/NOPE | Scene not found: NOPE",
        "preview/landsat_pds/NOPE.jpg | Scene not found: NOPE",
        "preview/landsat_pds/NOPE.png | Scene not found: NOPE.png",
        "landsat_pds/x'%20or%201=1%20-- | Scene not found: x' or 1=1 --",
        "landsat_pds/a%0Ab%7F | Scene not found: a?b?",
        "modis/x | Unknown source type modis. Known: landsat_pds, landsat.",
        "discover/modis | Unknown source type modis. Known: landsat_pds, landsat.",
      })
  void whatIsUnknownIs404(String path, String message) {
    text(get(path), 404, message + "\n");
  }

  @Test
  void anEmptyIdIs404() {
    assertThat(get("landsat_pds/").statusCode()).isEqualTo(404);
    assertThat(get("discover/").statusCode()).isEqualTo(404);
    assertThat(get("").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "bbox=1 | The bbox value of 1 is invalid",
        "bbox=1,2,3,4,5 | The bbox value of 1,2,3,4,5 is invalid",
        "bbox=1,2,3,4,5,6,7 | The bbox value of 1,2,3,4,5,6,7 is invalid",
        "bbox=1,9,2,3 | The bbox value of 1,9,2,3 is invalid",
        "bbox=a,b,c,d | The bbox value of a,b,c,d is invalid",
        "bbox=NaN,0,1,1 | The bbox value of NaN,0,1,1 is invalid",
        "bbox=0,0,1e999,1 | The bbox value of 0,0,1e999,1 is invalid",
        "bbox=0,0,1,1; | The bbox value of 0,0,1,1; is invalid",
        "cloudCover=-1 | Cloud Cover value of -1 is invalid.",
        "cloudCover=100.1 | Cloud Cover value of 100.1 is invalid.",
        "cloudCover=NaN | Cloud Cover value of NaN is invalid.",
        "cloudCover=0x10 | Cloud Cover value of 0x10 is invalid.",
        "cloudCover=1%20OR%201=1 | Cloud Cover value of 1 OR 1=1 is invalid.",
        "acquiredDate=2018-01-01 | Acquired date value of 2018-01-01 is invalid.",
        "maxAcquiredDate=2018-13-01T00:00:00Z | Acquired date value of 2018-13-01T00:00:00Z is"
            + " invalid.",
        "limit=0 | The limit value of 0 is invalid",
        "limit=10001 | The limit value of 10001 is invalid",
        "limit=ten | The limit value of ten is invalid",
        "after=abc | The after value of abc is invalid",
        "after=%22 | The after value of \" is invalid",
      })
  void aWrongParameterIsToldInTheKnownWords(String query, String message) {
    add(SampleScenes.NEWEST);
    var refused = get("discover/landsat_pds?" + query);
    text(refused, 400, message + "\n");
  }

  @Test
  void whoAsksForJsonLearnsWhy() {
    var refused =
        api.send(
            api.request("/localindex/discover/landsat_pds?bbox=0,91,0,x")
                .header("Accept", "application/json, text/plain, */*"));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(api.json(refused).at("/errors/0/detail").asText())
        .isEqualTo("give west,south,east,north in degrees.");
  }

  @ParameterizedTest(name = "{0} finds {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | abc",
        "bbox= | abc",
        "bbox=-180,-90,180,90 | abc",
        "bbox=9,9,11,11 | a",
        "bbox=11,11,12,12 | a", // a corner
        "bbox=11.001,11,12,12 | ''",
        "bbox=10,10,10,10 | a", // a point
        "bbox=9,9,-50,11,11,50 | a", // heights
        "bbox=179,-1,-179,1 | bc", // across the antimeridian
        "bbox=179,-1,181,1 | bc", // the same of a map that goes on
        "bbox=-181,-1,-179,1 | bc",
        "bbox=-900,-100,900,100 | abc",
        "bbox=179.5,-1,180,1 | b",
        "cloudCover=20 | ab", // the edge counts
        "cloudCover=19.999 | a",
        "cloudCover=0 | a",
        "cloudCover= | abc",
        "acquiredDate=2018-01-02T00:00:00Z | bc", // the edge counts
        "acquiredDate=2018-01-02T01:00:00%2B01:00 | bc",
        "acquiredDate=2018-01-02T00:00:00.000001Z | c",
        "maxAcquiredDate=2018-01-02T00:00:00Z | ab",
        "acquiredDate=2018-01-03T00:00:00Z&maxAcquiredDate=2018-01-01T00:00:00Z | ''",
        "bbox=9,9,11,11&cloudCover=50&acquiredDate=2017-01-01T00:00:00Z | a",
        "tides=no&unknown=1&PL_API_KEY=whatever | abc",
      })
  void searchesFindWhatTouchesTheAreaEdgesIncluded(String query, String expected) {
    add(
        scene(
            "LC08_L1TP_001001_20180101_20180110_01_T1",
            "2018-01-01T00:00:00Z",
            0.0,
            box(10, 10, 11, 11)),
        scene(
            "LC08_L1TP_001002_20180102_20180110_01_T1",
            "2018-01-02T00:00:00Z",
            20.0,
            box(179, 0, 180, 1)),
        scene(
            "LC08_L1TP_001003_20180103_20180110_01_T1",
            "2018-01-03T00:00:00Z",
            100.0,
            box(-180, 0, -179.5, 1)),
        // of unknown cloud cover: hidden, as bf-ia-broker hid what was corrupt
        scene(
            "LC08_L1TP_001004_20180104_20180110_01_T1",
            "2018-01-04T00:00:00Z",
            null,
            box(10, 10, 11, 11)));
    JsonNode found = api.json(get("discover/landsat_pds?" + (query == null ? "" : query)));
    List<String> rows = new ArrayList<>();
    ids(found).forEach(id -> rows.add("" + (char) ('a' - '1' + id.charAt(15))));
    assertThat(rows.stream().sorted().reduce("", String::concat))
        .isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void aFormIsReadAsAQueryIsAndGoesFirst() {
    add(SampleScenes.NEWEST, SampleScenes.ACROSS);
    var posted =
        api.send(
            api.request("/localindex/discover/landsat_pds?cloudCover=1&limit=1")
                .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                .POST(BodyPublishers.ofString("cloudCover=40&bbox=179%2C60%2C-179%2C61&x")));
    assertThat(ids(api.json(posted))).containsExactly(SampleScenes.ACROSS.id());
    var multipart =
        api.send(
            api.request("/localindex/discover/landsat_pds")
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(BodyPublishers.ofString("--x--")));
    assertThat(multipart.statusCode()).isEqualTo(415);
    var broken =
        api.send(
            api.request("/localindex/discover/landsat_pds")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("bbox=%zz")));
    text(
        broken,
        400,
        "A parameter is invalid: a % stands without two hexadecimal digits after it\n");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
  void anyMethodWorks(String method) {
    add(SampleScenes.NEWEST);
    var found =
        api.send(
            api.request("/localindex/discover/landsat_pds")
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString("{\"cloudCover\": 0}")));
    assertThat(ids(api.json(found))).hasSize(1);
  }

  @Test
  void withoutALimitAHundredAreAPageAndLinksGiveEachOnceWhileOthersCome() {
    List<LandsatScene> all = new ArrayList<>();
    for (LandsatScene scene : SampleScenes.row(233)) {
      all.add(scene(scene.id(), scene.acquired().toString(), 50.0, scene.footprint()));
    }
    all.forEach(scene -> api.scenes.add(scene, Instant.EPOCH));
    List<String> seen = new ArrayList<>();
    String next = "/localindex/discover/landsat_pds?cloudCover=60&PL_API_KEY=hush";
    List<Integer> sizes = new ArrayList<>();
    while (next != null) {
      JsonNode page = api.json(api.send(api.request(next)));
      assertThat(page.toString()).doesNotContain("hush");
      sizes.add(page.get("features").size());
      seen.addAll(ids(page));
      next = page.has("links") ? page.at("/links/0/href").asText() : null;
      api.scenes.add(
          scene(
              "LC08_L1TP_233%03d_20200101_20200110_01_T1".formatted(sizes.size()),
              "2026-01-01T00:00:00Z",
              0.0,
              box(0, 0, 1, 1)),
          Instant.EPOCH);
    }
    assertThat(sizes).containsExactly(100, 100, 33);
    assertThat(seen)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(all.stream().map(LandsatScene::id).toList());
  }

  @Test
  void aDatabaseThatIsDownIs503InTheKnownWords() {
    api.scenesProblem = "the database does not answer.";
    var down = get("discover/landsat_pds");
    var one = get("landsat_pds/x");
    api.scenesProblem = null;
    text(
        down,
        503,
        "Could not begin DB transaction: Cannot search: the database does not answer. Ask again"
            + " soon.\n");
    assertThat(header(down, "Retry-After")).isEqualTo("5");
    assertThat(one.statusCode()).isEqualTo(503);
  }

  /** Adds scenes, a minute after each other, and returns their ids, the newest first. */
  private static List<String> addNumbered(int count) {
    List<IndexedScene> numbered = new ArrayList<>();
    Instant first = Instant.parse("2019-01-01T00:00:00Z");
    for (int i = count; i > 0; i--) {
      String id = "LC08_L1TP_%03d%03d_20190101_20190110_01_T1".formatted(i / 200 + 1, i % 200 + 1);
      Instant acquired = first.plusSeconds(60L * i);
      LandsatScene scene = scene(id, acquired.toString(), 10.0, box(10, 10, 11, 11));
      numbered.add(new IndexedScene(scene, first, first, null, null));
    }
    api.scenes.scenes.addAll(numbered);
    return numbered.stream().map(IndexedScene::id).toList();
  }

  private static void add(LandsatScene... scenes) {
    for (LandsatScene scene : scenes) {
      api.scenes.add(scene, Instant.EPOCH);
    }
  }

  private static List<String> ids(JsonNode collection) {
    List<String> ids = new ArrayList<>();
    collection.get("features").forEach(feature -> ids.add(feature.get("id").asText()));
    return ids;
  }

  private static HttpResponse<byte[]> get(String path) {
    return api.send(api.request("/localindex/" + path));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          acquireddate=2023-01-01T00:00:00Z | not known and was passed over: acquireddate
          limit=1&limit=2 | the first value counts of a parameter that comes twice: limit
          tides=yes | tides is neither true nor false
          tides=false&limit=3 |
          """)
  void whatIsPassedOverIsSaid(String query, String warning) {
    add(SampleScenes.NEWEST);
    var found = get("discover/landsat_pds?" + query);
    assertThat(found.statusCode()).isEqualTo(200);
    if (warning == null) {
      assertThat(found.headers().allValues("Warning")).isEmpty();
    } else {
      assertThat(header(found, "Warning")).startsWith("199 landfall \"").contains(warning);
    }
  }

  @Test
  void aBodyThatIsNoFormIsSaidToBePassedOver() {
    add(SampleScenes.NEWEST);
    var found =
        api.send(
            api.request("/localindex/discover/landsat_pds")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"cloudCover\": 1}")));
    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(header(found, "Warning")).contains("a body that is no form was passed over");
  }
}
