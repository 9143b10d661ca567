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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A tide service over a real port: what it is asked, and what its failures cost. */
class TidesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final FakeServer TIDES = new FakeServer(TidesIT::tides);
  private static final FakePlanet PLANET = new FakePlanet();
  private static final ApiFixture API =
      new ApiFixture(
          Map.of(
              "landfall.planet.url",
              PLANET.url(),
              "landfall.tides.url",
              TIDES.url() + "/tides",
              "landfall.tides.answer-timeout",
              "3 s",
              "landfall.tides.locations",
              "2"));

  @AfterAll
  static void close() {
    API.close();
    TIDES.close();
    PLANET.close();
  }

  @BeforeEach
  void add() {
    API.scenes.add(SampleScenes.NEWEST, Instant.EPOCH);
    API.scenes.add(SampleScenes.ACROSS, Instant.EPOCH);
  }

  @AfterEach
  void forget() {
    API.scenes.scenes.clear();
    TIDES.requests.clear();
    TIDES.answer(TidesIT::tides);
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
    JsonNode found = API.json(get("/localindex/discover/landsat_pds?tides=" + word));
    assertThat(found.at("/features/0/properties").has("currentTide")).isEqualTo(asked);
    assertThat(TIDES.requests).hasSize(asked ? 1 : 0);
  }

  @Test
  void oneCallAsksForAllCentresByTheMinuteAndAnswersArePairedByPosition() {
    var response = get("/localindex/discover/landsat_pds?tides=true");
    assertThat(TIDES.requests).hasSize(1);
    FakeRequest asked = TIDES.requests.get(0);
    assertThat(asked.method() + " " + asked.uri()).isEqualTo("POST /tides");
    assertThat(asked.header("Content-type")).isEqualTo("application/json");
    assertThat(asked.body())
        .isEqualTo(
            "{\"locations\":[{\"lat\":31.7335,\"lon\":-117.53547,\"dtg\":\"2019-01-31-18-22\"},"
                + "{\"lat\":61.45,\"lon\":-179.58,\"dtg\":\"2009-06-21-22-53\"}]}");
    JsonNode features = API.json(response).get("features");
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
        .forEach(scene -> API.scenes.add(scene, Instant.EPOCH));
    JsonNode found = API.json(get("/localindex/discover/landsat_pds?tides=1"));
    assertThat(found.get("features")).hasSize(5);
    assertThat(found.get("features"))
        .extracting(f -> f.at("/properties/currentTide").asDouble())
        .containsExactly(0.5, 1.0, 0.5, 1.0, 0.5);
    assertThat(TIDES.requests).hasSize(3);
  }

  @Test
  void oneSceneAndPlanetsScenesHaveTidesToo() {
    String[] paths = {
      "/localindex/landsat_pds/" + SampleScenes.NEWEST.id() + "?tides=true",
      "/planet/rapideye/x?tides=true&PL_API_KEY=" + KEY,
    };
    for (String path : paths) {
      assertThat(API.json(get(path)).at("/properties/currentTide").asDouble()).isEqualTo(0.5);
    }
    JsonNode found = API.json(get("/planet/discover/rapideye?tides=true&PL_API_KEY=" + KEY));
    assertThat(found.at("/features/0/properties/maximumTide24Hours").asDouble()).isEqualTo(2.5);
    assertThat(TIDES.requests.get(2).body()).contains("\"dtg\":\"2017-04-17-16-26\"");
  }

  @Test
  void aSearchWithoutResultsAsksForNoTide() {
    var found = get("/localindex/discover/landsat_pds?tides=true&bbox=0,0,1,1");
    assertThat(API.json(found).get("features")).isEmpty();
    assertThat(TIDES.requests).isEmpty();
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
    TIDES.answer(asked -> FakeResponse.json(body));
    withoutTides(get("/localindex/discover/landsat_pds?tides=true"));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(ints = {302, 401, 404, 500, 503})
  void aServiceThatRefusesCostsTheTidesAlone(int status) {
    TIDES.answer(asked -> FakeResponse.of(status, "{}"));
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
    TIDES.answer(
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
    TIDES.answer(
        asked ->
            FakeResponse.json(
                tides(asked).body().replaceFirst("\"results\":\\{[^}]*}", "\"results\":null")));
    var found = get("/localindex/discover/landsat_pds?tides=true");
    JsonNode features = API.json(found).get("features");
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
    JsonNode features = API.json(found).get("features");
    assertThat(features).hasSize(2);
    assertThat(features).noneMatch(f -> f.get("properties").has("currentTide"));
    assertThat(header(found, "Warning")).startsWith("199 landfall \"tides are missing: ");
  }

  private static HttpResponse<byte[]> get(String path) {
    return API.send(API.request(path));
  }
}
