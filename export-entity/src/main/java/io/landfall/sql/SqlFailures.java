package io.landfall.sql;

import java.sql.SQLException;

/** How a failure of the database reads to whoever asked for something, and what to do about it. */
public final class SqlFailures {
  private static final String DISK_FULL = "53100";

  private SqlFailures() {}

  /** Returns what the database answered and what helps, in two sentences. */
  public static String answer(SQLException failure) {
    String first = String.valueOf(failure.getMessage()).lines().findFirst().orElse("nothing");
    return "the database answers %s. %s, then try again."
        .formatted(
            first.replaceFirst("\\.$", ""),
            DISK_FULL.equals(failure.getSQLState())
                ? "Make room on its disk"
                : "Check that it runs and is migrated");
  }
}
