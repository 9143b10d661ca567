package io.landfall.api.broker;

import static io.landfall.api.ApiFixture.header;
import static io.landfall.api.broker.FakePlanet.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.ApiFixture;
import io.landfall.api.SampleScenes;
import io.landfall.api.broker.FakeServer.FakeRequest;
import io.landfall.api.broker.FakeServer.FakeResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A tide service over a real port: what it is asked, and what its failures cost. */
class TidesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static FakeServer tides;
  private static FakePlanet planet;
  private static ApiFixture api;

  @BeforeAll
  static void start() {
    tides = new FakeServer(TidesIT::tides);
    planet = new FakePlanet();
    api =
        new ApiFixture(
            Map.of(
                "landfall.planet.url",
                planet.url(),
                "landfall.tides.url",
                tides.url() + "/tides",
                "landfall.tides.answer-timeout",
                "3 s",
                "landfall.tides.locations",
                "2"));
  }

  @AfterAll
  static void close() {
    api.close();
    tides.close();
    planet.close();
  }

  @BeforeEach
  void add() {
    api.scenes.add(SampleScenes.NEWEST, Instant.EPOCH);
    api.scenes.add(SampleScenes.ACROSS, Instant.EPOCH);
  }

  @AfterEach
  void forget() {
    api.scenes.scenes.clear();
    tides.requests.clear();
    tides.answer(TidesIT::tides);
  }

  /** The tide is the number of the place among those asked for. */
  private static FakeResponse tides(FakeRequest asked) {
    try {
      ObjectNode answer = (ObjectNode) JSON.readTree(asked.body());
      int i = 1;
      for (JsonNode location : answer.get("locations")) {
        ((ObjectNode) location)
            .putObject("results")
            .put("minimumTide24Hours", -i)
            .put("maximumTide24Hours", 2.5 * i)
            .put("currentTide", 0.5 * i++);
      }
      return FakeResponse.json(answer.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest(name = "tides={0}: {1}")
  @CsvSource({
    "1, true",
    "t, true",
    "T, true",
    "TRUE, true",
    "true, true",
    "True, true",
    "tRUE, false",
    "yes, false",
    "0, false",
    "false, false",
    "'', false"
  })
  void tidesAreAskedForInTheseWordsAlone(String word, boolean asked) {
    JsonNode found = api.json(get("/localindex/discover/landsat_pds?tides=" + word));
    assertThat(found.at("/features/0/properties").has("currentTide")).isEqualTo(asked);
    assertThat(tides.requests).hasSize(asked ? 1 : 0);
  }

  @Test
  void oneCallAsksForAllCentresByTheMinuteAndAnswersArePairedByPosition() {
    var response = get("/localindex/discover/landsat_pds?tides=true");
    assertThat(tides.requests).hasSize(1);
    FakeRequest asked = tides.requests.get(0);
    assertThat(asked.method() + " " + asked.uri()).isEqualTo("POST /tides");
    assertThat(asked.header("Content-type")).isEqualTo("application/json");
    assertThat(asked.body())
        .isEqualTo(
            "{\"locations\":[{\"lat\":31.7335,\"lon\":-117.53547,\"dtg\":\"2019-01-31-18-22\"},"
                + "{\"lat\":61.45,\"lon\":-179.58,\"dtg\":\"2009-06-21-22-53\"}]}");
    JsonNode features = api.json(response).get("features");
    assertThat(features.get(0).get("properties").toString())
        .endsWith("\"currentTide\":0.5,\"minimumTide24Hours\":-1,\"maximumTide24Hours\":2.5}");
    assertThat(features.get(1).get("properties").toString())
        .endsWith("\"currentTide\":1,\"minimumTide24Hours\":-2,\"maximumTide24Hours\":5}");
    assertThat(response.headers().firstValue("Warning")).isEmpty();
  }

  @Test
  void moreScenesThanFitOneCallTakeSeveral() {
    SampleScenes.row(4).stream()
        .filter(scene -> scene.cloudCover() != null)
        .forEach(scene -> api.scenes.add(scene, Instant.EPOCH));
    JsonNode found = api.json(get("/localindex/discover/landsat_pds?tides=1"));
    assertThat(found.get("features")).hasSize(5);
    assertThat(found.get("features"))
        .extracting(f -> f.at("/properties/currentTide").asDouble())
        .containsExactly(0.5, 1.0, 0.5, 1.0, 0.5);
    assertThat(tides.requests).hasSize(3);
  }

  @Test
  void oneSceneAndPlanetsScenesHaveTidesToo() {
    String[] paths = {
      "/localindex/landsat_pds/" + SampleScenes.NEWEST.id() + "?tides=true",
      "/planet/rapideye/x?tides=true&PL_API_KEY=" + KEY,
    };
    for (String path : paths) {
      assertThat(api.json(get(path)).at("/properties/currentTide").asDouble()).isEqualTo(0.5);
    }
    JsonNode found = api.json(get("/planet/discover/rapideye?tides=true&PL_API_KEY=" + KEY));
    assertThat(found.at("/features/0/properties/maximumTide24Hours").asDouble()).isEqualTo(2.5);
    assertThat(tides.requests.get(2).body()).contains("\"dtg\":\"2017-04-17-16-26\"");
  }

  @Test
  void aSearchWithoutResultsAsksForNoTide() {
    var found = get("/localindex/discover/landsat_pds?tides=true&bbox=0,0,1,1");
    assertThat(api.json(found).get("features")).isEmpty();
    assertThat(tides.requests).isEmpty();
  }

  @ParameterizedTest(name = "answer {0}")
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "{}",
        "{\"locations\":{}}",
        "{\"locations\":[]}",
        "{\"locations\":[{}]}"
      })
  void anAnswerThatDoesNotFitCostsTheTidesAlone(String body) {
    tides.answer(asked -> FakeResponse.json(body));
    withoutTides(get("/localindex/discover/landsat_pds?tides=true"));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(ints = {302, 401, 404, 500, 503})
  void aServiceThatRefusesCostsTheTidesAlone(int status) {
    tides.answer(asked -> FakeResponse.of(status, "{}"));
    var found = get("/localindex/discover/landsat_pds?tides=true");
    withoutTides(found);
    assertThat(header(found, "Warning"))
        .isEqualTo(
            "199 landfall \"tides are missing: the tide service failed, it answered "
                + status
                + "\"");
  }

  @Test
  void aServiceThatDoesNotAnswerCostsTheTidesAlone() {
    tides.answer(
        asked -> {
          try {
            Thread.sleep(20_000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return tides(asked);
        });
    long began = System.nanoTime();
    withoutTides(get("/localindex/discover/landsat_pds?tides=true"));
    assertThat((System.nanoTime() - began) / 1_000_000_000).isBetween(2L, 15L);
  }

  @Test
  void aPlaceWithoutTideCostsItsOwnAlone() {
    tides.answer(
        asked ->
            FakeResponse.json(
                tides(asked).body().replaceFirst("\"results\":\\{[^}]*}", "\"results\":null")));
    var found = get("/localindex/discover/landsat_pds?tides=true");
    JsonNode features = api.json(found).get("features");
    assertThat(features.get(0).get("properties").has("currentTide")).isFalse();
    assertThat(features.get(1).at("/properties/currentTide").asDouble()).isEqualTo(1);
    assertThat(header(found, "Warning")).contains("did not know them all");
  }

  @Test
  void withoutAServiceThereIsAWarning() {
    try (ApiFixture none = new ApiFixture()) {
      none.scenes.add(SampleScenes.NEWEST, Instant.EPOCH);
      var found = none.send(none.request("/localindex/discover/landsat_pds?tides=true"));
      assertThat(none.json(found).get("features")).hasSize(1);
      assertThat(header(found, "Warning")).contains("no tide service is configured");
      assertThat(header(found, "Access-Control-Expose-Headers")).contains("Warning");
    }
  }

  private static void withoutTides(HttpResponse<byte[]> found) {
    assertThat(found.statusCode()).isEqualTo(200);
    JsonNode features = api.json(found).get("features");
    assertThat(features).hasSize(2);
    assertThat(features).noneMatch(f -> f.get("properties").has("currentTide"));
    assertThat(header(found, "Warning")).startsWith("199 landfall \"tides are missing: ");
  }

  private static HttpResponse<byte[]> get(String path) {
    return api.send(api.request(path));
  }
}
