package io.landfall.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.workspace.ExportSources.SharedProject;
import io.landfall.workspace.ExportSources.SourceIds;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Finds what an export is made of, for whoever asks. Blocking, with the failures of the stores:
 * call it on a thread of a pool made for that.
 */
public final class ExportSourceFinder {
  private final ProjectStore projects;
  private final ToolStore tools;
  private final OwnSceneStore scenes;

  public ExportSourceFinder(ProjectStore projects, ToolStore tools, OwnSceneStore scenes) {
    this.projects = projects;
    this.tools = tools;
    this.scenes = scenes;
  }

  /** Returns what there is for {@code caller}; projects that the tools' trees name, too. */
  public ExportSources find(SourceIds ids, Caller caller) {
    Map<UUID, SavedTool> foundTools = new HashMap<>();
    Set<UUID> wanted = new HashSet<>(ids.projects());
    for (UUID id : ids.tools()) {
      tools
          .find(id, caller)
          .ifPresent(
              tool -> {
                foundTools.put(id, tool);
                wanted.addAll(projectsOf(tool.definition()));
              });
    }
    Map<UUID, SharedProject> foundProjects = new HashMap<>();
    for (UUID id : wanted) {
      projects.find(id, caller).ifPresent(project -> foundProjects.put(id, shared(project)));
    }
    return new ExportSources(foundProjects, foundTools, owners(ids.scenes(), caller));
  }

  private SharedProject shared(Project project) {
    Access access = project.access();
    Set<UUID> own = new HashSet<>();
    for (ProjectScene scene : project.content().scenes()) {
      registered(scene.sceneId().value()).ifPresent(own::add);
    }
    return new SharedProject(
        project, owners(own, new Caller(access.owner(), access.organization(), false)));
  }

  private Map<UUID, String> owners(Set<UUID> ids, Caller caller) {
    Map<UUID, String> owners = new HashMap<>();
    for (UUID id : ids) {
      scenes.find(id, caller).ifPresent(scene -> owners.put(id, scene.access().owner()));
    }
    return owners;
  }

  /** Returns the projects that the leaves of a tree name. */
  public static Set<UUID> projectsOf(JsonNode tree) {
    Set<UUID> found = new HashSet<>();
    tree.findValuesAsText("projId").forEach(text -> uuid(text).ifPresent(found::add));
    return found;
  }

  /** Returns the UUID that a text is, written in full. */
  public static Optional<UUID> uuid(String text) {
    return text == null ? Optional.empty() : WorkspaceIds.parse(text);
  }

  /**
   * Returns the UUID of a scene that somebody has registered: these are of version 7 and 8. Folders
   * of imagery may have UUIDs for names, which are of others.
   */
  public static Optional<UUID> registered(String sceneId) {
    return uuid(sceneId).filter(id -> id.version() == 7 || id.version() == 8);
  }
}
