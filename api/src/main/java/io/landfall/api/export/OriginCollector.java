package io.landfall.api.export;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.model.ErrorCode;
import io.landfall.model.SceneId;
import io.landfall.model.request.RequestOrigin;
import io.landfall.model.request.RequestOrigin.ProjectPart;
import io.landfall.model.request.RequestOrigin.ProjectUse;
import io.landfall.model.request.RequestOrigin.ToolUse;
import io.landfall.workspace.Caller;
import io.landfall.workspace.ExportSourceFinder;
import io.landfall.workspace.ExportSources;
import io.landfall.workspace.ExportSources.SharedProject;
import io.landfall.workspace.ProjectScene;
import io.landfall.workspace.SavedTool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Takes projects, saved tools and scenes for a request as they were found for the caller, and notes
 * where they come from.
 */
final class OriginCollector {
  static final int MAX_SCENES = 10_000;
  private static final int MAX_ID = 1_000;

  private final Caller caller;
  private final ExportSources found;
  private final List<ProjectUse> projects = new ArrayList<>();
  private final Map<String, Set<SceneId>> scenesOfOthers = new LinkedHashMap<>();
  private ToolUse savedTool;
  private boolean hasRegisteredScene;

  OriginCollector(Caller caller, ExportSources found) {
    this.caller = caller;
    this.found = found;
  }

  /** Takes a saved tool. */
  Optional<SavedTool> tool(BodyCursor at, UUID id) {
    SavedTool saved = found.tools().get(id);
    if (saved == null) {
      at.addError(
          ErrorCode.TOOL_INVALID,
          "Cannot find tool %s: there is none of this id that you may read. List them with GET /v1/tools."
              .formatted(id));
      return Optional.empty();
    }
    savedTool = new ToolUse(saved.id(), saved.version());
    return Optional.of(saved);
  }

  /** Takes the project whose id is at a place. */
  Optional<SharedProject> project(BodyCursor at, String input) {
    if (at.isAbsent()) {
      return Optional.empty();
    }
    String text = at.requiredText(MAX_ID);
    if (text == null) {
      return Optional.empty();
    }
    Optional<UUID> id = ExportSourceFinder.uuid(text);
    if (id.isEmpty()) {
      at.addError("Invalid project id: it must be a UUID, as GET /v1/projects lists them.");
      return Optional.empty();
    }
    return project(at, id.get(), input);
  }

  /** Takes a project for a use, if it is there for the caller and can be exported. */
  Optional<SharedProject> project(BodyCursor at, UUID id, String input) {
    SharedProject project = found.projects().get(id);
    if (project == null) {
      at.addError(
          "Cannot find project %s: there is none of this id that you may read. List them with GET /v1/projects."
              .formatted(id));
      return Optional.empty();
    }
    List<ProjectScene> scenes = project.project().content().scenes();
    if (scenes.isEmpty()) {
      at.addError("Cannot export project %s: it has no scene. Add one.".formatted(id));
      return Optional.empty();
    }
    for (ProjectScene scene : scenes) {
      if (!takeScene(scene.sceneId(), project.sceneOwners())) {
        at.addError(
            ErrorCode.SCENE_UNKNOWN,
            "Cannot find scene %s of project %s: it was deleted, or its owner may not read it."
                .formatted(scene.sceneId(), id));
        return Optional.empty();
      }
    }
    projects.add(new ProjectUse(id, project.project().version(), input));
    return Optional.of(project);
  }

  /** Returns the scenes of a project, each once. */
  static List<SceneId> scenes(SharedProject project) {
    return project.project().content().scenes().stream()
        .map(ProjectScene::sceneId)
        .distinct()
        .toList();
  }

  /** Takes the scenes whose ids are at a place. */
  List<SceneId> scenes(BodyCursor scenes) {
    List<SceneId> ids = new ArrayList<>();
    for (BodyCursor element : scenes.elements(MAX_SCENES)) {
      SceneId id = scene(element);
      if (id != null) {
        ids.add(id);
      }
    }
    return ids;
  }

  /** Takes the scene whose id is at a place; {@code null}: none is, which is noted. */
  SceneId scene(BodyCursor at) {
    String text = at.requiredText(MAX_ID);
    if (text == null) {
      return null;
    }
    SceneId id = new SceneId(text);
    if (!takeScene(id, found.scenes())) {
      at.addError(
          ErrorCode.SCENE_UNKNOWN,
          "Cannot find scene %s: none of yours has this id. List them with GET /v1/scenes."
              .formatted(text));
    }
    return id;
  }

  /** Notes on whose behalf a registered scene is read; false: it is not there. */
  private boolean takeScene(SceneId scene, Map<UUID, String> owners) {
    Optional<UUID> id = ExportSourceFinder.registered(scene.value());
    if (id.isEmpty()) {
      return true;
    }
    hasRegisteredScene = true;
    String owner = owners.get(id.get());
    if (owner != null && !owner.equals(caller.user())) {
      scenesOfOthers.computeIfAbsent(owner, any -> new LinkedHashSet<>()).add(scene);
    }
    return owner != null;
  }

  /**
   * Returns what was taken; {@code null}: nothing of the workspace.
   *
   * @param taken of the project of the source
   * @param body that was sent
   */
  RequestOrigin origin(List<ProjectPart> taken, JsonNode body) {
    boolean namesMore = AoiJson.idOf(body).isPresent() || !DestinationReader.idsOf(body).isEmpty();
    if (projects.isEmpty() && savedTool == null && !hasRegisteredScene && !namesMore) {
      return null;
    }
    Map<String, List<SceneId>> others = new LinkedHashMap<>();
    scenesOfOthers.forEach((owner, scenes) -> others.put(owner, List.copyOf(scenes)));
    return new RequestOrigin(
        caller.organization(),
        caller.isAdmin(),
        projects,
        savedTool,
        taken,
        others,
        RequestFingerprint.of(body));
  }
}
