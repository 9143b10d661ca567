package io.landfall.node.local;

import io.landfall.node.local.NodeAddress.NodeKind;
import io.landfall.node.local.NodeFrame.FrameKind;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code landfall status} and {@code landfall stop}. */
final class NodeControl {
  private NodeControl() {}

  /** Prints what the node of a folder is and does; fails where none runs. */
  static int status(Path folder, ClientArguments arguments, PrintStream err) {
    refuseUnknown(arguments, "--json");
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("folder", folder.toString());
    Optional<NodeAddress> node = NodeAddress.find(folder);
    Optional<String> told = node.flatMap(NodeConnection::open).flatMap(NodeControl::askAndClose);
    facts.put("running", Boolean.toString(told.isPresent()));
    if (told.isPresent()) {
      facts.put("pid", Long.toString(node.get().pid()));
      facts.put("version", node.get().build().version());
      facts.put("commit", node.get().build().commit());
      told.get().lines().forEach(line -> putFact(facts, line));
    }
    var out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    if (arguments.has("--json")) {
      out.println(json(facts));
    } else if (told.isPresent()) {
      facts.forEach((name, value) -> out.printf("%-12s %s%n", name, value));
    } else {
      err.printf("landfall: No node runs on %s.%n", folder);
    }
    return told.isPresent() ? 0 : ClientException.FAILED;
  }

  private static Optional<String> askAndClose(NodeConnection connection) {
    try (connection) {
      return connection.facts();
    }
  }

  private static void putFact(Map<String, String> facts, String line) {
    int equals = line.indexOf('=');
    if (equals > 0) {
      facts.put(line.substring(0, equals), line.substring(equals + 1));
    }
  }

  /** Has the node of a folder end: when its commands have, or now; there may be none. */
  static int stop(Path folder, ClientArguments arguments, PrintStream err) {
    refuseUnknown(arguments, "--now");
    Optional<NodeAddress> node = NodeAddress.find(folder);
    Optional<NodeConnection> connection = node.flatMap(NodeConnection::open);
    if (connection.isEmpty()) {
      err.printf("landfall: No node runs on %s.%n", folder);
      return 0;
    }
    if (node.get().kind() == NodeKind.SERVE) {
      connection.get().close();
      throw new ClientException(
          ClientException.USAGE,
          "The node of %s is a landfall serve (process %d). End it where it was started."
              .formatted(folder, node.get().pid()));
    }
    FrameKind how = arguments.has("--now") ? FrameKind.STOP_NOW : FrameKind.STOP;
    try (NodeConnection open = connection.get()) {
      open.stop(how);
    }
    NodeStarter.awaitGone(folder, node.get());
    err.printf("landfall: The node of %s (process %d) has ended.%n", folder, node.get().pid());
    return 0;
  }

  private static void refuseUnknown(ClientArguments arguments, String known) {
    for (String argument : arguments.forNode().subList(1, arguments.forNode().size())) {
      if (!argument.equals(known)) {
        throw new ClientException(
            ClientException.USAGE,
            "Unknown argument of %s: %s. It takes %s and --data-dir."
                .formatted(arguments.mode(), argument, known));
      }
    }
  }

  private static String json(Map<String, String> facts) {
    List<String> members =
        facts.entrySet().stream()
            .map(fact -> "  \"%s\" : %s".formatted(fact.getKey(), jsonValue(fact.getValue())))
            .toList();
    return "{\n" + String.join(",\n", members) + "\n}";
  }

  private static String jsonValue(String value) {
    boolean plain =
        value.equals("true")
            || value.equals("false")
            || !value.isEmpty()
                && value.length() < 16
                && value.chars().allMatch(Character::isDigit);
    if (plain) {
      return value;
    }
    var text = new StringBuilder("\"");
    for (char each : value.toCharArray()) {
      if (each == '"' || each == '\\') {
        text.append('\\').append(each);
      } else if (each < ' ') {
        text.append("\\u%04x".formatted((int) each));
      } else {
        text.append(each);
      }
    }
    return text.append('"').toString();
  }
}
