package io.landfall.audit;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.audit.ExportReplay.ReplayOutcome;
import io.landfall.audit.ExportReplay.ReplayedEvent;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.ExportState;
import io.landfall.model.ExportId;

/** Writes replayed events as JSON, and names what they are. */
public final class ReplayLine {
  private ReplayLine() {}

  /** Writes an event and the state after it. */
  public static String write(ExportId id, ReplayedEvent replayed) {
    ObjectNode line = JournalEvents.MAPPER.createObjectNode();
    line.put("sequenceNumber", replayed.sequenceNumber());
    line.put("time", replayed.writtenAt().toString());
    line.put("type", type(replayed));
    if (replayed.cause() != null) {
      line.put("actor", replayed.cause().actor());
      line.put("cause", replayed.cause().command());
    }
    line.put("state", state(replayed));
    line.put("step", replayed.state().step().label());
    line.set("summary", JournalEvents.MAPPER.valueToTree(replayed.state().summary(id)));
    return line.toString();
  }

  /** Writes how a replay ended. */
  public static String write(ReplayOutcome outcome) {
    return JournalEvents.MAPPER
        .createObjectNode()
        .put("events", outcome.events())
        .put("problem", outcome.problem())
        .toString();
  }

  /** Returns the type of an event as the journal has it. */
  public static String type(ReplayedEvent replayed) {
    return name(ExportEvent.class, replayed.event());
  }

  /** Returns the name of the state after an event, as snapshots have it. */
  public static String state(ReplayedEvent replayed) {
    return name(ExportState.class, replayed.state());
  }

  private static String name(Class<?> type, Object value) {
    for (JsonSubTypes.Type each : type.getAnnotation(JsonSubTypes.class).value()) {
      if (each.value() == value.getClass()) {
        return each.name();
      }
    }
    throw new IllegalStateException("Every class of %s has a name".formatted(type));
  }
}
