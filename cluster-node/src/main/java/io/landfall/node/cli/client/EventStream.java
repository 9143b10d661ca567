package io.landfall.node.cli.client;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Reads Server-Sent Events, as the HTML standard writes them. */
final class EventStream implements Closeable {
  /** An event with more text than this is broken. */
  static final int MAX_CHARACTERS = 1 << 20;

  private final BufferedReader reader;
  private String id;
  private String data = "";

  EventStream(InputStream in) {
    this.reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /** Waits for the next event; {@code false}: the stream is at its end. */
  boolean next() throws IOException {
    var text = new StringBuilder();
    boolean hasData = false;
    for (String line = readLine(); line != null; line = readLine()) {
      if (line.isEmpty()) {
        if (hasData) {
          data = text.toString();
          return true;
        }
        continue;
      }
      String value = value(line);
      if (isField(line, "data")) {
        text.append(hasData ? "\n" : "").append(value);
        hasData = true;
      } else if (isField(line, "id") && value.indexOf('\0') < 0) {
        id = value;
      }
      if (text.length() > MAX_CHARACTERS) {
        throw new IOException("an event has more than %d characters".formatted(MAX_CHARACTERS));
      }
    }
    return false;
  }

  private static boolean isField(String line, String name) {
    return line.equals(name) || line.startsWith(name + ":");
  }

  private static String value(String line) {
    int colon = line.indexOf(':');
    String value = colon < 0 ? "" : line.substring(colon + 1);
    return value.startsWith(" ") ? value.substring(1) : value;
  }

  /** Reads a line without its end, of bounded length. */
  private String readLine() throws IOException {
    var line = new StringBuilder();
    for (int c = reader.read(); c >= 0; c = reader.read()) {
      if (c == '\n') {
        return line.toString();
      }
      if (c == '\r') {
        reader.mark(1);
        if (reader.read() != '\n') {
          reader.reset();
        }
        return line.toString();
      }
      line.append((char) c);
      if (line.length() > MAX_CHARACTERS) {
        throw new IOException("a line has more than %d characters".formatted(MAX_CHARACTERS));
      }
    }
    return null; // what is not ended by an empty line is no event
  }

  /** Returns the id that the stream resumes after; {@code null}: none was told. */
  String id() {
    return id;
  }

  String data() {
    return data;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
