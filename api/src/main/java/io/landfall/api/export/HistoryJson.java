package io.landfall.api.export;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.landfall.api.json.Json;
import io.landfall.audit.chain.EventCause;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.ExportHistory;
import java.util.List;

/** Writes the journal of an export for its owner. */
final class HistoryJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  private HistoryJson() {}

  /** Writes {@code {"events": [...]}}, one event after the other. */
  static Source<ByteString, NotUsed> write(Source<ExportHistory.JournalEntry, NotUsed> entries) {
    return entries
        .statefulMapConcat(
            () -> {
              var writer = new EventWriter();
              return entry -> List.of(ByteString.fromArrayUnsafe(writer.write(entry)));
            })
        .intersperse(
            ByteString.fromString("{\"events\":["),
            ByteString.fromString(","),
            ByteString.fromString("]}"));
  }

  /**
   * Writes events in their order; the cause of one is the one before it. Those of old do not tell
   * by which command and request they came.
   */
  private static final class EventWriter {
    private String cause;
    private String owner;

    byte[] write(ExportHistory.JournalEntry entry) {
      ObjectNode data = MAPPER.valueToTree(entry.event());
      String type = data.remove("event").asText();
      String time = data.remove("at").asText();
      if (entry.event() instanceof ExportEvent.Requested requested) {
        owner = requested.request().owner();
        data.set("request", RequestJson.write(requested.request()));
      }
      if (entry.event() instanceof ExportEvent.DestinationsAdded added) {
        ArrayNode destinations = data.putArray("destinations");
        added.destinations().forEach(to -> destinations.add(DestinationReader.write(to)));
      }
      ObjectNode event = Json.object();
      event.put("sequenceNumber", entry.sequenceNumber());
      event.put("time", time);
      event.put("type", type);
      EventCause by = entry.cause();
      event.put("actor", by == null ? actor(entry.event(), owner) : by.actor());
      event.put("cause", cause);
      if (by != null) {
        event.put("command", by.command());
        event.put("requestId", by.requestId());
      }
      event.set("data", data);
      cause = type;
      return Json.toBytes(event);
    }
  }

  private static String actor(ExportEvent event, String owner) {
    if (event instanceof ExportEvent.Canceled canceled) {
      return canceled.by();
    } else if (event instanceof ExportEvent.Paused paused) {
      return paused.by();
    } else if (event instanceof ExportEvent.Resumed resumed) {
      return resumed.by();
    } else if (event instanceof ExportEvent.Retried retried) {
      return retried.by();
    } else if (event instanceof ExportEvent.Reprioritized wanted) {
      return wanted.by();
    } else if (event instanceof ExportEvent.DestinationsAdded added) {
      return added.by();
    } else if (event instanceof ExportEvent.KeptUntil kept && kept.by() != null) {
      return kept.by();
    }
    return event instanceof ExportEvent.Requested ? owner : "landfall";
  }
}
