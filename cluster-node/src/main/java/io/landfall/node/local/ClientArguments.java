package io.landfall.node.local;

import java.util.ArrayList;
import java.util.List;

/**
 * A command line as the client reads it: no more than what decides who runs it.
 *
 * @param mode its first word; empty: there is none
 * @param forNode the arguments, without those that are for the client alone
 * @param dataDir {@code null}: not named
 * @param keepAlive {@code null}: not said
 * @param workers {@code null}: not said
 * @param alone whether it is to run in a process of its own
 */
record ClientArguments(
    String mode,
    List<String> forNode,
    String dataDir,
    String keepAlive,
    String workers,
    boolean alone) {
  private static final String DATA_DIR = "--data-dir";
  private static final String KEEP_ALIVE = "--keep-alive";
  private static final String WORKERS = "--workers";

  /** Reads it; an option without its value is left for the whole program to refuse. */
  static ClientArguments read(String[] arguments) {
    List<String> forNode = new ArrayList<>();
    String dataDir = null;
    String keepAlive = null;
    String workers = workers(List.of(arguments));
    boolean alone = arguments.length == 0;
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      if (argument.equals(DATA_DIR) || argument.equals(KEEP_ALIVE)) {
        String value = i + 1 < arguments.length ? arguments[++i] : null;
        alone |= value == null;
        dataDir = argument.equals(DATA_DIR) ? value : dataDir;
        keepAlive = argument.equals(KEEP_ALIVE) ? value : keepAlive;
      } else if (argument.startsWith(DATA_DIR + "=")) {
        dataDir = argument.substring(DATA_DIR.length() + 1);
      } else if (argument.startsWith(KEEP_ALIVE + "=")) {
        keepAlive = argument.substring(KEEP_ALIVE.length() + 1);
      } else {
        alone |=
            argument.equals("--no-daemon") || argument.equals("--help") || argument.equals("-h");
        forNode.add(argument);
      }
    }
    return new ClientArguments(
        arguments.length == 0 ? "" : arguments[0], forNode, dataDir, keepAlive, workers, alone);
  }

  /** Returns the number of workers that a command line names; {@code null}: none. */
  static String workers(List<String> arguments) {
    String named = null;
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).startsWith(WORKERS + "=")) {
        named = arguments.get(i).substring(WORKERS.length() + 1);
      } else if (arguments.get(i).equals(WORKERS) && i + 1 < arguments.size()) {
        named = arguments.get(i + 1);
      }
    }
    return named;
  }

  boolean has(String option) {
    return forNode.contains(option);
  }
}
