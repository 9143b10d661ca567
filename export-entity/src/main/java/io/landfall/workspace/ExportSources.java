package io.landfall.workspace;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What an export is made of, as far as the caller may read it; what he may not is left out, as if
 * it were not there.
 *
 * @param projects by their id
 * @param tools by their id
 * @param scenes that the export itself names, by their id: their owners
 */
public record ExportSources(
    Map<UUID, SharedProject> projects, Map<UUID, SavedTool> tools, Map<UUID, String> scenes) {
  /** Of nothing. */
  public static final ExportSources NONE = new ExportSources(Map.of(), Map.of(), Map.of());

  /**
   * A project, and which registered scenes in it can be read: whoever may read it reads what its
   * owner may.
   *
   * @param sceneOwners by the id of the scene
   */
  public record SharedProject(Project project, Map<UUID, String> sceneOwners) {
    public SharedProject {
      sceneOwners = Map.copyOf(sceneOwners);
    }
  }

  /** The ids of what an export names. */
  public record SourceIds(Set<UUID> projects, Set<UUID> tools, Set<UUID> scenes) {
    public SourceIds {
      projects = Set.copyOf(projects);
      tools = Set.copyOf(tools);
      scenes = Set.copyOf(scenes);
    }

    /** Tells whether there is none. */
    public boolean isEmpty() {
      return projects.isEmpty() && tools.isEmpty() && scenes.isEmpty();
    }
  }

  public ExportSources {
    projects = Map.copyOf(projects);
    tools = Map.copyOf(tools);
    scenes = Map.copyOf(scenes);
  }
}
