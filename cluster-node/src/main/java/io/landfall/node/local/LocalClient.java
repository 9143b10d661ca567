package io.landfall.node.local;

import io.landfall.node.local.NodeAddress.NodeKind;
import io.landfall.node.local.NodeConnection.Ending;
import io.landfall.node.local.NodeConnection.Outcome;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Runs a command by the node of its data folder, where that is how it runs: the node prints, this
 * relays, so that a command is the same by a node and in a process of its own.
 *
 * <p>Whoever makes a thousand crops starts it a thousand times. What a command that finds its node
 * comes by here and in what it calls has loops in place of streams and lambdas, the first of which
 * takes a JVM as long as all else.
 */
public final class LocalClient {
  /** Returned where a command wants the whole program, in a process of its own. */
  public static final int IN_PROCESS = -1;

  /** Set to {@code off}, every command runs in a process of its own. */
  private static final String SWITCH = "LANDFALL_DAEMON";

  private static final List<String> MODES = List.of("export", "info", "search", "status", "stop");
  private static final List<String> OWN_SERVICES =
      List.of("DATABASE_URL", "VCAP_SERVICES", "LANDFALL_S3_ENDPOINT", "LANDFALL_S3_ACCESS_KEY_ID");
  private static final int MAX_ATTEMPTS = 20;
  private static final int MAX_LOSSES = 2;
  private static final int USUAL_COLUMNS = 80;

  private final Path folder;
  private final ClientArguments arguments;
  private final String mode;
  private final boolean startsNode;
  private final PrintStream err;
  private int losses;

  private LocalClient(Path folder, ClientArguments arguments, PrintStream err) {
    this.folder = folder;
    this.arguments = arguments;
    this.err = err;
    mode = arguments.mode();
    startsNode = !mode.equals("info") && !arguments.has("--dry-run");
    if (arguments.keepAlive() != null) {
      KeepAlive.parse(arguments.keepAlive()); // refused by a node that runs too
    }
  }

  /** Made where it is needed alone: most commands find a node, and should be quick. */
  private NodeStarter starter() {
    String keepAlive = arguments.keepAlive() == null ? KeepAlive.DEFAULT : arguments.keepAlive();
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--keep-alive", KeepAlive.parse(keepAlive).toSeconds() + "s"));
    if (arguments.workers() != null) {
      options.addAll(List.of("--workers", arguments.workers()));
    }
    String named = arguments.dataDir() == null ? "" : " --data-dir " + arguments.dataDir();
    String end =
        "It ends %s after its last work, or by landfall stop%s.".formatted(keepAlive, named);
    return new NodeStarter(folder, options, end, err);
  }

  /** Runs a command, if need be by the whole program in a process of its own. */
  public static void main(String[] arguments) {
    int exitCode = run(arguments);
    System.exit(exitCode == IN_PROCESS ? WholeProgram.run(arguments) : exitCode);
  }

  /**
   * Runs a command by the node of its data folder.
   *
   * @return its exit code, or {@link #IN_PROCESS} when nothing was done
   */
  public static int run(String[] arguments) {
    PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
    try {
      ClientArguments read = ClientArguments.read(arguments);
      Map<String, String> environment = System.getenv();
      if (!MODES.contains(read.mode()) || runsAlone(read, environment)) {
        return IN_PROCESS;
      }
      Path folder = folder(read, environment, err);
      return switch (read.mode()) {
        case "status" -> NodeControl.status(folder, read, err);
        case "stop" -> NodeControl.stop(folder, read, err);
        default -> new LocalClient(folder, read, err).run(request(read, environment));
      };
    } catch (ClientException e) {
      err.println("landfall: " + e.getMessage());
      return e.exitCode();
    }
  }

  private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;

  private static Path folder(
      ClientArguments arguments, Map<String, String> environment, PrintStream err) {
    Path working = Path.of("").toAbsolutePath();
    if (arguments.dataDir() != null) {
      return working.resolve(arguments.dataDir()).normalize();
    }
    StateFolder found = StateFolder.find(environment, working);
    if (found.note().isPresent()) {
      err.println("landfall: " + found.note().get());
    }
    return found.path();
  }

