package io.landfall.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.landfall.audit.chain.JournalRow;
import io.landfall.audit.ledger.ExportLedger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;

/**
 * Writes rows of the journal as lines of JSON. The event itself is copied byte by byte, so that a
 * reader has what the journal has; one that is not JSON any more, because somebody changed it, is
 * in Base64 as {@code unreadable}. Not safe for several threads.
 */
public final class EventLine {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(4096);

  /** Writes a row with a line feed behind it. */
  public byte[] write(JournalRow row) {
    out.reset();
    put("{\"ordering\":");
    put(Long.toString(row.ordering()));
    put(",\"export\":\"");
    String chain = row.persistenceId();
    boolean isLedger = JournalRows.isLedger(chain);
    putQuoted(
        chain.substring(
            JournalRows.PREFIX.length(),
            chain.length() - (isLedger ? ExportLedger.SUFFIX.length() : 0)));
    if (isLedger) {
      put("\",\"chain\":\"ledger");
    }
    put("\",\"sequenceNumber\":");
    put(Long.toString(row.sequenceNumber()));
    put(",\"time\":\"");
    put(Instant.ofEpochMilli(row.writtenMillis()).toString());
    String type = type(row.payload());
    put(type == null ? "\",\"type\":null" : "\",\"type\":\"");
    if (type != null) {
      putQuoted(type);
      put("\"");
    }
    putMetadata(row.metadata());
    if (type == null) {
      put(",\"data\":null,\"unreadable\":\"");
      put(Base64.getEncoder().encodeToString(row.payload()));
      put("\"}\n");
    } else {
      put(",\"data\":");
      out.writeBytes(row.payload());
      put("}\n");
    }
    return out.toByteArray();
  }

  /** Its members stand among those of the line. */
  private void putMetadata(byte[] metadata) {
    if (metadata == null || metadata.length <= 2 || !isObjectInOneLine(metadata)) {
      put(",\"schemaVersion\":0");
      return;
    }
    put(",");
    out.write(metadata, 1, metadata.length - 2);
  }

  private static boolean isObjectInOneLine(byte[] json) {
    return json[0] == '{' && json[json.length - 1] == '}' && type(json, "schemaVersion") != null;
  }

  private static String type(byte[] payload) {
    return type(payload, "event");
  }

  /**
   * Returns the first scalar of that name, at the top of a valid JSON object in one line; {@code
   * null}: it is none, or the name does not come.
   */
  private static String type(byte[] json, String name) {
    for (byte each : json) {
      if (each == '\n' || each == '\r') {
        return null;
      }
    }
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      String found = null;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isWanted = found == null && parser.currentName().equals(name);
        JsonToken value = parser.nextToken();
        if (isWanted && value.isScalarValue()) {
          found = parser.getText();
        }
        parser.skipChildren();
      }
      return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null
          ? found
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  private void put(String ascii) {
    out.writeBytes(ascii.getBytes(UTF_8));
  }

  private void putQuoted(String text) {
    out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(text));
  }
}
