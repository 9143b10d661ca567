package io.landfall.workspace;

import io.landfall.workspace.Project.ProjectContent;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongPredicate;

/**
 * Keeps projects. Blocking: call it on a thread of a pool made for that. Every method may fail with
 * an {@link io.landfall.model.ExportFailure} of DATABASE_UNAVAILABLE.
 */
public interface ProjectStore {
  /**
   * Makes version 1; where there is one of this id and content already, returns that.
   *
   * @param id from {@link WorkspaceIds#generate}, or of the key of a request that may come again
   * @throws io.landfall.model.ExportFailure STATE_CONFLICT where the id stands for another content,
   *     or the owner has as much as may be
   */
  Project create(UUID id, Access access, ProjectContent content);

  /**
   * Returns the newest version; empty when there is none, it was deleted, or is not for {@code
   * caller}.
   */
  Optional<Project> find(UUID id, Caller caller);

  /**
   * Returns an earlier version, of a deleted project too; empty when it is not for {@code caller}.
   */
  Optional<Project> findVersion(UUID id, long version, Caller caller);

  /**
   * Returns what {@code caller} may read, newest first.
   *
   * @throws io.landfall.model.ExportFailure REQUEST_INVALID where the cursor is none
   */
  WorkspacePage<WorkspaceEntry> list(Caller caller, PageRequest page);

  /** Returns projects, whoever owns them, whose newest version has a scene of one's own. */
  List<WorkspaceEntry> listUsersOfScene(UUID sceneId, int limit);

  /**
   * Makes the next version.
   *
   * @param expected accepts the version that is changed; {@code version -> true}: any
   * @param visibility {@code null}: as it is
   * @throws io.landfall.model.ExportFailure WORKSPACE_UNKNOWN where it is not there for {@code
   *     caller}, NOT_ALLOWED where it is not his, VERSION_CHANGED where it is not of a version
   *     expected, STATE_CONFLICT where its owner has as much as may be
   */
  Project update(
      UUID id,
      LongPredicate expected,
      Visibility visibility,
      ProjectContent content,
      Caller caller);

  /** Hides it from lists; its versions are kept for exports. Fails as {@link #update} does. */
  void delete(UUID id, LongPredicate expected, Caller caller);
}
