package io.landfall.api.broker;

import static io.landfall.api.ApiFixture.header;
import static io.landfall.api.broker.PlanetFixture.INVALID_ASSETS;
import static io.landfall.api.broker.PlanetFixture.ITEMS;
import static io.landfall.api.broker.PlanetFixture.keyed;
import static io.landfall.api.broker.PlanetFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.ApiFixture;
import io.landfall.api.broker.FakeServer.FakeResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Planet's paths refuse, and how they tell what Planet refuses. */
class PlanetRefusalsIT {
  @RegisterExtension static final PlanetFixture FIXTURE = new PlanetFixture();
  private static final FakePlanet PLANET = FIXTURE.planet;
  private static final ApiFixture API = FIXTURE.api;

  @ParameterizedTest(name = "{0} without a key")
  @ValueSource(strings = {"discover/rapideye", "rapideye/x", "activate/rapideye/x"})
  void nothingIsDoneWithoutAKey(String path) {
    text(
        FIXTURE.get(path + "?PL_API_KEY="),
        400,
        "This operation requires a Planet Labs API key.\n");
    assertThat(PLANET.server.requests).isEmpty();
  }

  @ParameterizedTest(name = "{0} with a bad key")
  @ValueSource(strings = {"discover/rapideye", "rapideye/x", "activate/rapideye/x"})
  void aBadKeyIs401(String path) {
    text(
        FIXTURE.get(path + "?PL_API_KEY=bad"),
        401,
        "Specified API key is invalid or has inadequate permissions. (401 Unauthorized) \n");
  }

  @Test
  void aKeyWithoutPermissionIs403() {
    PLANET.replies.put("POST /data/v1/quick-search", FakeResponse.of(403, "{}"));
    text(
        FIXTURE.get(keyed("discover/rapideye")),
        403,
        "Specified API key is invalid or has inadequate permissions. (403 Forbidden) \n");
  }

  @ParameterizedTest(name = "{0} is refused")
  @CsvSource(
      delimiter = '|',
      value = {
        "discover/nothing?PL_API_KEY=k | The item type value of nothing is invalid",
        "discover/rapideye%2F..?PL_API_KEY=k | The item type value of rapideye/.. is invalid",
        "discover/rapideye?PL_API_KEY=k&bbox=1,2,3 | The bbox value of 1,2,3 is invalid",
        "discover/rapideye?PL_API_KEY=k&cloudCover=101 | Cloud Cover value of 101 is invalid.",
        "discover/rapideye?PL_API_KEY=k&acquiredDate=soon | Acquired date value of soon is"
            + " invalid.",
        "discover/rapideye?PL_API_KEY=k&after=aHR0cDovL2V2aWw | The after value of aHR0cDovL2V2aWw"
            + " is invalid",
        "nothing/x?PL_API_KEY=k | The item type value of nothing is invalid",
        "activate/nothing/x?PL_API_KEY=k | The item type value of nothing is invalid",
        "activate/landsat/x?PL_API_KEY=k | The item type `landsat` does not require activation",
        "activate/sentinel_s3/x?PL_API_KEY=k | The item type `sentinel_s3` does not require"
            + " activation",
        "activate/Landsat8L1G/x?PL_API_KEY=k | The item type value of Landsat8L1G is invalid",
        "activate/PSScene4Band/x?PL_API_KEY=k | The item type value of PSScene4Band is invalid",
      })
  void whatIsWrongIsSaidBeforePlanetIsAsked(String path, String message) {
    text(FIXTURE.get(path), 400, message + "\n");
    assertThat(PLANET.server.requests).isEmpty();
  }

