package io.landfall.node.local;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A command as the client was given it.
 *
 * @param arguments from the mode on, without those that are for the client alone
 * @param folder it was called in, absolute; relative paths begin there
 * @param environment what of it can matter, see {@link #matters}
 * @param columns of the terminal that stderr is; 0: it is none
 * @param exportId of an export that a node before has begun; empty: none
 */
public record CommandRequest(
    List<String> arguments,
    String folder,
    Map<String, String> environment,
    int columns,
    String exportId) {
  /** More than the single letters that fit into a command line. */
  private static final int MAX_ENTRIES = 1_000_000;

  private static final List<String> PREFIXES =
      List.of("LANDFALL_", "LANDSAT_", "SENTINEL_", "AWS_", "PL_", "BF_", "XDG_");
  private static final List<String> NAMES =
      List.of(
          "DATABASE_URL",
          "DOMAIN",
          "HOME",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "PORT",
          "VCAP_SERVICES",
          "all_proxy",
          "http_proxy",
          "https_proxy",
          "no_proxy");

  public CommandRequest {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** Tells whether a variable of the environment can change what a command does. */
  public static boolean matters(String variable) {
    for (String prefix : PREFIXES) {
      if (variable.startsWith(prefix)) {
        return true;
      }
    }
    return NAMES.contains(variable) || NAMES.contains(lowerCase(variable));
  }

  private static String lowerCase(String variable) {
    return variable.toLowerCase(java.util.Locale.ROOT);
  }

  /** Returns the number of workers that it names; empty: none, as those of the node will do. */
  public Optional<String> workers() {
    return Optional.ofNullable(ClientArguments.workers(arguments));
  }

  CommandRequest continuing(String export) {
    return new CommandRequest(arguments, folder, environment, columns, export);
  }

  byte[] encode() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      write(out, arguments);
      write(out, List.of(folder, Integer.toString(columns), exportId));
      List<String> pairs = new ArrayList<>();
      for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
        pairs.add(variable.getKey());
        pairs.add(variable.getValue());
      }
      write(out, pairs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IOException if it is something else
   */
  public static CommandRequest decode(byte[] bytes) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(bytes));
    List<String> arguments = read(in);
    List<String> single = read(in);
    List<String> pairs = read(in);
    if (single.size() < 3 || pairs.size() % 2 != 0) {
      throw new IOException("Invalid command: parts are missing");
    }
    Map<String, String> environment = new TreeMap<>();
    for (int i = 0; i < pairs.size(); i += 2) {
      environment.put(pairs.get(i), pairs.get(i + 1));
    }
    try {
      return new CommandRequest(
          arguments, single.get(0), environment, Integer.parseInt(single.get(1)), single.get(2));
    } catch (NumberFormatException e) {
      throw new IOException("Invalid command: " + e.getMessage(), e);
    }
  }

  private static void write(DataOutputStream out, List<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }

  private static List<String> read(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MAX_ENTRIES) {
      throw new IOException("Invalid command: %d entries".formatted(count));
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = in.readInt();
      if (length < 0 || length > in.available()) {
        throw new IOException("Invalid command: an entry of %d bytes".formatted(length));
      }
      texts.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }
    return texts;
  }
}
