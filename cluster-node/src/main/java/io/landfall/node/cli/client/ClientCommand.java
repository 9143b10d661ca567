package io.landfall.node.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the modes that ask a service have in common: options, output, ids and bodies from stdin. */
public abstract class ClientCommand implements Callable<Integer> {
  static final int OK = 0;

  /** The export did not succeed. */
  static final int FAILED = 1;

  /** What stands for stdin. */
  static final String STDIN = "-";

  /** The largest request that is read from a file or from stdin. */
  static final int MAX_REQUEST_BYTES = 64 << 20;

  /** More ids than these are not read from stdin at once. */
  static final int MAX_IDS = 100_000;

  @Spec CommandSpec spec;
  @Mixin ClientOptions client;

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  final ServiceClient connect() {
    return client.connect(err());
  }

  /** Says something that is no result. */
  final void say(String format, Object... values) {
    err().printf("landfall: " + format + "%n", values);
    err().flush();
  }

  final void printJson(JsonNode json) {
    try {
      out().println(ServiceClient.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write what was read as JSON", e);
    }
    flush();
  }

  /** Prints one as it is, several as a list. */
  final void printAll(List<JsonNode> all) {
    printJson(all.size() == 1 ? all.get(0) : ServiceClient.JSON.createArrayNode().addAll(all));
  }

  final void printLine(String line) {
    out().println(line);
    flush();
  }

  /** A full disk or a closed pipe must not look like success. */
  private void flush() {
    if (out().checkError()) {
      throw ClientFailures.local("Cannot write the result to stdout.");
    }
  }

  /** Returns the ids that were given, with those from stdin in the place of {@code -}. */
  final List<String> ids(List<String> given) {
    List<String> ids = new ArrayList<>();
    for (String id : given) {
      if (id.equals(STDIN)) {
        ids.addAll(linesOfStdin());
      } else {
        ids.add(id);
      }
    }
    if (ids.isEmpty()) {
      throw ClientFailures.usage("Cannot do anything: there is no id on stdin.");
    }
    return ids;
  }

  private static List<String> linesOfStdin() {
    var reader = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      List<String> lines = new ArrayList<>();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank()) {
          lines.add(line.strip());
        }
        if (lines.size() > MAX_IDS) {
          throw ClientFailures.usage(
              "Cannot take more than %d ids from stdin at once.".formatted(MAX_IDS));
        }
      }
      return lines;
    } catch (IOException e) {
      throw ClientFailures.usage("Cannot read stdin: %s.".formatted(e.getMessage()));
    }
  }

  /** Returns an id that can stand in a path. */
  static String uuid(String what, String text) {
    try {
      UUID id = UUID.fromString(text);
      if (id.toString().equalsIgnoreCase(text)) {
        return id.toString();
      }
    } catch (IllegalArgumentException e) {
      // falls through to the one refusal below
    }
    throw ClientFailures.usage(
        ScreenText.line("Invalid id of %s \"%s\": ids are UUIDs.".formatted(what, text)));
  }

  /** Returns JSON as it is sent. */
  static byte[] bytes(JsonNode json) {
    try {
      return ServiceClient.JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write what was made here", e);
    }
  }

  /** Reads the JSON of a request, to be sent as it is. */
  static byte[] body(String file) {
    try {
      byte[] bytes =
          file.equals(STDIN)
              ? System.in.readNBytes(MAX_REQUEST_BYTES + 1)
              : Files.readAllBytes(Path.of(file));
      if (bytes.length > MAX_REQUEST_BYTES) {
        throw ClientFailures.usage(
            "Cannot send a request of more than %d bytes.".formatted(MAX_REQUEST_BYTES));
      }
      if (new String(bytes, StandardCharsets.UTF_8).isBlank()) {
        throw ClientFailures.usage(
            "Cannot send an empty request: %s holds nothing."
                .formatted(file.equals(STDIN) ? "stdin" : file));
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw ClientFailures.usage("Cannot read %s: there is no such file.".formatted(file));
    } catch (IOException e) {
      throw ClientFailures.usage("Cannot read %s: %s.".formatted(file, e.getMessage()));
    }
  }

  static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
