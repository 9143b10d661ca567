package io.landfall.api;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.workspace.Access;
import io.landfall.workspace.Caller;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.Visibility;
import io.landfall.workspace.WorkspaceEntry;
import io.landfall.workspace.WorkspacePage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongPredicate;

/** Versions in memory, as the tables keep them. */
final class MemoryItems<C> {
  record Item<C>(WorkspaceEntry entry, C content) {}

  private final Map<UUID, List<Item<C>>> items = new LinkedHashMap<>();

  synchronized Item<C> create(UUID id, Access access, String name, int size, C content) {
    List<Item<C>> found = items.get(id);
    if (found != null) {
      if (!found.get(0).content().equals(content)) {
        throw new ExportFailure(ErrorCode.STATE_CONFLICT, "Cannot make %s again.".formatted(id));
      }
      return newest(found);
    }
    Instant now = Instant.now();
    var item = new Item<>(new WorkspaceEntry(id, 1, access, name, size, now, now), content);
    items.put(id, new ArrayList<>(List.of(item)));
    return item;
  }

  synchronized Optional<Item<C>> find(UUID id, Caller caller) {
    return Optional.ofNullable(items.get(id))
        .map(MemoryItems::newest)
        .filter(item -> item.entry().access().isReadableBy(caller));
  }

  synchronized Optional<Item<C>> findVersion(UUID id, long version, Caller caller) {
    return items.getOrDefault(id, List.of()).stream()
        .filter(item -> item.entry().version() == version)
        .filter(item -> item.entry().access().isReadableBy(caller))
        .findFirst();
  }

  synchronized WorkspacePage<WorkspaceEntry> list(Caller caller, PageRequest page) {
    List<WorkspaceEntry> all = new ArrayList<>();
    items.values().forEach(one -> all.add(0, newest(one).entry()));
    all.removeIf(entry -> !entry.access().isReadableBy(caller));
    int from = page.after() == null ? 0 : Integer.parseInt(page.after());
    int to = Math.min(all.size(), from + page.limit());
    return new WorkspacePage<>(all.subList(from, to), to < all.size() ? "" + to : null);
  }

  synchronized Item<C> update(
      UUID id,
      LongPredicate expected,
      Visibility visibility,
      String name,
      int size,
      C content,
      Caller caller) {
    WorkspaceEntry old = forChange(id, expected, caller);
    var entry =
        new WorkspaceEntry(
            id,
            old.version() + 1,
            old.access().changedBy(caller, visibility),
            name,
            size,
            old.createdAt(),
            Instant.now());
    var item = new Item<>(entry, content);
    items.get(id).add(item);
    return item;
  }

  synchronized void delete(UUID id, LongPredicate expected, Caller caller) {
    forChange(id, expected, caller);
    items.remove(id);
  }

  private WorkspaceEntry forChange(UUID id, LongPredicate expected, Caller caller) {
    WorkspaceEntry old =
        find(id, caller)
            .orElseThrow(() -> new ExportFailure(ErrorCode.WORKSPACE_UNKNOWN, "Cannot find it."))
            .entry();
    if (!old.access().isWritableBy(caller)) {
      throw new ExportFailure(ErrorCode.NOT_ALLOWED, "Cannot change it.");
    }
    if (!expected.test(old.version())) {
      throw new ExportFailure(ErrorCode.VERSION_CHANGED, "Cannot change that version.");
    }
    return old;
  }

  private static <C> Item<C> newest(List<Item<C>> versions) {
    return versions.get(versions.size() - 1);
  }
}
