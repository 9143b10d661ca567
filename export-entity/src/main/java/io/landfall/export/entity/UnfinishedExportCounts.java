package io.landfall.export.entity;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.landfall.model.ExportId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the exports of each owner that live on a node and have not ended, so that an owner has a
 * bound that costs no look into the database. Safe for any thread; one export at a time is told of
 * by one thread.
 */
final class UnfinishedExportCounts implements Extension {
  private static final ExtensionId<UnfinishedExportCounts> ID =
      new ExtensionId<>() {
        @Override
        public UnfinishedExportCounts createExtension(ActorSystem<?> system) {
          return new UnfinishedExportCounts();
        }
      };

  private final Map<ExportId, String> owners = new ConcurrentHashMap<>();
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  /** Returns the one of a node. */
  static UnfinishedExportCounts of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /**
   * Counts an export that is about to begin, before the journal has it: of many at a time no more
   * begin than may.
   *
   * @return whether its owner has fewer than {@code most}; else it is not counted
   */
  boolean tryAdd(ExportId id, String owner, int most) {
    String name = String.valueOf(owner);
    if (counts.merge(name, 1, Integer::sum) > most) {
      leave(name);
      return false;
    }
    countOnce(id, name);
    return true;
  }

  /** Counts an export by where it stands, whatever the bound. */
  void update(ExportId id, ExportState state) {
    if (state instanceof ExportState.ExistingState known && !(known instanceof FinishedState)) {
      String name = String.valueOf(known.request().owner());
      counts.merge(name, 1, Integer::sum);
      countOnce(id, name);
    } else {
      remove(id);
    }
  }

  /** Counts an export no more: it has ended, or leaves this node. */
  void remove(ExportId id) {
    String owner = owners.remove(id);
    if (owner != null) {
      leave(owner);
    }
  }

  int count(String owner) {
    return counts.getOrDefault(owner, 0);
  }

  private void countOnce(ExportId id, String name) {
    String before = owners.put(id, name);
    if (before != null) {
      leave(before);
    }
  }

  private void leave(String owner) {
    counts.computeIfPresent(owner, (name, count) -> count == 1 ? null : count - 1);
  }
}
