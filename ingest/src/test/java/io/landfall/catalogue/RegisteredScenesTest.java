package io.landfall.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.landfall.export.SceneSource;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SampleType;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.workspace.Access;
import io.landfall.workspace.OwnScene;
import io.landfall.workspace.OwnScene.OwnBand;
import io.landfall.workspace.OwnScene.OwnFile;
import io.landfall.workspace.OwnScene.OwnSceneContent;
import io.landfall.workspace.Visibility;
import io.landfall.workspace.WorkspaceIds;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RegisteredScenesTest {
  private static final UUID ID = WorkspaceIds.generate();
  private static final Scene OTHER =
      new Scene(new SceneId("other"), "other", List.of(), List.of(), null);

  private final Map<UUID, OwnScene> registered = Map.of(ID, scene("red", "green", "blue"));
  private final SceneSource scenes =
      new RegisteredScenes(
          id -> {
            if (id.value().equals("other")) {
              return OTHER;
            }
            throw new ExportFailure(ErrorCode.NOT_ALLOWED, "Cannot read it: no import folder.");
          },
          id -> Optional.ofNullable(registered.get(id)),
          href -> href.replace("file:", "file:/real"));

  @Test
  void itsOwnerFindsAScene() {
    Scene found = scenes.asSeenBy(id -> "ann").scene(new SceneId(ID.toString()));
    assertThat(found.defaultBands()).containsExactly("red", "green", "blue");
    SceneBand red = found.bands().get(0);
    assertThat(red.href()).isEqualTo("file:/real/a.tif");
    assertThat(red.index()).isZero();
    assertThat(red.aliases()).containsExactly("red", "1");
    assertThat(red.registered()).isEqualTo(new SceneBand.Registered(-9.0, "v1"));
  }

  @Test
  void anothersSceneIsAsUnknownAsOneThatNeverWas() {
    String unknown = WorkspaceIds.generate().toString();
    for (SceneSource source : List.of(scenes, scenes.asSeenBy(id -> "bob"))) {
      ExportFailure foreign = refusal(source, ID.toString());
      assertThat(foreign.code()).isEqualTo(ErrorCode.SCENE_UNKNOWN);
      assertThat(foreign.getMessage().replace(ID.toString(), unknown))
          .isEqualTo(refusal(source, unknown).getMessage());
    }
  }

  @Test
  void whatIsNoUuidIsTakenFromElsewhere() {
    assertThat(scenes.asSeenBy(id -> "ann").scene(new SceneId("other"))).isSameAs(OTHER);
    assertThat(refusal(scenes, "1-1-1-1-1").code()).isEqualTo(ErrorCode.NOT_ALLOWED);
  }

  @Test
  void placesAreNoNamesWhereABandIsNamedByANumber() {
    var landsat =
        new RegisteredScenes(scenes, id -> Optional.of(scene("4", "3", "2")), href -> href);
    Scene found = landsat.asSeenBy(id -> "ann").scene(new SceneId(ID.toString()));
    assertThat(found.bands())
        .extracting(SceneBand::aliases)
        .containsExactly(List.of("4"), List.of("3"), List.of("2"));
  }

  private static ExportFailure refusal(SceneSource source, String id) {
    return catchThrowableOfType(() -> source.scene(new SceneId(id)), ExportFailure.class);
  }

  private static OwnScene scene(String... names) {
    List<OwnBand> bands =
        java.util.stream.IntStream.range(0, names.length)
            .mapToObj(
                i ->
                    new OwnBand(
                        names[i],
                        "file:/a.tif",
                        i + 1,
                        -9.0,
                        0.0,
                        SampleType.INT16,
                        10,
                        10,
                        null,
                        null))
            .toList();
    return new OwnScene(
        ID,
        new Access("ann", null, Visibility.PRIVATE),
        new OwnSceneContent(
            "a",
            null,
            null,
            bands,
            List.of(new OwnFile("file:/a.tif", "v1", 100)),
            "EPSG:4326",
            JsonNodeFactory.instance.objectNode(),
            10,
            10,
            List.of()),
        Instant.EPOCH);
  }
}
