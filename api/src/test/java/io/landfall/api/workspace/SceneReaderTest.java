package io.landfall.api.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import io.landfall.workspace.SceneRegistration;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SceneReaderTest {
  private static final String BAND = "{'name': 'red', 'href': 's3://b/olinda/B4.tif'}";

  @Test
  void whatIsLeftOutIsTakenFromTheFirstFileLater() {
    SceneRegistration scene = read("{'bands': [" + BAND + "]}");
    assertThat(scene.name()).isEqualTo("B4");
    assertThat(scene.acquired()).isNull();
    assertThat(scene.cloudCover()).isNull();
    assertThat(scene.bands().get(0).index()).isNull();
    assertThat(scene.bands().get(0).nodata()).isNull();
  }

  @Test
  void aLongFileNameIsCutBetweenCharacters() {
    String href = "https://a.example/" + "a".repeat(199) + "\uD83D\uDEF0.tif";
    String name = read("{'bands': [{'name': 'a', 'href': '" + href + "'}]}").name();
    assertThat(name).isEqualTo("a".repeat(199));
  }

  @ParameterizedTest
  @CsvSource({
    "2024-06-01T10:20:30Z, 2024-06-01T10:20:30Z",
    "2024-06-01T10:20:30.5+02:00, 2024-06-01T08:20:30Z",
    "2024-06-01, 2024-06-01T00:00:00Z",
  })
  void timesAreUtc(String given, String read) {
    SceneRegistration scene = read("{'acquired': '" + given + "', 'bands': [" + BAND + "]}");
    assertThat(scene.acquired()).isEqualTo(read);
  }

  @ParameterizedTest(name = "{0} is wrong at {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | ''",
        "{} | /bands",
        "{'bands': []} | /bands",
        "{'bands': {}} | /bands",
        "{'bands': [1]} | /bands/0",
        "{'bands': [{}]} | /bands/0/name",
        "{'bands': [{'name': 'red'}]} | /bands/0/href",
        "{'bands': [{'name': 1, 'href': 's3://b/a'}]} | /bands/0/name",
        "{'bands': [{'name': 'a', 'href': 's3://b/a', 'index': 0}]} | /bands/0/index",
        "{'bands': [{'name': 'a', 'href': 's3://b/a', 'index': 1.5}]} | /bands/0/index",
        "{'bands': [{'name': 'a', 'href': 's3://b/a', 'nodata': 'x'}]} | /bands/0/nodata",
        "{'bands': [{'name': 'a', 'href': 's3://b/a', 'band': 1}]} | /bands/0/band",
        "{'bands': [BAND], 'visibility': 'PUBLIC'} | /visibility",
        "{'bands': [BAND], 'acquired': 'yesterday'} | /acquired",
        "{'bands': [BAND], 'acquired': '+99999-01-01T00:00:00Z'} | /acquired",
        "{'bands': [BAND], 'cloudCover': 101} | /cloudCover",
        "{'bands': [BAND], 'name': ''} | /name",
      })
  void whatIsWrongIsNamedByItsPointer(String body, String pointer) {
    ApiProblem problem =
        catchThrowableOfType(() -> read(body.replace("BAND", BAND)), ApiProblem.class);
    assertThat(problem.status()).isEqualTo(422);
    assertThat(problem.errors().get(0).pointer()).isEqualTo(pointer);
  }

  @Test
  void twoBandsOfOneNameAreRefusedInAnyCaseOfLetters() {
    String two = "{'bands': [" + BAND + ", " + BAND.replace("red", "RED") + "]}";
    ApiProblem problem = catchThrowableOfType(() -> read(two), ApiProblem.class);
    assertThat(problem.errors()).extracting("pointer").containsExactly("/bands/1/name");
  }

  @Test
  void bandsAndFilesAreCounted() {
    ApiProblem files = catchThrowableOfType(() -> read(bands(65, "")), ApiProblem.class);
    assertThat(files.errors()).extracting("pointer").containsExactly("/bands/64/href");
    assertThat(read(bands(64, "")).hrefs()).hasSize(64);
    ApiProblem bands = catchThrowableOfType(() -> read(bands(513, "x")), ApiProblem.class);
    assertThat(bands.errors()).extracting("pointer").containsExactly("/bands");
    assertThat(read(bands(512, "x")).hrefs()).hasSize(1);
  }

  private static String bands(int count, String file) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> "{'name': 'n%d', 'href': 's3://b/%s'}".formatted(i, file.isEmpty() ? i : file))
        .collect(Collectors.joining(", ", "{'bands': [", "]}"));
  }

  private static SceneRegistration read(String json) {
    return SceneReader.read(Json.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }
}
