package io.landfall.api;

import io.landfall.workspace.Access;
import io.landfall.workspace.Caller;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.Project;
import io.landfall.workspace.Project.ProjectContent;
import io.landfall.workspace.ProjectStore;
import io.landfall.workspace.Visibility;
import io.landfall.workspace.WorkspaceEntry;
import io.landfall.workspace.WorkspacePage;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongPredicate;

/** Projects in memory. */
public final class MemoryProjects implements ProjectStore {
  private final MemoryItems<ProjectContent> items = new MemoryItems<>();

  @Override
  public Project create(UUID id, Access access, ProjectContent content) {
    return project(items.create(id, access, content.name(), content.scenes().size(), content));
  }

  @Override
  public Optional<Project> find(UUID id, Caller caller) {
    return items.find(id, caller).map(MemoryProjects::project);
  }

  @Override
  public Optional<Project> findVersion(UUID id, long version, Caller caller) {
    return items.findVersion(id, version, caller).map(MemoryProjects::project);
  }

  @Override
  public WorkspacePage<WorkspaceEntry> list(Caller caller, PageRequest page) {
    return items.list(caller, page);
  }

  @Override
  public List<WorkspaceEntry> listUsersOfScene(UUID sceneId, int limit) {
    return List.of();
  }

  @Override
  public Project update(
      UUID id,
      LongPredicate expected,
      Visibility visibility,
      ProjectContent content,
      Caller caller) {
    return project(
        items.update(
            id, expected, visibility, content.name(), content.scenes().size(), content, caller));
  }

  @Override
  public void delete(UUID id, LongPredicate expected, Caller caller) {
    items.delete(id, expected, caller);
  }

  private static Project project(MemoryItems.Item<ProjectContent> item) {
    WorkspaceEntry entry = item.entry();
    return new Project(
        entry.id(),
        entry.version(),
        entry.access(),
        item.content(),
        entry.createdAt(),
        entry.updatedAt());
  }
}
