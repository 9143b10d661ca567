package io.landfall.node.local;

/** Why a command cannot be handed over: a sentence for people, and the exit code of the program. */
public final class ClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The job failed. */
  public static final int FAILED = 1;

  /** The command or its settings are wrong. */
  public static final int USAGE = 2;

  /** It may not be done. */
  public static final int NOT_ALLOWED = 3;

  /** The node does not answer. */
  public static final int SERVICE = 4;

  private final int exitCode;

  public ClientException(int exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  /** Returns what the program ends with. */
  public int exitCode() {
    return exitCode;
  }
}
