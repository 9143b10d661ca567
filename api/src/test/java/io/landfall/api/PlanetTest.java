package io.landfall.api;

import static io.landfall.api.ApiTest.header;
import static io.landfall.api.FakePlanet.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.api.FakeServer.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of bf-ia-broker know of Planet's paths, over real ports on both sides. */
class PlanetTest {
  private static final String INVALID_ASSETS =
      "Planet Labs returned invalid metadata for this scene's assets.\n";
  private static final String ITEMS = "/data/v1/item-types/";

  private static final FakePlanet PLANET = new FakePlanet();
  private static final ApiFixture API =
      new ApiFixture(
          Map.of(
              "landfall.planet.url", PLANET.url() + "/",
              "landfall.planet.landsat-host", "https://pds.example.org",
              "landfall.planet.sentinel-host", "https://s2.example.org/",
              "landfall.planet.pages", "2",
              "landfall.planet.largest-answer", "64 KiB"));

  @AfterAll
  static void close() {
    API.close();
    PLANET.close();
  }

  @AfterEach
  void forget() {
    PLANET.replies.clear();
    PLANET.server.asked.clear();
  }

  @ParameterizedTest(name = "{0} without a key")
  @ValueSource(strings = {"discover/rapideye", "rapideye/x", "activate/rapideye/x"})
  void nothingIsDoneWithoutAKey(String path) {
    text(get(path + "?PL_API_KEY="), 400, "This operation requires a Planet Labs API key.\n");
    assertThat(PLANET.server.asked).isEmpty();
  }

  @ParameterizedTest(name = "{0} with a bad key")
  @ValueSource(strings = {"discover/rapideye", "rapideye/x", "activate/rapideye/x"})
  void aBadKeyIs401(String path) {
    text(
        get(path + "?PL_API_KEY=bad"),
        401,
        "Specified API key is invalid or has inadequate permissions. (401 Unauthorized) \n");
  }

  @Test
  void aKeyWithoutPermissionIs403() {
    PLANET.replies.put("POST /data/v1/quick-search", Reply.of(403, "{}"));
    text(
        get(keyed("discover/rapideye")),
        403,
        "Specified API key is invalid or has inadequate permissions. (403 Forbidden) \n");
  }

  @Test
  void aGoodKeyFindsGeoJson() {
    var found = get(keyed("discover/rapideye"));
    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(header(found, "Content-Type")).isEqualTo("application/json");
    assertThat(new String(found.body()))
        .isEqualTo(
            "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":"
                + "{\"type\":\"Polygon\",\"coordinates\":[[[10,40],[12,40],[12,41.5],[10,41.5],[10,40]]]},"
                + "\"properties\":{\"acquiredDate\":\"2017-04-17T16:26:45.3938Z\",\"cloudCover\":12.3,"
                + "\"resolution\":6.5,\"sensorName\":\"RapidEye-1\"},\"id\":\"one\","
                + "\"bbox\":[10,40,12,41.5]}]}");
  }

  @ParameterizedTest(name = "cloud_cover {0} is {1} percent")
  @CsvSource({", -1", "0.0, 0", "0.123, 12.3", "0.07, 7", "1, 100"})
  void cloudCoverIsInPercentAndUnknownIsMinusOne(Double upstream, String ours) {
    PLANET.replies.put(
        "POST /data/v1/quick-search",
        Reply.json(FakePlanet.search(null, FakePlanet.item("a", upstream))));
    JsonNode found = API.json(get(keyed("discover/rapideye")));
    assertThat(found.at("/features/0/properties/cloudCover").asText()).isEqualTo(ours);
  }

  @ParameterizedTest(name = "{0} is {1} at Planet")
  @CsvSource({
    "rapideye, REOrthoTile",
    "REOrthoTile, REOrthoTile",
    "planetscope, PSOrthoTile",
    "PSOrthoTile, PSOrthoTile",
    "sentinel_planet, Sentinel2L1C",
    "Sentinel2L1C, Sentinel2L1C",
    "sentinel_s3, Sentinel2L1C",
    "landsat, Landsat8L1G",
    "Landsat8L1G, Landsat8L1G",
    "PSScene4Band, PSScene4Band",
  })
  void everyItemTypeHasItsNameAtPlanet(String ours, String upstream) {
    assertThat(get(keyed("discover/" + ours)).statusCode()).isEqualTo(200);
    assertThat(PLANET.server.asked.get(0).body())
        .isEqualTo(
            "{\"item_types\":[\"%s\"],\"filter\":{\"type\":\"AndFilter\",\"config\":[]}}"
                .formatted(upstream));
  }

