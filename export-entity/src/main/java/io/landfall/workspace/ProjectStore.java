package io.landfall.workspace;

import io.landfall.workspace.Project.ProjectContent;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps projects. Blocking: call it on a thread of a pool made for that. Every method may fail with
 * an {@link io.landfall.model.ExportFailure} of DATABASE_UNAVAILABLE.
 */
public interface ProjectStore {
  /** Makes version 1. */
  Project create(Access access, ProjectContent content);

  /**
   * Returns the newest version; empty when there is none, it was deleted, or is not for {@code
   * caller}.
   */
  Optional<Project> find(UUID id, Caller caller);

  /**
   * Returns an earlier version, of a deleted project too; empty when it is not for {@code caller}.
   */
  Optional<Project> findVersion(UUID id, long version, Caller caller);

  /** Returns what {@code caller} may read, newest first. */
  WorkspacePage<Project> list(Caller caller, PageRequest page);

  /**
   * Makes the next version.
   *
   * @param expected the version that is changed; {@code null}: whichever is the newest
   * @throws io.landfall.model.ExportFailure where it is not there for {@code caller}, not his, or
   *     not of the version expected
   */
  Project update(
      UUID id, Long expected, Visibility visibility, ProjectContent content, Caller caller);

  /** Hides it from lists; its versions are kept for exports. Fails as {@link #update} does. */
  void delete(UUID id, Long expected, Caller caller);
}
