package io.landfall.index.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The building of one index, in the transaction of the caller.
 *
 * <p>A B-tree is built of rows that are sorted first. Texts of 40 bytes that begin alike, as ids
 * do, are compared where they lie: in 200 MB of them each look waits for memory, while runs of 8 MB
 * stay in the processor's cache and are merged in one go. That takes half the processor time. The
 * index of places is sorted by numbers, for which more memory is better.
 */
final class IndexBuild {
  /** What is merged lies in files of the server meanwhile, which it may have no room for. */
  private static final String SHORT_RUNS_SQL =
      "select set_config('maintenance_work_mem', '8MB', true)"
          + " where current_setting('temp_file_limit') = '-1'";

  private IndexBuild() {}

  /** Tells whether an index is that of places. */
  static boolean isSpatial(String definition) {
    return definition.contains("USING gist");
  }

  /**
   * Builds an index.
   *
   * @param definition as {@code CREATE INDEX} has it
   */
  static void run(Connection connection, String definition) throws SQLException {
    if (!isSpatial(definition)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(SHORT_RUNS_SQL);
      }
    }
    StagingMerge.executeUpdate(connection, definition);
  }
}