  @Test
  void whatIsAskedForBecomesPlanetsFilter() {
    get(
        keyed("discover/rapideye")
            + "&bbox=170,-10,-170,20.5&cloudCover=7&acquiredDate=2018-01-01T00:00:00%2B01:00"
            + "&maxAcquiredDate=2018-02-01T00:00:00Z");
    var asked = PLANET.server.asked.get(0);
    assertThat(asked.header("Authorization")).isEqualTo(FakePlanet.authorization(KEY));
    assertThat(asked.body())
        .contains(
            "{\"type\":\"GeometryFilter\",\"field_name\":\"geometry\",\"config\":{\"type\":\"MultiPolygon\"")
        .contains(
            "{\"type\":\"DateRangeFilter\",\"field_name\":\"acquired\",\"config\":"
                + "{\"gte\":\"2018-01-01T00:00:00+01:00\",\"lte\":\"2018-02-01T00:00:00Z\"}}")
        .contains(
            "{\"type\":\"RangeFilter\",\"field_name\":\"cloud_cover\",\"config\":{\"lte\":0.07}}")
        .contains("[170,-10]", "[-170,20.5]", "[180,20.5]", "[-180,-10]");
  }

  @Test
  void noCloudAtAllIsAFilterToo() {
    get(keyed("discover/rapideye") + "&cloudCover=0");
    assertThat(PLANET.server.asked.get(0).body()).contains("{\"lte\":0}");
  }

