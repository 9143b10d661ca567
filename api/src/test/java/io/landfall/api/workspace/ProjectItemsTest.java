package io.landfall.api.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.api.MemoryProjects;
import io.landfall.api.json.ApiProblem;
import org.junit.jupiter.api.Test;

class ProjectItemsTest {
  private static final String ID = "0190f3a0-0000-7000-8000-00000000000a";

  private final ProjectItems items = new ProjectItems(new MemoryProjects());

  @Test
  void aRegisteredSceneInOtherLettersIsTheSame() {
    assertThatThrownBy(() -> read(ID, ID.toUpperCase(java.util.Locale.ROOT)))
        .asInstanceOf(type(ApiProblem.class))
        .satisfies(
            problem ->
                assertThat(problem.errors())
                    .extracting(ApiProblem.FieldError::pointer)
                    .containsExactly("/scenes/1/sceneId"));
  }

  @Test
  void namesInOtherLettersAreOthers() throws Exception {
    assertThat(read("a.tif", "A.tif").content().scenes()).hasSize(2);
  }

  private ProjectItems.ProjectBody read(String first, String second) throws Exception {
    String json = "{\"name\": \"a\", \"scenes\": [{\"sceneId\": \"%s\"}, {\"sceneId\": \"%s\"}]}";
    return items.read(new ObjectMapper().readTree(json.formatted(first, second)), null);
  }
}
