package io.landfall.api.broker;

import static io.landfall.api.ApiFixture.header;
import static io.landfall.api.broker.FakePlanet.KEY;
import static io.landfall.api.broker.PlanetFixture.INVALID_ASSETS;
import static io.landfall.api.broker.PlanetFixture.ITEMS;
import static io.landfall.api.broker.PlanetFixture.keyed;
import static io.landfall.api.broker.PlanetFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.api.ApiFixture;
import io.landfall.api.broker.FakeServer.FakeResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of bf-ia-broker know of Planet's paths, over real ports on both sides. */
class PlanetIT {
  @RegisterExtension static final PlanetFixture FIXTURE = new PlanetFixture();
  private static final FakePlanet PLANET = FIXTURE.planet;
  private static final ApiFixture API = FIXTURE.api;

  @Test
  void aGoodKeyFindsGeoJson() {
    var found = FIXTURE.get(keyed("discover/rapideye"));
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
        FakeResponse.json(FakePlanet.search(null, FakePlanet.item("a", upstream))));
    JsonNode found = API.json(FIXTURE.get(keyed("discover/rapideye")));
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
    assertThat(FIXTURE.get(keyed("discover/" + ours)).statusCode()).isEqualTo(200);
    assertThat(PLANET.server.requests.get(0).body())
        .isEqualTo(
            "{\"item_types\":[\"%s\"],\"filter\":{\"type\":\"AndFilter\",\"config\":[]}}"
                .formatted(upstream));
  }

  @Test
  void whatIsAskedForBecomesPlanetsFilter() {
    FIXTURE.get(
        keyed("discover/rapideye")
            + "&bbox=170,-10,-170,20.5&cloudCover=7&acquiredDate=2018-01-01T00:00:00%2B01:00"
            + "&maxAcquiredDate=2018-02-01T00:00:00Z");
    var asked = PLANET.server.requests.get(0);
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
    FIXTURE.get(keyed("discover/rapideye") + "&cloudCover=0");
    assertThat(PLANET.server.requests.get(0).body()).contains("{\"lte\":0}");
  }

  @Test
  void aFormIsReadAsAQueryIs() {
    var posted =
        API.send(
            API.request("/planet/discover/rapideye?cloudCover=99")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("PL_API_KEY=" + KEY + "&cloudCover=10")));
    assertThat(posted.statusCode()).isEqualTo(200);
    assertThat(PLANET.server.requests.get(0).body()).contains("{\"lte\":0.1}");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"rapideye", "planetscope", "sentinel_planet"})
  void metadataOfWhatIsActivatedTellsOfTheFile(String type) {
    JsonNode feature = API.json(FIXTURE.get(keyed(type + "/foobar123")));
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

  @Test
  void anInactiveFileHasNoLocationYet() {
    PLANET.replies.put(
        "GET " + ITEMS + "REOrthoTile/items/x/assets/",
        FakeResponse.json("{\"analytic\": {\"status\": \"inactive\", \"type\": \"analytic\"}}"));
    JsonNode properties = API.json(FIXTURE.get(keyed("rapideye/x"))).get("properties");
    assertThat(properties.get("status").asText()).isEqualTo("inactive");
    assertThat(properties.has("location")).isFalse();
  }

  @Test
  void sentinelOnS3HasBandsWithoutAssets() {
    String id = "S2A_MSIL1C_20160513T183921_N0204_R070_T01SKD_20160513T185132";
    PLANET.replies.put(
        "GET " + ITEMS + "Sentinel2L1C/items/" + id + "/assets/", FakeResponse.of(500, ""));
    JsonNode properties = API.json(FIXTURE.get(keyed("sentinel_s3/" + id))).get("properties");
    assertThat(properties.get("bands").size()).isEqualTo(12);
    assertThat(properties.at("/bands/coastal").asText())
        .isEqualTo("https://s2.example.org/tiles/1/S/KD/2016/5/13/0/B01.jp2");
    assertThat(properties.at("/bands/swir2").asText()).endsWith("/2016/5/13/0/B12.jp2");
    assertThat(properties.get("srcHorizontalAccuracy").asText()).isEqualTo("12.5m with GCPs");
  }

  @Test
  void aSentinelNameThatTellsNothingIs502() {
    assertThat(FIXTURE.get(keyed("sentinel_s3/S2A_OPER_PRD_old")).statusCode()).isEqualTo(502);
  }

  @Test
  void aSceneOfFourBandsIsShown() {
    JsonNode properties = API.json(FIXTURE.get(keyed("PSScene4Band/x"))).get("properties");
    assertThat(properties.has("acquiredDate")).isTrue();
    assertThat(properties.has("location")).isFalse();
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
  void allPagesUpToTheBoundAreOneAndALinkGoesOn() {
    String page = "https://api.planet.com/data/v1/searches/s/results?_page=";
    PLANET.replies.put(
        "POST /data/v1/quick-search",
        FakeResponse.json(FakePlanet.search(page + "2", FakePlanet.item("a", 0.1))));
    PLANET.replies.put(
        "GET /data/v1/searches/s/results",
        FakeResponse.json(FakePlanet.search(page + "3", FakePlanet.item("b", 0.1))));
    JsonNode found = API.json(FIXTURE.get(keyed("discover/rapideye") + "&cloudCover=50"));
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
        FakeResponse.json(FakePlanet.search(null, FakePlanet.item("c", 0.1))));
    JsonNode rest = API.json(API.send(API.request(next + "&PL_API_KEY=" + KEY)));
    assertThat(rest.get("features")).extracting(f -> f.get("id").asText()).containsExactly("c");
    assertThat(rest.has("links")).isFalse();
    assertThat(PLANET.server.requests.get(2).uri()).endsWith("/data/v1/searches/s/results?_page=3");
  }

  @Test
  void aNextPageOnAnotherServerIsNotAskedForButSaid() {
    try (FakeServer other = new FakeServer(asked -> FakeResponse.json("{}"))) {
      PLANET.replies.put(
          "POST /data/v1/quick-search",
          FakeResponse.json(
              FakePlanet.search(
                  other.url() + "/data/v1/searches/s/results", FakePlanet.item("a", 0.1))));
      var found = FIXTURE.get(keyed("discover/rapideye"));
      assertThat(API.json(found).get("features")).hasSize(1);
      assertThat(header(found, "Warning")).startsWith("199 landfall \"there are more scenes");
      assertThat(other.requests).isEmpty();
    }
  }

  @Test
  void recordedAnswersOfPlanetsGoThrough() throws IOException {
    PLANET.replies.put(
        "POST /data/v1/quick-search",
        FakeResponse.json(recorded("testingSampleSearchResult.json")));
    JsonNode found = API.json(FIXTURE.get(keyed("discover/rapideye")));
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
    PLANET.replies.put(item, FakeResponse.json(recorded("testingSampleFeatureResult.json")));
    PLANET.replies.put(item + "/assets/", FakeResponse.json(assets));
    JsonNode properties = API.json(FIXTURE.get(keyed("rapideye/foobar123"))).get("properties");
    assertThat(properties.get("status").asText()).isEqualTo("active");
    assertThat(properties.get("expires_at").asText()).isEqualTo("2017-04-19T17:27:58.667829Z");

    String link = new ObjectMapper().readTree(assets).at("/analytic/_links/activate").asText();
    String activated = recorded("testingSampleActivateResult.json");
    PLANET.replies.put("POST " + URI.create(link).getPath(), FakeResponse.json(activated));
    assertThat(new String(FIXTURE.get(keyed("activate/rapideye/foobar123")).body()))
        .isEqualTo(activated);

    PLANET.replies.put(
        item + "/assets/",
        FakeResponse.json(recorded("testingSampleAssetsResult-BadMetadata.json")));
    text(FIXTURE.get(keyed("rapideye/foobar123")), 502, INVALID_ASSETS);
  }

  private static String recorded(String name) throws IOException {
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set");
    return Files.readString(Path.of(data, "planet_api", name));
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
    var refused = FIXTURE.get("discover/rapideye");
    assertThat(header(refused, "Access-Control-Allow-Origin")).isEqualTo("*");
  }
}
