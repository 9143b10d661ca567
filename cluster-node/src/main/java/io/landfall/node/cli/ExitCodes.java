package io.landfall.node.cli;

import com.typesafe.config.ConfigException;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.node.local.ClientException;
import java.util.EnumSet;
import java.util.Set;

/** What the program's exit code says. */
public final class ExitCodes {
  /** All is well. */
  public static final int OK = 0;

  /** The job failed. */
  public static final int FAILED = 1;

  /** The command or its settings are wrong. */
  public static final int USAGE = 2;

  /** It may not be done. */
  public static final int NOT_ALLOWED = 3;

  /** The network, the database, the store or the cluster does not answer, or the node is busy. */
  public static final int SERVICE = 4;

  private static final Set<ErrorCode> WRONG_USAGE =
      EnumSet.of(ErrorCode.REQUEST_INVALID, ErrorCode.OPTION_UNSUPPORTED);
  private static final Set<ErrorCode> FORBIDDEN =
      EnumSet.of(ErrorCode.NOT_ALLOWED, ErrorCode.NOT_AUTHENTICATED);
  private static final Set<ErrorCode> UNREACHABLE =
      EnumSet.of(
          ErrorCode.STORE_UNAVAILABLE,
          ErrorCode.STORE_DENIED,
          ErrorCode.DATABASE_UNAVAILABLE,
          ErrorCode.CLUSTER_UNAVAILABLE,
          ErrorCode.NO_ANSWER_IN_TIME,
          ErrorCode.NODE_BUSY,
          ErrorCode.ISSUER_UNAVAILABLE);

  private ExitCodes() {}

  /** Returns the exit code for a failure. */
  public static int of(Throwable thrown) {
    if (thrown instanceof ConfigException || thrown instanceof UsageException) {
      return USAGE;
    }
    if (thrown instanceof ClientException refused) {
      return refused.exitCode();
    }
    return of(ExportFailure.of(thrown).code());
  }

  /** Returns the exit code for the reason an export failed. */
  public static int of(ErrorCode code) {
    if (WRONG_USAGE.contains(code)) {
      return USAGE;
    }
    if (FORBIDDEN.contains(code)) {
      return NOT_ALLOWED;
    }
    return UNREACHABLE.contains(code) ? SERVICE : FAILED;
  }
}
