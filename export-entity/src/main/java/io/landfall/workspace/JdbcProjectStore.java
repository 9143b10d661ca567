package io.landfall.workspace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.workspace.Project.ProjectContent;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongPredicate;
import javax.sql.DataSource;

/** Keeps projects in PostgreSQL. */
public final class JdbcProjectStore implements ProjectStore {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final VersionedTable table;

  public JdbcProjectStore(DataSource dataSource) {
    this.table = new VersionedTable(dataSource, "project", WorkspaceLimits.MAX_PROJECTS);
  }

  @Override
  public Project create(UUID id, Access access, ProjectContent content) {
    return project(table.create(id, access, draft(content)));
  }

  @Override
  public Optional<Project> find(UUID id, Caller caller) {
    return table.find(id, caller).map(JdbcProjectStore::project);
  }

  @Override
  public Optional<Project> findVersion(UUID id, long version, Caller caller) {
    return table.findVersion(id, version, caller).map(JdbcProjectStore::project);
  }

  @Override
  public WorkspacePage<WorkspaceEntry> list(Caller caller, PageRequest page) {
    return table.list(caller, page);
  }

  @Override
  public List<WorkspaceEntry> listUsersOfScene(UUID sceneId, int limit) {
    return table.listUsers(sceneId, limit);
  }

  @Override
  public Project update(
      UUID id,
      LongPredicate expected,
      Visibility visibility,
      ProjectContent content,
      Caller caller) {
    return project(table.update(id, expected, visibility, draft(content), caller));
  }

  @Override
  public void delete(UUID id, LongPredicate expected, Caller caller) {
    table.delete(id, expected, caller);
  }

  private static VersionedTable.Draft draft(ProjectContent content) {
    try {
      return new VersionedTable.Draft(
          content.name(),
          content.scenes().size(),
          content.ownScenes(),
          MAPPER.writeValueAsString(content));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a project as JSON", e);
    }
  }

  private static Project project(VersionedRows.Stored stored) {
    WorkspaceEntry entry = stored.entry();
    try {
      return new Project(
          entry.id(),
          entry.version(),
          entry.access(),
          MAPPER.readValue(stored.content(), ProjectContent.class),
          entry.createdAt(),
          entry.updatedAt());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read project %s".formatted(entry.id()), e);
    }
  }
}
