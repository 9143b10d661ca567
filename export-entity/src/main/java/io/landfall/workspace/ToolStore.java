package io.landfall.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongPredicate;

/** Keeps tools, as {@link ProjectStore} keeps projects: blocking, with the same failures. */
public interface ToolStore {
  /** Makes version 1, as {@link ProjectStore#create} does. */
  SavedTool create(UUID id, Access access, String name, JsonNode definition);

  /**
   * Returns the newest version; empty when there is none, it was deleted, or is not for {@code
   * caller}.
   */
  Optional<SavedTool> find(UUID id, Caller caller);

  /** Returns an earlier version, as {@link ProjectStore#findVersion} does. */
  Optional<SavedTool> findVersion(UUID id, long version, Caller caller);

  /** Returns what {@code caller} may read, newest first. */
  WorkspacePage<WorkspaceEntry> list(Caller caller, PageRequest page);

  /** Makes the next version; fails as {@link ProjectStore#update} does. */
  SavedTool update(
      UUID id,
      LongPredicate expected,
      Visibility visibility,
      String name,
      JsonNode definition,
      Caller caller);

  /** Hides it; what was exported with it holds the tree itself. Fails as {@link #update} does. */
  void delete(UUID id, LongPredicate expected, Caller caller);
}
