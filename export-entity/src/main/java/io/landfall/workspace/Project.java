package io.landfall.workspace;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.color.ColorCorrection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An ordered collection of scenes, in one of its versions. Versions are kept: an export goes on
 * with the one it was asked with.
 *
 * @param id a UUIDv7
 * @param version 1 when it is made, one more with each change
 * @param createdAt of its first version
 * @param updatedAt of this version
 */
public record Project(
    UUID id,
    long version,
    Access access,
    ProjectContent content,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * What a person says of a project, as JSON in the database.
   *
   * @param scenes in the order of the mosaic, the first on top; may be empty until it is exported
   * @param bands names of the bands shown as red, green and blue; empty: the scenes' own
   * @param colorCorrection of the whole mosaic; {@code null}: values are kept
   */
  public record ProjectContent(
      String name,
      List<ProjectScene> scenes,
      List<String> bands,
      @JsonInclude(JsonInclude.Include.NON_NULL) ColorCorrection colorCorrection) {
    public ProjectContent {
      scenes = List.copyOf(scenes);
      bands = bands == null ? List.of() : List.copyOf(bands);
    }

    /** Returns the ids of those scenes that can only be somebody's own. */
    public List<UUID> ownScenes() {
      return scenes.stream()
          .flatMap(scene -> WorkspaceIds.parse(scene.sceneId().value()).stream())
          .toList();
    }
  }
}
