package io.landfall.workspace;

import io.landfall.workspace.OwnScene.OwnSceneContent;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps scenes of one's own, as {@link ProjectStore} keeps projects: blocking, with the same
 * failures.
 */
public interface OwnSceneStore {
  /** Registers a scene. */
  OwnScene create(Access access, OwnSceneContent content);

  /** Returns a scene; empty when there is none, it was deleted, or is not for {@code caller}. */
  Optional<OwnScene> find(UUID id, Caller caller);

  /** Returns what {@code caller} may read, newest first. */
  WorkspacePage<OwnScene> list(Caller caller, PageRequest page);

  /**
   * Hides it.
   *
   * @throws io.landfall.model.ExportFailure where it is not there for {@code caller}, not his, or
   *     still used; then it names by which projects
   */
  void delete(UUID id, Caller caller);
}
