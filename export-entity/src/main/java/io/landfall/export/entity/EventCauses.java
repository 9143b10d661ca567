package io.landfall.export.entity;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.landfall.audit.chain.EventCause;
import io.landfall.export.Requester;
import io.landfall.export.entity.EntityCommand.PersonCommand;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Why exports of this node persist what they do: what an export says here just before, its journal
 * takes from here with the events. An export persists one decision at a time, so there is one cause
 * of each at most. Safe for any thread.
 */
final class EventCauses implements Extension {
  private static final ExtensionId<EventCauses> ID =
      new ExtensionId<>() {
        @Override
        public EventCauses createExtension(ActorSystem<?> system) {
          return new EventCauses();
        }
      };

  private final Map<String, EventCause> causes = new ConcurrentHashMap<>();

  /** Returns the one of a node. */
  static EventCauses of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** Returns the cause that a command is. */
  static EventCause cause(EntityCommand command) {
    String name =
        command == EntityCommand.CheckProgress.CHECK_PROGRESS
            ? EntityCommand.CheckProgress.class.getSimpleName()
            : command.getClass().getSimpleName();
    String word = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    if (!(command instanceof PersonCommand person)) {
      return new EventCause(EventCause.SYSTEM, word, null, null);
    }
    Requester by = person.requester() == null ? Requester.of(person.by()) : person.requester();
    return new EventCause(by.user(), word, by.requestId(), by.client());
  }

  void put(String persistenceId, EventCause cause) {
    causes.put(persistenceId, cause);
  }

  /** Returns what was said last, once; {@code null}: nothing since. */
  EventCause take(String persistenceId) {
    return causes.remove(persistenceId);
  }
}
