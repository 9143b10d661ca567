package io.landfall.export.entity;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.landfall.model.ExportId;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The exports that are being submitted on this node under an id that was made here a moment ago.
 * Journal and snapshots hold nothing of them, so nobody needs to look: two questions to the
 * database less, which a caller would wait for.
 *
 * <p>Nothing goes wrong where this is mistaken. Nobody has been told of the id before the
 * submission is answered, so nobody can ask for what the export holds; and its first event, if
 * another node has written one meanwhile, is refused by the journal's primary key, whereupon the
 * export begins anew and reads. Each id counts once. Safe for any thread.
 */
final class NewExports implements Extension {
  private static final ExtensionId<NewExports> ID =
      new ExtensionId<>() {
        @Override
        public NewExports createExtension(ActorSystem<?> system) {
          return new NewExports();
        }
      };

  /** Older ids may have been submitted before. */
  private static final Duration MAX_AGE = Duration.ofSeconds(1);

  /** An id that the time is in: UUIDv7. One made of an Idempotency-Key may be in the journal. */
  private static final int TIME_BASED = 7;

  private static final int TIME_SHIFT = 16;

  private final Set<String> persistenceIds = ConcurrentHashMap.newKeySet();

  NewExports() {}

  /** Returns the one of a node. */
  static NewExports of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /**
   * Notes that an export is submitted; where its id may be known already, does nothing.
   *
   * @param nowMillis the time, in ms since 1970
   */
  void begin(ExportId id, long nowMillis) {
    UUID uuid = id.value();
    if (uuid.version() == TIME_BASED) {
      long madeMillis = uuid.getMostSignificantBits() >>> TIME_SHIFT;
      if (nowMillis - madeMillis < MAX_AGE.toMillis()) {
        persistenceIds.add(ExportEntity.persistenceId(id).id());
      }
    }
  }

  /** Notes that the submission is answered, or given up. */
  void end(ExportId id) {
    persistenceIds.remove(ExportEntity.persistenceId(id).id());
  }

  /** Returns whether there is nothing to be read of an export. */
  boolean isNew(String persistenceId) {
    return persistenceIds.contains(persistenceId);
  }

  /** The same, once: after that, the journal is asked. */
  boolean takeNew(String persistenceId) {
    return persistenceIds.remove(persistenceId);
  }
}
