package io.landfall.model.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.SceneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What a request names of the workspace, and where its scenes and its tool come from, pinned when
 * it was submitted: the request itself holds what these gave, and a later change of them does not
 * touch it.
 *
 * @param organization of who asked, which decides what he may read; {@code null}: none
 * @param admin whether he may read what is others'
 * @param projects one a use; the same project counts in one version in all of them
 * @param tool the saved tool; {@code null}: none
 * @param taken what the project of the source itself gave beside its scenes
 * @param scenesOfOthers registered scenes that are not of who asked, by their owner: he reads them
 *     through a project that is shared with him, or as an admin
 * @param bodySha256 of the JSON that was sent, in hexadecimal digits: tells whether an
 *     Idempotency-Key comes again with the same
 */
public record RequestOrigin(
    @JsonInclude(JsonInclude.Include.NON_NULL) String organization,
    boolean admin,
    List<ProjectUse> projects,
    @JsonInclude(JsonInclude.Include.NON_NULL) ToolUse tool,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ProjectPart> taken,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, List<SceneId>> scenesOfOthers,
    String bodySha256) {

  /**
   * A project that gives scenes.
   *
   * @param version that was the newest
   * @param input of the tool that reads it; {@code null}: it is the source itself
   */
  public record ProjectUse(
      UUID projectId, long version, @JsonInclude(JsonInclude.Include.NON_NULL) String input) {
    public ProjectUse {
      Objects.requireNonNull(projectId, "projectId");
    }
  }

  /** A saved tool, whose tree the request holds; {@code version} was the newest. */
  public record ToolUse(UUID toolId, long version) {
    public ToolUse {
      Objects.requireNonNull(toolId, "toolId");
    }
  }

  /** What a project gives where the request says nothing itself. The names stand in the journal. */
  public enum ProjectPart {
    /** Its bands. */
    BANDS,
    /** Its colour correction and those of its scenes. */
    COLORS
  }

  public RequestOrigin {
    projects = projects == null ? List.of() : List.copyOf(projects);
    taken = taken == null ? List.of() : List.copyOf(taken);
    scenesOfOthers = scenesOfOthers == null ? Map.of() : Map.copyOf(scenesOfOthers);
  }

  /**
   * Tells whether a project or a tool gave scenes or colours, or others let their scenes be read.
   */
  public boolean hasSource() {
    return !projects.isEmpty() || tool != null || !scenesOfOthers.isEmpty();
  }

  /** Returns the project that the source itself is. */
  public Optional<ProjectUse> project() {
    return projects.stream().filter(use -> use.input() == null).findFirst();
  }

  /** Returns the project that an input of the tool reads. */
  public Optional<ProjectUse> project(String input) {
    return projects.stream().filter(use -> input.equals(use.input())).findFirst();
  }

  /** Returns the owner of a registered scene that is not of who asked. */
  Optional<String> ownerOf(SceneId scene) {
    return scenesOfOthers.entrySet().stream()
        .filter(entry -> entry.getValue().contains(scene))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
