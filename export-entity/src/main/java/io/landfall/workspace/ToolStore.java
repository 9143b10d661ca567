package io.landfall.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.UUID;

/** Keeps tools, as {@link ProjectStore} keeps projects: blocking, with the same failures. */
public interface ToolStore {
  /** Makes version 1. */
  SavedTool create(Access access, String name, JsonNode definition);

  /**
   * Returns the newest version; empty when there is none, it was deleted, or is not for {@code
   * caller}.
   */
  Optional<SavedTool> find(UUID id, Caller caller);

  /** Returns what {@code caller} may read, newest first. */
  WorkspacePage<SavedTool> list(Caller caller, PageRequest page);

  /** Makes the next version; fails as {@link ProjectStore#update} does. */
  SavedTool update(
      UUID id,
      Long expected,
      Visibility visibility,
      String name,
      JsonNode definition,
      Caller caller);

  /** Hides it; what was exported with it holds the tree itself. Fails as {@link #update} does. */
  void delete(UUID id, Long expected, Caller caller);
}
