package io.landfall.node.local.server;

/** Why a node cannot run commands: a sentence, and the exit code of commands. */
public final class CommandRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int exitCode;

  public CommandRefusedException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** Returns what commands end with. */
  public int exitCode() {
    return exitCode;
  }
}
