package io.landfall.workspace;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.sql.SqlFailures;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Runs work in transactions of its own, and says in words where that fails. Blocking. */
public final class WorkspaceDatabase {
  private final DataSource dataSource;

  public WorkspaceDatabase(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Something to do with a connection. */
  @FunctionalInterface
  public interface WorkspaceSql<T> {
    T run(Connection connection) throws SQLException;
  }

  /**
   * Runs one statement that reads.
   *
   * @param what for messages: {@code list projects}
   */
  public <T> T read(String what, WorkspaceSql<T> work) {
    try (Connection connection = dataSource.getConnection()) {
      return work.run(connection);
    } catch (SQLException e) {
      throw unavailable(what, e);
    }
  }

  /**
   * Runs statements that all happen or none.
   *
   * @param what for messages: {@code change the project}
   */
  public <T> T change(String what, WorkspaceSql<T> work) {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      boolean committed = false;
      try {
        T result = work.run(connection);
        connection.commit();
        committed = true;
        return result;
      } finally {
        if (!committed) {
          connection.rollback();
        }
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw unavailable(what, e);
    }
  }

  private static ExportFailure unavailable(String what, SQLException cause) {
    return new ExportFailure(
        ErrorCode.DATABASE_UNAVAILABLE,
        "Cannot %s: %s".formatted(what, SqlFailures.answer(cause)),
        cause);
  }
}
