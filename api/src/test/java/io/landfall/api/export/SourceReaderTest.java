package io.landfall.api.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.landfall.api.export.ExportRequests.NamedThings;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import io.landfall.model.SceneId;
import io.landfall.model.color.ColorCorrection;
import io.landfall.model.color.ColorCorrectionReader;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportSource.MosaicSource;
import io.landfall.model.request.RequestOrigin.ProjectUse;
import io.landfall.model.request.RequestOrigin.ToolUse;
import io.landfall.model.request.SceneColor;
import io.landfall.model.request.ToolSource;
import io.landfall.workspace.Caller;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceReaderTest {
  private static final Caller ANN = new Caller("ann", "acme", false);
  private static final String PROJECT = SampleSources.PROJECT.toString();
  private static final ColorCorrection GAMMA =
      ColorCorrectionReader.read("{\"redBand\": 3, \"gamma\": {\"redGamma\": 2}}");
  private static final ColorCorrection EQUAL = ColorCorrectionReader.read("{\"equalize\": {}}");

  private final SampleSources found =
      new SampleSources()
          .scene("a", GAMMA)
          .scene("b", null)
          .bands("nir", "red", "green")
          .color(EQUAL)
          .project("bob", 3);

  @Test
  void aProjectGivesItsScenesBandsAndColours() {
    ExportRequest request = read("{'projectId': '%s'}".formatted(PROJECT), "");
    assertThat(request.source())
        .isEqualTo(new MosaicSource(ids("a", "b"), List.of("nir", "red", "green")));
    assertThat(request.processing().color()).isEqualTo(EQUAL);
    assertThat(request.processing().sceneColors())
        .containsExactly(new SceneColor(new SceneId("a"), GAMMA));
    assertThat(request.origin().projects())
        .containsExactly(new ProjectUse(SampleSources.PROJECT, 3, null));
    assertThat(request.origin().organization()).isEqualTo("acme");
    assertThat(RequestJson.write(request).path("source"))
        .hasToString("{\"projectId\":\"%s\"}".formatted(PROJECT));
    assertThat(RequestJson.write(request).path("colorCorrection").isNull()).isTrue();
  }

  @Test
  void whatTheRequestSaysItselfGoesBeforeTheProject() {
    String source = "{'projectId': '%s', 'bands': ['red', '2', '1']}".formatted(PROJECT);
    ExportRequest bands = read(source, "");
    assertThat(((MosaicSource) bands.source()).bands()).containsExactly("red", "2", "1");
    assertThat(bands.processing().sceneColors().get(0).colorCorrection())
        .as("the bands of the request, and not those of the project's colours")
        .isEqualTo(GAMMA.withoutBands());
    ExportRequest color = read(source, ", 'colorCorrection': {'gamma': {'redGamma': 3}}");
    assertThat(color.processing().color().gamma().redGamma()).isEqualTo(3);
    assertThat(color.processing().sceneColors()).isNull();
    for (String own :
        List.of("'stretch': 'auto'", "'look': 'true-color'", "'samples': {'type': 'UINT8'}")) {
      ExportRequest other = read("{'projectId': '%s'}".formatted(PROJECT), ", " + own);
      assertThat(other.processing().correctsColors()).as(own).isFalse();
    }
  }

  @Test
  void toolsReadProjectsByTheirInputsAndByTheirLeaves() {
    String inputs =
        "{'toolId': 'ndvi', 'inputs': {'nir': {'projectId': '%1$s', 'band': 'B8'}, 'red':"
            + " {'scenes': ['c']}}}";
    ExportRequest request = read(inputs.formatted(PROJECT), "");
    assertThat(request.processing().inputs())
        .as("an input is meant by its name in any letters, or by its band")
        .isEqualTo(
            Map.of(
                "NIR", new ToolSource(ids("a", "b"), "B8"),
                "VIS", new ToolSource(ids("c"), null)));
    assertThat(request.processing().correctsColors()).isFalse();
    assertThat(request.origin().projects())
        .containsExactly(new ProjectUse(SampleSources.PROJECT, 3, "NIR"));

    String leaf = "{'type': 'projectSrc', 'projId': '%s', 'band': 2}".formatted(PROJECT);
    ExportRequest named = read("{'tool': %s}".formatted(leaf), "");
    assertThat(named.processing().inputs()).containsOnlyKeys(PROJECT);

    found.tool(Json.parse(leaf.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    ExportRequest saved = read("{'toolId': '%s'}".formatted(SampleSources.TOOL), "");
    assertThat(saved.origin().tool()).isEqualTo(new ToolUse(SampleSources.TOOL, 4));
    assertThat(saved.processing().toolName()).isEqualTo("mine");
    assertThat(saved.processing().tool()).isEqualTo(named.processing().tool());

    ExportRequest own = read("{'toolId': 'ndvi', 'projectId': '%s'}".formatted(PROJECT), "");
    assertThat(((MosaicSource) own.source()).scenes()).isEqualTo(ids("a", "b"));
    assertThat(((MosaicSource) own.source()).bands()).isEmpty();
  }

  /** One who may read a project reads the scenes that its owner has registered. */
  @Test
  void registeredScenesAreReadOnBehalfOfWhoMayReadThem() {
    SceneId scene = new SceneId(SampleSources.SCENE.toString());
    found.scene(scene.value(), null).owners(Map.of(SampleSources.SCENE, "bob")).project("bob", 4);
    ExportRequest shared = read("{'projectId': '%s'}".formatted(PROJECT), "");
    assertThat(shared.viewerOf(scene)).isEqualTo("bob");
    assertThat(shared.viewerOf(new SceneId("a"))).isEqualTo("ann");

    assertThat(problem("{'scenes': ['%s']}".formatted(scene), "").errors().get(0).pointer())
        .isEqualTo("/source/scenes/0");
    found.registered(SampleSources.SCENE, "ann");
    ExportRequest own = read("{'scenes': ['%s']}".formatted(scene), "");
    assertThat(own.viewerOf(scene)).isEqualTo("ann");
    assertThat(own.origin()).isNotNull();
    found.owners(Map.of()).project("bob", 5);
    assertThat(problem("{'projectId': '%s'}".formatted(PROJECT), "").slug())
        .isEqualTo("scene-unknown");
  }

  @Test
  void theTerrainModelOfSomebodyElseIsNotThere() {
    found.registered(SampleSources.SCENE, "ann");
    String dem = ", 'rpcDem': {'sceneId': '%s'}".formatted(SampleSources.SCENE);
    assertThat(read("{'scenes': ['a']}", dem).sources().rpcDem().scene().value())
        .isEqualTo(SampleSources.SCENE.toString());
    String other = dem.replace("0003", "0004");
    assertThat(problem("{'scenes': ['a']}", other).errors().get(0).pointer())
        .isEqualTo("/rpcDem/sceneId");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          {'projectId': 5}; /source/projectId
          {'projectId': 'x'}; /source/projectId
          {'projectId': '01976f5a-0000-7000-8000-00000000000f'}; /source/projectId
          {'projectId': '01976F5A-0000-7000-8000-000000000001', 'scenes': ['a']}; /source/projectId
          {'toolId': '01976f5a-0000-7000-8000-00000000000f', 'scenes': ['a']}; /source/toolId
          {'toolId': 'ndvi', 'inputs': {'nir': {'projectId': 'x'}}}; /source/inputs/nir/projectId
          {'toolId': 'ndvi', 'inputs': {'nir': {'scenes': ['a']}}}; /source/inputs
          {'toolId': 'ndvi', 'scenes': ['a'], 'inputs': {'swir': {'scenes': ['a']}}}; /source/inputs/swir
          {'toolId': 'ndvi', 'inputs': {'nir': {'scenes': ['a']}, 'NIR': {'scenes': ['a']}}}; /source/inputs/NIR
          {'scenes': ['0197aaaa-0000-7000-8000-000000000001']}; /source/scenes/0
          {'tool': {'type': 'projectSrc', 'projId': '01976f5a-0000-7000-8000-00000000000f', 'band': 1}}; /source/tool
          {}; /source/scenes
          """)
  void whatIsNotThereIsNamedByItsPlace(String source, String pointer) {
    ApiProblem problem = problem(source, "");
    assertThat(problem.status()).isEqualTo(422);
    assertThat(problem.errors().get(0).pointer()).isEqualTo(pointer);
  }

  @Test
  void aProjectWithoutScenesIsRefused() {
    SampleSources empty = new SampleSources().project("ann", 1);
    ApiProblem problem =
        catchThrowableOfType(
            ApiProblem.class, () -> read("{'projectId': '%s'}".formatted(PROJECT), "", empty));
    assertThat(problem.errors().get(0).detail()).contains("it has no scene. Add one.");
  }

  /** A key that comes again with the same body means the same export, whatever the project is. */
  @Test
  void theSameBodyIsTheSameRequestWhateverBecameOfTheProject() {
    String source = "{'projectId': '%s'}".formatted(PROJECT);
    ExportRequest first = read(source, "");
    found.scene("c", null).project("bob", 4);
    ExportRequest again = read(source, "");
    assertThat(again).isNotEqualTo(first);
    assertThat(first.isRepeatedBy(again)).isTrue();
    assertThat(first.isRepeatedBy(read(source, ", 'name': 'n'"))).isFalse();
    assertThat(first.isRepeatedBy(read("{'scenes': ['a', 'b']}", ""))).isFalse();
  }

  private static List<SceneId> ids(String... ids) {
    return List.of(ids).stream().map(SceneId::new).toList();
  }

  private ApiProblem problem(String source, String more) {
    return catchThrowableOfType(ApiProblem.class, () -> read(source, more));
  }

  private ExportRequest read(String source, String more) {
    return read(source, more, found);
  }

  private static ExportRequest read(String source, String more, SampleSources sources) {
    String body = "{'source': %s%s}".formatted(source, more).replace('\'', '"');
    return ExportRequestReader.read(
        Json.parse(body.getBytes(StandardCharsets.UTF_8)),
        ANN,
        new NamedThings(sources.sources(), Map.of(), null, null));
  }
}
