package io.landfall.index;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Begins loads into a database; its lock, which ends with the connection, lets in one at a time.
 */
final class DatabaseLoads implements SceneLoads {
  static final long LOCK = 0x1a4dfa12L;

  /** Loading takes its time; the pool gives connections their own limit back. */
  static final int FOR_EVER = 0;

  private final DataSource dataSource;
  private final FootprintColumn footprints;

  DatabaseLoads(DataSource dataSource, FootprintColumn footprints) {
    this.dataSource = dataSource;
    this.footprints = footprints;
  }

  @Override
  public SceneLoad begin(String list, String version) {
    Connection connection = null;
    try {
      connection = prepared(dataSource.getConnection());
      lock(connection, list);
      return DatabaseLoad.begin(
          new LoadTables(dataSource, connection, footprints), connection, list, version);
    } catch (SQLException e) {
      close(connection);
      throw unavailable(e);
    } catch (RuntimeException e) {
      close(connection);
      throw e;
    }
  }

  /** Gives a connection time and memory for long statements, and a way to notice that we died. */
  static Connection prepared(Connection connection) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, FOR_EVER);
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "select set_config('maintenance_work_mem', '256MB', false)"
              + " where pg_size_bytes(current_setting('maintenance_work_mem')) < 256 * 1024 * 1024");
      statement.execute("set client_connection_check_interval = '5s'");
    }
    connection.commit();
    return connection;
  }

  private static void lock(Connection connection, String list) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_try_advisory_lock(%d)".formatted(LOCK))) {
      row.next();
      if (!row.getBoolean(1)) {
        throw new ExportFailure(
            ErrorCode.STATE_CONFLICT,
            "Cannot load %s: another load is under way. Wait for its end, or cancel it."
                .formatted(list));
      }
    }
  }

  /** Gives a connection back as it was. */
  static void close(Connection connection) {
    if (connection == null) {
      return;
    }
    try (connection) {
      connection.rollback();
      try (Statement statement = connection.createStatement()) {
        statement.execute("select pg_advisory_unlock_all()");
        statement.execute("reset all");
      }
      connection.commit();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      // broken: its lock has ended with it
    }
  }

  static ExportFailure unavailable(SQLException e) {
    return new ExportFailure(
        ErrorCode.DATABASE_UNAVAILABLE,
        "Cannot load the index: %s. Check the database; loading the same list again goes on."
            .formatted(e.getMessage()),
        e);
  }
}
