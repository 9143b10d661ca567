package io.landfall.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
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
  /** Projects of one export, those that a saved tool names with them. */
  static final int MAX_PROJECTS = 100;

  /** Scenes in these, which are all in memory at a time, counted once a project. */
  static final int MAX_ENTRIES = 50_000;

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
    checkFew(wanted.size(), MAX_PROJECTS, "projects");
    int entries = 0;
    for (UUID id : wanted) {
      Optional<Project> project = projects.find(id, caller);
      if (project.isPresent()) {
        entries += project.get().content().scenes().size();
        checkFew(entries, MAX_ENTRIES, "scenes in its projects, the same in two counted twice,");
        foundProjects.put(id, shared(project.get()));
      }
    }
    return new ExportSources(foundProjects, foundTools, scenes.findOwners(ids.scenes(), caller));
  }

  private static void checkFew(int count, int most, String what) {
    if (count > most) {
      throw new ExportFailure(
          ErrorCode.EXPORT_TOO_LARGE,
          "Invalid source: it has more than %d %s. Export a part of it at a time."
              .formatted(most, what));
    }
  }

  private SharedProject shared(Project project) {
    Access access = project.access();
    Set<UUID> own = new HashSet<>();
    for (ProjectScene scene : project.content().scenes()) {
      registered(scene.sceneId().value()).ifPresent(own::add);
    }
    var owner = new Caller(access.owner(), access.organization(), false);
    return new SharedProject(project, scenes.findOwners(own, owner));
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
