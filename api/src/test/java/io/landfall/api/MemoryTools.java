package io.landfall.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.workspace.Access;
import io.landfall.workspace.Caller;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.SavedTool;
import io.landfall.workspace.ToolStore;
import io.landfall.workspace.Visibility;
import io.landfall.workspace.WorkspaceEntry;
import io.landfall.workspace.WorkspacePage;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongPredicate;

/** Saved tools in memory. */
public final class MemoryTools implements ToolStore {
  private final MemoryItems<JsonNode> items = new MemoryItems<>();

  @Override
  public SavedTool create(UUID id, Access access, String name, JsonNode definition) {
    return tool(items.create(id, access, name, 1, definition));
  }

  @Override
  public Optional<SavedTool> find(UUID id, Caller caller) {
    return items.find(id, caller).map(MemoryTools::tool);
  }

  @Override
  public Optional<SavedTool> findVersion(UUID id, long version, Caller caller) {
    return items.findVersion(id, version, caller).map(MemoryTools::tool);
  }

  @Override
  public WorkspacePage<WorkspaceEntry> list(Caller caller, PageRequest page) {
    return items.list(caller, page);
  }

  @Override
  public SavedTool update(
      UUID id,
      LongPredicate expected,
      Visibility visibility,
      String name,
      JsonNode definition,
      Caller caller) {
    return tool(items.update(id, expected, visibility, name, 1, definition, caller));
  }

  @Override
  public void delete(UUID id, LongPredicate expected, Caller caller) {
    items.delete(id, expected, caller);
  }

  private static SavedTool tool(MemoryItems.Item<JsonNode> item) {
    WorkspaceEntry entry = item.entry();
    return new SavedTool(
        entry.id(),
        entry.version(),
        entry.access(),
        entry.name(),
        item.content(),
        entry.createdAt(),
        entry.updatedAt());
  }
}
