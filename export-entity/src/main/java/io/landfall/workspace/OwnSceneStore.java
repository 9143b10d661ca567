package io.landfall.workspace;

import io.landfall.workspace.OwnScene.OwnSceneContent;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Keeps scenes of one's own, as {@link ProjectStore} keeps projects: blocking, with the same
 * failures.
 */
public interface OwnSceneStore {
  /** What an owner has registered counts up to this, and what he deleted in the last days too. */
  int MAX_PER_OWNER = 10_000;

  /** Deleted scenes are kept for so many days, for exports that were begun with them. */
  int DELETED_FOR_DAYS = 7;

  /**
   * Registers a scene.
   *
   * @param fingerprint of what was asked for, which tells whether an id is used for the same again
   * @return the scene; empty where the id is used already
   * @throws io.landfall.model.ExportFailure STATE_CONFLICT when the owner has too many
   */
  Optional<OwnScene> create(UUID id, Access access, OwnSceneContent content, String fingerprint);

  /** Returns the fingerprint that a scene of the caller's own was made with, deleted ones too. */
  Optional<String> findFingerprint(UUID id, Caller caller);

  /** Returns a scene; empty when there is none, it was deleted, or is not for {@code caller}. */
  Optional<OwnScene> find(UUID id, Caller caller);

  /** Returns the owners of those of some scenes that {@link #find} finds, by their id. */
  Map<UUID, String> findOwners(Set<UUID> ids, Caller caller);

  /**
   * Returns a scene whoever asks, for a few days after it was deleted too: for exports that were
   * begun before. Who calls this checks its {@link OwnScene#access}.
   */
  Optional<OwnScene> findForPlan(UUID id);

  /** Returns what {@code caller} has registered, newest first. */
  WorkspacePage<OwnScene> list(Caller caller, PageRequest page);

  /**
   * Deletes it.
   *
   * @throws io.landfall.model.ExportFailure WORKSPACE_UNKNOWN where it is not there for {@code
   *     caller}; STATE_CONFLICT where projects use it, which it names
   */
  void delete(UUID id, Caller caller);
}
