package io.landfall.node.local.server;

import io.landfall.node.local.CommandRequest;
import java.util.List;
import java.util.Map;

/** Runs commands in a node that has started. */
public interface CommandRunner {
  /**
   * Returns the names of what a command wants otherwise than this node has it; none if the command
   * can run here. Values are not told: some are secrets.
   */
  List<String> otherSettings(CommandRequest command);

  /** Runs a command to its end; returns its exit code. */
  int run(CommandRequest command, CommandOutput output);

  /** Returns whether the node works on what no command has asked for, as over HTTP. */
  boolean isBusy();

  /** Returns what {@code landfall status} tells of the node, by name. */
  Map<String, String> facts();
}