  @ParameterizedTest(name = "{0} with {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "rapideye | REOrthoTile | {}",
        "planetscope | PSOrthoTile | {}",
        "sentinel_planet | Sentinel2L1C | {}",
        "rapideye | REOrthoTile | {\"analytic\": {\"status\": \"active\", \"type\": \"analytic\"}}",
        "rapideye | REOrthoTile | {\"analytic\": {\"status\": \"inactive\", \"expires_at\":"
            + " \"soon\"}}",
      })
  void missingOrWrongAssetsAre502(String type, String upstream, String assets) {
    PLANET.replies.put("GET " + ITEMS + upstream + "/items/x/assets/", FakeResponse.json(assets));
    text(FIXTURE.get(keyed(type + "/x")), 502, INVALID_ASSETS);
    text(FIXTURE.get(keyed("activate/" + type + "/x")), 502, INVALID_ASSETS);
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
    FakeResponse reply =
        new FakeResponse(theirs, "text/plain", "secret words", Map.of("Retry-After", "7"));
    PLANET.replies.put("POST /data/v1/quick-search", reply);
    PLANET.replies.put("GET " + ITEMS + "REOrthoTile/items/a", reply);
    PLANET.replies.put("GET " + ITEMS + "REOrthoTile/items/b/assets/", reply);
    var refused = FIXTURE.get(keyed("discover/rapideye"));
    text(refused, ours, "Failed to discover scenes from Planet API: " + status + "\n");
    assertThat(header(refused, "Retry-After")).isEqualTo("7");
    text(
        FIXTURE.get(keyed("rapideye/a")),
        ours,
        "Failed to find metadata for scene a: " + status + "\n");
    text(
        FIXTURE.get(keyed("rapideye/b")),
        ours,
        "Failed to get asset information for scene b: " + status + "\n");
  }

  @Test
  void aRefusedActivationIsPassedOn() {
    PLANET.replies.put("POST /data/v1/assets/x/activate", FakeResponse.of(409, "{}"));
    text(
        FIXTURE.get(keyed("activate/rapideye/x")),
        409,
        "Failed to activate Planet Labs scene: 409 Conflict\n");
  }

  @Test
  void theKeyGoesToNoOtherServerForAnActivation() {
    try (FakeServer other = new FakeServer(asked -> FakeResponse.json("{}"))) {
      PLANET.replies.put(
          "GET " + ITEMS + "REOrthoTile/items/x/assets/",
          FakeResponse.json(FakePlanet.assets().replace("https://api.planet.com", other.url())));
      text(FIXTURE.get(keyed("activate/rapideye/x")), 502, INVALID_ASSETS);
      assertThat(other.requests).isEmpty();
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
    FIXTURE.get(keyed("PSScene4Band/" + id));
    assertThat(PLANET.server.requests.get(0).uri())
        .isEqualTo(ITEMS + "PSScene4Band/items/" + upstream);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"rapideye/", "discover/", "activate/rapideye/", "rapideye/%2E%2E"})
  void anEmptyIdIs404(String path) {
    var response = FIXTURE.get(keyed(path));
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(header(response, "Content-Type")).isEqualTo("text/plain; charset=UTF-8");
    assertThat(PLANET.server.requests).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "no json",
        "[]",
        "{\"features\": [{\"id\": \"a\", \"geometry\": {\"type\": \"Polygon\", \"coordinates\":"
            + " [[[1, 1e999]]]}, \"properties\": {\"acquired\": \"2017-04-17T16:26:45Z\"}}]}",
        "{\"features\": [{}]}",
        "{\"features\": [{\"id\": \"a\", \"geometry\": {\"type\": \"Polygon\", \"coordinates\":"
            + " [[1, 2]]}}]}"
      })
  void anAnswerThatMakesNoSenseIs502(String answer) {
    PLANET.replies.put("POST /data/v1/quick-search", FakeResponse.json(answer));
    assertThat(FIXTURE.get(keyed("discover/rapideye")).statusCode()).isEqualTo(502);
  }

  @Test
  void anAnswerTooLargeIsBrokenOff() {
    PLANET.replies.put("POST /data/v1/quick-search", FakeResponse.json(" ".repeat(70_000) + "{}"));
    text(
        FIXTURE.get(keyed("discover/rapideye")),
        502,
        "Failed to discover scenes from Planet API: Planet Labs gave no answer, its answer is too"
            + " large.\n");
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
}