  @Test
  void aFormIsReadAsAQueryIs() {
    var posted =
        API.send(
            API.request("/planet/discover/rapideye?cloudCover=99")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("PL_API_KEY=" + KEY + "&cloudCover=10")));
    assertThat(posted.statusCode()).isEqualTo(200);
    assertThat(PLANET.server.asked.get(0).body()).contains("{\"lte\":0.1}");
  }

  @ParameterizedTest(name = "{0} is refused")
  @CsvSource(
      delimiter = '|',
      value = {
        "discover/nothing?PL_API_KEY=k | The item type value of nothing is invalid",
        "discover/rapideye%2F..?PL_API_KEY=k | The item type value of rapideye/.. is invalid",
        "discover/rapideye?PL_API_KEY=k&bbox=1,2,3 | The bbox value of 1,2,3 is invalid",
        "discover/rapideye?PL_API_KEY=k&cloudCover=101 | Cloud Cover value of 101 is invalid.",
        "discover/rapideye?PL_API_KEY=k&acquiredDate=soon | Acquired date value of soon is invalid.",
        "discover/rapideye?PL_API_KEY=k&after=aHR0cDovL2V2aWw | The after value of aHR0cDovL2V2aWw is invalid",
        "nothing/x?PL_API_KEY=k | The item type value of nothing is invalid",
        "activate/nothing/x?PL_API_KEY=k | The item type value of nothing is invalid",
        "activate/landsat/x?PL_API_KEY=k | The item type `landsat` does not require activation",
        "activate/sentinel_s3/x?PL_API_KEY=k | The item type `sentinel_s3` does not require activation",
        "activate/Landsat8L1G/x?PL_API_KEY=k | The item type value of Landsat8L1G is invalid",
        "activate/PSScene4Band/x?PL_API_KEY=k | The item type value of PSScene4Band is invalid",
      })
  void whatIsWrongIsSaidBeforePlanetIsAsked(String path, String message) {
    text(get(path), 400, message + "\n");
    assertThat(PLANET.server.asked).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"rapideye", "planetscope", "sentinel_planet"})
  void metadataOfWhatIsActivatedTellsOfTheFile(String type) {
    JsonNode feature = API.json(get(keyed(type + "/foobar123")));
    JsonNode properties = feature.get("properties");
    assertThat(feature.get("id").asText()).isEqualTo("foobar123");
    assertThat(properties.fieldNames())
        .toIterable()
        .containsExactly(
            "acquiredDate",
            "cloudCover",
            "resolution",
            "sensorName",
            "srcHorizontalAccuracy",
            "location",
            "expires_at",
            "permissions",
            "status",
            "type");
    assertThat(properties.get("srcHorizontalAccuracy").asText()).isEqualTo("<10m RMSE");
    assertThat(properties.get("expires_at").asText()).isEqualTo("2017-04-19T17:27:58.66782Z");
    assertThat(properties.get("permissions").toString()).isEqualTo("[\"download\"]");
  }

  @ParameterizedTest(name = "{0} with {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "rapideye | REOrthoTile | {}",
        "planetscope | PSOrthoTile | {}",
        "sentinel_planet | Sentinel2L1C | {}",
        "rapideye | REOrthoTile | {\"analytic\": {\"status\": \"active\", \"type\": \"analytic\"}}",
        "rapideye | REOrthoTile | {\"analytic\": {\"status\": \"inactive\", \"expires_at\": \"soon\"}}",
      })
  void missingOrWrongAssetsAre502(String type, String upstream, String assets) {
    PLANET.replies.put("GET " + ITEMS + upstream + "/items/x/assets/", Reply.json(assets));
    text(get(keyed(type + "/x")), 502, INVALID_ASSETS);
    text(get(keyed("activate/" + type + "/x")), 502, INVALID_ASSETS);
  }

  @Test
  void anInactiveFileHasNoLocationYet() {
    PLANET.replies.put(
        "GET " + ITEMS + "REOrthoTile/items/x/assets/",
        Reply.json("{\"analytic\": {\"status\": \"inactive\", \"type\": \"analytic\"}}"));
    JsonNode properties = API.json(get(keyed("rapideye/x"))).get("properties");
    assertThat(properties.get("status").asText()).isEqualTo("inactive");
    assertThat(properties.has("location")).isFalse();
  }

  @Test
  void sentinelOnS3HasBandsWithoutAssets() {
    String id = "S2A_MSIL1C_20160513T183921_N0204_R070_T01SKD_20160513T185132";
    PLANET.replies.put("GET " + ITEMS + "Sentinel2L1C/items/" + id + "/assets/", Reply.of(500, ""));
    JsonNode properties = API.json(get(keyed("sentinel_s3/" + id))).get("properties");
    assertThat(properties.get("bands").size()).isEqualTo(12);
    assertThat(properties.at("/bands/coastal").asText())
        .isEqualTo("https://s2.example.org/tiles/1/S/KD/2016/5/13/0/B01.jp2");
    assertThat(properties.at("/bands/swir2").asText()).endsWith("/2016/5/13/0/B12.jp2");
    assertThat(properties.get("srcHorizontalAccuracy").asText()).isEqualTo("12.5m with GCPs");
  }

  @Test
  void aSentinelNameThatTellsNothingIs502() {
    assertThat(get(keyed("sentinel_s3/S2A_OPER_PRD_old")).statusCode()).isEqualTo(502);
  }

  @Test
  void aSceneOfFourBandsIsShown() {
    JsonNode properties = API.json(get(keyed("PSScene4Band/x"))).get("properties");
    assertThat(properties.has("acquiredDate")).isTrue();
    assertThat(properties.has("location")).isFalse();
  }

  @ParameterizedTest(name = "Planet says {0}, we say {1}")
  @CsvSource({
    "404, 404, 404 Not Found",
    "429, 429, 429 Too Many Requests",
    "500, 500, 500 Internal Server Error",
    "503, 500, 503 Service Unavailable",
    "302, 502, 302"
  })
  void planetsRefusalsArePassedOn(int theirs, int ours, String status) {
    Reply reply = new Reply(theirs, "text/plain", "secret words", Map.of("Retry-After", "7"));
    PLANET.replies.put("POST /data/v1/quick-search", reply);
    PLANET.replies.put("GET " + ITEMS + "REOrthoTile/items/a", reply);
    PLANET.replies.put("GET " + ITEMS + "REOrthoTile/items/b/assets/", reply);
    var refused = get(keyed("discover/rapideye"));
    text(refused, ours, "Failed to discover scenes from Planet API: " + status + "\n");
    assertThat(header(refused, "Retry-After")).isEqualTo("7");
    text(get(keyed("rapideye/a")), ours, "Failed to find metadata for scene a: " + status + "\n");
    text(
        get(keyed("rapideye/b")),
        ours,
        "Failed to get asset information for scene b: " + status + "\n");
  }

  @Test
  void activationIsAnswered200WithPlanetsBodyUnchanged() {
    var activated =
        API.send(
            API.request("/planet/" + keyed("activate/rapideye/x")).POST(BodyPublishers.noBody()));
    assertThat(activated.statusCode()).isEqualTo(200);
    assertThat(header(activated, "Content-Type")).isEqualTo("application/x-planet");
    assertThat(new String(activated.body())).isEqualTo("{ \"activated\" : true }\n");
  }

  @Test
  void aRefusedActivationIsPassedOn() {
    PLANET.replies.put("POST /data/v1/assets/x/activate", Reply.of(409, "{}"));
    text(
        get(keyed("activate/rapideye/x")),
        409,
        "Failed to activate Planet Labs scene: 409 Conflict\n");
  }

  @Test
  void theKeyGoesToNoOtherServerForAnActivation() {
    try (FakeServer other = new FakeServer(asked -> Reply.json("{}"))) {
      PLANET.replies.put(
          "GET " + ITEMS + "REOrthoTile/items/x/assets/",
          Reply.json(FakePlanet.assets().replace("https://api.planet.com", other.url())));
      text(get(keyed("activate/rapideye/x")), 502, INVALID_ASSETS);
      assertThat(other.asked).isEmpty();
    }
  }

  @Test
  void allPagesUpToTheBoundAreOneAndALinkGoesOn() {
    String page = "https://api.planet.com/data/v1/searches/s/results?_page=";
    PLANET.replies.put(
        "POST /data/v1/quick-search",
        Reply.json(FakePlanet.search(page + "2", FakePlanet.item("a", 0.1))));
    PLANET.replies.put(
        "GET /data/v1/searches/s/results",
        Reply.json(FakePlanet.search(page + "3", FakePlanet.item("b", 0.1))));
    JsonNode found = API.json(get(keyed("discover/rapideye") + "&cloudCover=50"));
    assertThat(found.get("features"))
        .extracting(f -> f.get("id").asText())
        .containsExactly("a", "b");
    String next = found.at("/links/0/href").asText();
    assertThat(next)
        .startsWith(
            "http://127.0.0.1:" + API.port() + "/planet/discover/rapideye?cloudCover=50&after=")
        .doesNotContain(KEY);

    PLANET.replies.put(
        "GET /data/v1/searches/s/results",
        Reply.json(FakePlanet.search(null, FakePlanet.item("c", 0.1))));
    JsonNode rest = API.json(API.send(API.request(next + "&PL_API_KEY=" + KEY)));
    assertThat(rest.get("features")).extracting(f -> f.get("id").asText()).containsExactly("c");
    assertThat(rest.has("links")).isFalse();
    assertThat(PLANET.server.asked.get(2).uri()).endsWith("/data/v1/searches/s/results?_page=3");
  }

  @Test
  void aNextPageOnAnotherServerIsNotAskedForButSaid() {
    try (FakeServer other = new FakeServer(asked -> Reply.json("{}"))) {
      PLANET.replies.put(
          "POST /data/v1/quick-search",
          Reply.json(
              FakePlanet.search(
                  other.url() + "/data/v1/searches/s/results", FakePlanet.item("a", 0.1))));
      var found = get(keyed("discover/rapideye"));
      assertThat(API.json(found).get("features")).hasSize(1);
      assertThat(header(found, "Warning")).startsWith("199 landfall \"there are more scenes");
      assertThat(other.asked).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "..%2F..%2Fx, ..%2F..%2Fx",
    "a%3Fb=c%23d, a%3Fb%3Dc%23d",
    "x'%20OR%20'1'='1, x%27%20OR%20%271%27%3D%271",
    "%C3%A9, %C3%A9"
  })
  void anIdStaysOneSegment(String id, String upstream) {
    get(keyed("PSScene4Band/" + id));
    assertThat(PLANET.server.asked.get(0).uri())
        .isEqualTo(ITEMS + "PSScene4Band/items/" + upstream);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"rapideye/", "discover/", "activate/rapideye/", "rapideye/%2E%2E"})
  void anEmptyIdIs404(String path) {
    var response = get(keyed(path));
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(header(response, "Content-Type")).isEqualTo("text/plain; charset=UTF-8");
    assertThat(PLANET.server.asked).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "no json",
        "[]",
        "{\"features\": [{}]}",
        "{\"features\": [{\"id\": \"a\", \"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[1, 2]]}}]}"
      })
  void anAnswerThatMakesNoSenseIs502(String answer) {
    PLANET.replies.put("POST /data/v1/quick-search", Reply.json(answer));
    assertThat(get(keyed("discover/rapideye")).statusCode()).isEqualTo(502);
  }

  @Test
  void anAnswerTooLargeIsBrokenOff() {
    PLANET.replies.put("POST /data/v1/quick-search", Reply.json(" ".repeat(70_000) + "{}"));
    text(
        get(keyed("discover/rapideye")),
        502,
        "Failed to discover scenes from Planet API: Planet Labs gave no answer, its answer is too large.\n");
  }

  @Test
  void recordedAnswersOfPlanetsGoThrough() throws IOException {
    PLANET.replies.put(
        "POST /data/v1/quick-search", Reply.json(recorded("testingSampleSearchResult.json")));
    JsonNode found = API.json(get(keyed("discover/rapideye")));
    assertThat(found.get("features"))
        .extracting(f -> f.get("id").asText())
        .containsExactly("foobar123", "LC80220272017107LGN00");
    assertThat(found.at("/features/0/properties").toString())
        .isEqualTo(
            "{\"acquiredDate\":\"2006-01-02T15:04:05Z\",\"cloudCover\":50,"
                + "\"resolution\":6.5,\"sensorName\":\"RapidEye-1\"}");
    assertThat(found.at("/features/1/bbox").toString())
        .isEqualTo("[-86.29674201496319,46.375022633241265,-83.23887103541409,48.50882862295448]");

    String item = "GET " + ITEMS + "REOrthoTile/items/foobar123";
    String assets = recorded("testingSampleAssetsResult.json");
    PLANET.replies.put(item, Reply.json(recorded("testingSampleFeatureResult.json")));
    PLANET.replies.put(item + "/assets/", Reply.json(assets));
    JsonNode properties = API.json(get(keyed("rapideye/foobar123"))).get("properties");
    assertThat(properties.get("status").asText()).isEqualTo("active");
    assertThat(properties.get("expires_at").asText()).isEqualTo("2017-04-19T17:27:58.667829Z");

    String link = new ObjectMapper().readTree(assets).at("/analytic/_links/activate").asText();
    String activated = recorded("testingSampleActivateResult.json");
    PLANET.replies.put("POST " + URI.create(link).getPath(), Reply.json(activated));
    assertThat(new String(get(keyed("activate/rapideye/foobar123")).body())).isEqualTo(activated);

    PLANET.replies.put(
        item + "/assets/", Reply.json(recorded("testingSampleAssetsResult-BadMetadata.json")));
    text(get(keyed("rapideye/foobar123")), 502, INVALID_ASSETS);
  }

  private static String recorded(String name) throws IOException {
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set");
    return Files.readString(Path.of(data, "planet_api", name));
  }

  @Test
  void whoAsksForJsonGetsProblems() {
    var refused =
        API.send(
            API.request("/planet/discover/rapideye?PL_API_KEY=k&bbox=1,9,2,3")
                .header("Accept", "application/json"));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(header(refused, "Content-Type")).isEqualTo("application/problem+json");
    JsonNode problem = API.json(refused);
    assertThat(problem.get("detail").asText()).isEqualTo("The bbox value of 1,9,2,3 is invalid");
    assertThat(problem.at("/errors/0/detail").asText()).contains("south, 9, lies beyond");
  }

  @Test
  void anySiteMayAsk() {
    var preflight =
        API.send(
            API.request("/planet/discover/rapideye")
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", BodyPublishers.noBody()));
    assertThat(preflight.statusCode()).isEqualTo(200);
    assertThat(preflight.body()).isEmpty();
    assertThat(header(preflight, "Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(header(preflight, "Access-Control-Allow-Methods")).contains("POST", "OPTIONS");
    assertThat(header(preflight, "Access-Control-Allow-Headers"))
        .isEqualTo(
            "Accept, Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token, Authorization");
    var refused = get("discover/rapideye");
    assertThat(header(refused, "Access-Control-Allow-Origin")).isEqualTo("*");
  }

  private static HttpResponse<byte[]> get(String path) {
    return API.send(API.request("/planet/" + path));
  }

  private static String keyed(String path) {
    return path + "?PL_API_KEY=" + KEY;
  }

  static void text(HttpResponse<byte[]> response, int status, String body) {
    assertThat(new String(response.body())).isEqualTo(body);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(header(response, "Content-Type")).isEqualToIgnoringCase("text/plain; charset=utf-8");
  }
}
