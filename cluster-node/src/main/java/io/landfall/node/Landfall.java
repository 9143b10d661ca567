package io.landfall.node;

import io.landfall.node.cli.CommandLineRunner;

/** The program. */
public final class Landfall {
  private Landfall() {}

  /** Runs one mode; the exit codes are in {@link io.landfall.node.cli.ExitCodes}. */
  public static void main(String[] arguments) {
    CompilerDirectives.addFor(arguments);
    int exitCode = CommandLineRunner.execute(arguments);
    System.exit(exitCode);
  }
}
