package io.landfall.audit;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.landfall.audit.chain.JournalRow;
import io.landfall.export.JsonLimits;
import io.landfall.export.entity.ExportEvent;
import java.io.IOException;

/** Reads events of the journal as the exports themselves do, outside a node. */
final class JournalEvents {
  /** What the journal's serializer is set to as well. */
  static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModules(new JavaTimeModule(), new JsonLimits())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private JournalEvents() {}

  /**
   * Reads an event.
   *
   * @throws IOException if it is none that this version knows
   */
  static ExportEvent read(JournalRow row) throws IOException {
    ExportEvent event = MAPPER.readValue(row.payload(), ExportEvent.class);
    if (event == null) {
      throw new IOException("it is null");
    }
    return event;
  }
}
