package io.landfall.api.export;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.SceneId;
import io.landfall.model.color.ColorCorrection;
import io.landfall.workspace.Access;
import io.landfall.workspace.Caller;
import io.landfall.workspace.ExportSources;
import io.landfall.workspace.ExportSources.SharedProject;
import io.landfall.workspace.Project;
import io.landfall.workspace.Project.ProjectContent;
import io.landfall.workspace.ProjectScene;
import io.landfall.workspace.SavedTool;
import io.landfall.workspace.Visibility;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What requests of tests name of the workspace. */
final class SampleSources {
  static final UUID PROJECT = UUID.fromString("01976f5a-0000-7000-8000-000000000001");
  static final UUID TOOL = UUID.fromString("01976f5a-0000-7000-8000-000000000002");
  static final UUID SCENE = UUID.fromString("01976f5a-0000-7000-8000-000000000003");

  private final Map<UUID, SharedProject> projects = new HashMap<>();
  private final Map<UUID, SavedTool> tools = new HashMap<>();
  private final Map<UUID, String> scenes = new HashMap<>();
  private List<ProjectScene> inProject = new ArrayList<>();
  private List<String> bands = List.of();
  private ColorCorrection color;
  private Map<UUID, String> sceneOwners = Map.of();

  SampleSources scene(String id, ColorCorrection own) {
    inProject.add(new ProjectScene(new SceneId(id), own));
    return this;
  }

  SampleSources bands(String... names) {
    bands = List.of(names);
    return this;
  }

  SampleSources color(ColorCorrection correction) {
    color = correction;
    return this;
  }

  /** Says whom registered scenes of the project belong to. */
  SampleSources owners(Map<UUID, String> owners) {
    sceneOwners = owners;
    return this;
  }

  /**
   * Keeps what was said as version {@code version} of {@link #PROJECT}, which is of {@code owner}.
   */
  SampleSources project(String owner, long version) {
    var content = new ProjectContent("P", inProject, bands, color);
    var access = new Access(owner, null, Visibility.PUBLIC);
    Instant now = Instant.EPOCH;
    projects.put(
        PROJECT,
        new SharedProject(new Project(PROJECT, version, access, content, now, now), sceneOwners));
    return this;
  }

  SampleSources tool(JsonNode definition) {
    var access = Access.ofOwner(new Caller("ann", null, false));
    tools.put(
        TOOL, new SavedTool(TOOL, 4, access, "mine", definition, Instant.EPOCH, Instant.EPOCH));
    return this;
  }

  SampleSources registered(UUID id, String owner) {
    scenes.put(id, owner);
    return this;
  }

  ExportSources sources() {
    return new ExportSources(projects, tools, scenes);
  }
}