  private static boolean runsAlone(ClientArguments arguments, Map<String, String> environment) {
    if (arguments.alone()) {
      return true;
    }
    if (List.of("status", "stop").contains(arguments.mode())) {
      return false;
    }
    if ("off".equals(environment.get(SWITCH))) {
      return true;
    }
    if (arguments.mode().equals("search") && asksOtherService(arguments, environment)) {
      return true;
    }
    for (String name : OWN_SERVICES) {
      if (isSet(environment, name)) {
        return true;
      }
    }
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("landfall.") || name.startsWith("config.")) {
        return true;
      }
    }
    for (String argument : arguments.forNode()) {
      if (argument.indexOf('\uFFFD') >= 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean asksOtherService(
      ClientArguments arguments, Map<String, String> environment) {
    for (String argument : arguments.forNode()) {
      if (argument.startsWith("--url")) {
        return true;
      }
    }
    return isSet(environment, "LANDFALL_URL")
        || isSet(environment, "LANDFALL_TOKEN")
        || Files.exists(logins(environment));
  }

  /** Where {@code landfall login} keeps the service that is asked. */
  private static Path logins(Map<String, String> environment) {
    String named = environment.get("XDG_CONFIG_HOME");
    Path folder =
        named == null || !Path.of(named).isAbsolute()
            ? Path.of(System.getProperty("user.home"), ".config")
            : Path.of(named);
    return folder.resolve("landfall").resolve("login.json");
  }

  private static boolean isSet(Map<String, String> environment, String name) {
    String value = environment.get(name);
    return value != null && !value.isBlank();
  }

  private static CommandRequest request(
      ClientArguments arguments, Map<String, String> environment) {
    if (arguments.mode().equals("search") && (arguments.has("-") || arguments.has("--aoi=-"))) {
      throw new ClientException(
          ClientException.USAGE,
          "Cannot send stdin to the local node: save the area as a file, and name it with --aoi.");
    }
    Map<String, String> sent = new TreeMap<>();
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      if (CommandRequest.matters(variable.getKey())) {
        sent.put(variable.getKey(), variable.getValue());
      }
    }
    Umask.addTo(sent);
    return new CommandRequest(
        arguments.forNode(),
        Path.of("").toAbsolutePath().toString(),
        sent,
        System.console() == null ? 0 : columns(environment),
        "");
  }

  private static int columns(Map<String, String> environment) {
    String columns = environment.getOrDefault("COLUMNS", "");
    return columns.length() < 5
            && columns.chars().allMatch(Character::isDigit)
            && !columns.isEmpty()
        ? Math.max(1, Integer.parseInt(columns))
        : USUAL_COLUMNS;
  }

  private int run(CommandRequest command) {
    CommandRequest asked = command;
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Optional<NodeAddress> address = NodeAddress.find(folder);
      if (address.isEmpty()) {
        if (!startsNode || !starter().start()) {
          return IN_PROCESS;
        }
        continue;
      }
      NodeAddress node = address.get();
      if (!node.build().isSameAs(BuildId.ours())) {
        replaceOtherBuild(node);
        continue;
      }
      Optional<NodeConnection> connection = NodeConnection.open(node);
      if (connection.isEmpty()) { // it has been killed, or ends just now
        if (!startsNode || !starter().start()) {
          return IN_PROCESS;
        }
        continue;
      }
      Outcome outcome = relay(connection.get(), asked);
      if (outcome.ending() == Ending.EXIT) {
        return outcome.exitCode();
      }
      asked = recover(outcome, node, asked);
    }
    throw new ClientException(
        ClientException.SERVICE,
        "Cannot reach a node on %s: each ended at once. See %s, or add --no-daemon."
            .formatted(folder, folder.resolve("logs")));
  }

  private static Outcome relay(NodeConnection connection, CommandRequest command) {
    try (connection;
        var interruption = Interruption.of(connection)) {
      return connection.run(
          command,
          new FileOutputStream(FileDescriptor.out),
          new FileOutputStream(FileDescriptor.err));
    }
  }

  /** Does what must be done before the command is tried again; returns the command then. */
  private CommandRequest recover(Outcome outcome, NodeAddress node, CommandRequest command) {
    switch (outcome.ending()) {
      case OTHER_SETTINGS -> replace(node, "works with other settings: " + outcome.text());
      case NODE_ENDS -> awaitEnd(node);
      case LOST -> {
        String lost =
            "The node of %s (process %d) has ended while it worked; its logs are in %s."
                .formatted(folder, node.pid(), folder.resolve("logs"));
        if (!startsNode || !mode.equals("export") || ++losses > MAX_LOSSES) {
          throw new ClientException(ClientException.SERVICE, lost + " Try again.");
        }
        err.println("landfall: " + lost + " The export goes on with another node.");
        return command.continuing(outcome.text());
      }
      case NOT_BEGUN, EXIT -> {
        // tried again as it is
      }
    }
    return command;
  }

  /** Its commands may take hours yet. */
  private void awaitEnd(NodeAddress node) {
    if (node.kind() == NodeKind.BACKGROUND) {
      err.printf(
          "landfall: The node of %s (process %d) was told to end. Another is started when its"
              + " commands have ended.%n",
          folder, node.pid());
      stopAndClose(node);
    }
    NodeStarter.awaitGone(folder, node);
  }

  private static void stopAndClose(NodeAddress node) {
    NodeConnection.open(node)
        .ifPresent(
            connection -> {
              try (connection) {
                connection.stop(NodeFrame.FrameKind.STOP);
              }
            });
  }

  private void replaceOtherBuild(NodeAddress node) {
    if (node.build().isNewerThan(BuildId.ours())) {
      throw new ClientException(
          ClientException.USAGE,
          ("The node of %s (process %d) is of version %s, newer than this program's %s. Use the"
                  + " newer program, end that node with landfall stop, or name another folder with"
                  + " --data-dir.")
              .formatted(folder, node.pid(), node.build(), BuildId.ours()));
    }
    replace(node, "is of version %s, this program of %s".formatted(node.build(), BuildId.ours()));
  }

  /** Has a node end when its commands have, to start another. */
  private void replace(NodeAddress node, String why) {
    if (node.kind() == NodeKind.SERVE) {
      throw new ClientException(
          ClientException.USAGE,
          ("The node of %s (landfall serve, process %d) %s. Start it again as this command wants"
                  + " it, or name another folder with --data-dir.")
              .formatted(folder, node.pid(), why));
    }
    err.printf(
        "landfall: The node of %s (process %d) %s. It is replaced when its commands have ended.%n",
        folder, node.pid(), why);
    stopAndClose(node);
    NodeStarter.awaitGone(folder, node);
  }
}
