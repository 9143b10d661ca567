package io.landfall.api.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What bodies of projects and of delivery configurations may say. */
class WorkspaceBodiesTest {
  private static final String OWN = "01a22589-6e3e-7ab2-b0f0-fb4a8638c2f5";

  @Test
  void aSceneOfOnesOwnLiesInTheMosaicOnceInWhateverLetters() {
    assertThatThrownBy(() -> project(OWN, OWN.toUpperCase(Locale.ROOT)))
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining("it stands at /scenes/0 already");
  }

  @Test
  void scenesOfTheIndexDifferByTheirLetters() {
    assertThat(project("LC80220342026101LGN00", "lc80220342026101lgn00").content().scenes())
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", 'prefix': null", ", 'prefix': ''"})
  void aBucketWithoutPrefixIsTakenWhole(String prefix) {
    assertThat(bucket(prefix).settings().values().path("prefix").textValue()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"' '", "'/'", "'a//b'", "{}", "[]", "5", "false"})
  void aPrefixIsThePathOfAFolder(String prefix) {
    assertThatThrownBy(() -> bucket(", 'prefix': " + prefix))
        .isInstanceOf(ApiProblem.class)
        .hasMessageStartingWith("Invalid ");
  }

  private static ProjectItems.ProjectBody project(String first, String second) {
    String json = "{'name': 'p', 'scenes': [{'sceneId': '%s'}, {'sceneId': '%s'}]}";
    return new ProjectItems(null).read(json(json.formatted(first, second)), null);
  }

  private static DeliveryConfigReader.ReadDelivery bucket(String more) {
    String json =
        "{'name': 'b', 'type': 'S3', 'bucket': 'exports', 'accessKeyId': 'AKIAEXAMPLE',"
            + " 'secretAccessKey': 'x'";
    return DeliveryConfigReader.read(
        json(json + more + "}"), new DeliveryPorts(null, null, "landfall", "", null));
  }

  private static JsonNode json(String text) {
    return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
