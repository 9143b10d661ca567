package io.landfall.api.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.landfall.api.json.Json;
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

  /** Writes {@code {"events": [...]}}; the cause of an event is the one before it. */
  static ObjectNode write(List<ExportHistory.JournalEntry> entries) {
    ObjectNode json = Json.object();
    ArrayNode events = json.putArray("events");
    String cause = null;
    String owner = null;
    for (ExportHistory.JournalEntry entry : entries) {
      ObjectNode data = MAPPER.valueToTree(entry.event());
      String type = data.remove("event").asText();
      String time = data.remove("at").asText();
      if (entry.event() instanceof ExportEvent.Requested requested) {
        owner = requested.request().owner();
        data.set("request", RequestJson.write(requested.request()));
      }
      ObjectNode event = events.addObject();
      event.put("sequenceNumber", entry.sequenceNumber());
      event.put("time", time);
      event.put("type", type);
      event.put("actor", actor(entry.event(), owner));
      event.put("cause", cause);
      event.set("data", data);
      cause = type;
    }
    return json;
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
    }
    return event instanceof ExportEvent.Requested ? owner : "landfall";
  }
}
