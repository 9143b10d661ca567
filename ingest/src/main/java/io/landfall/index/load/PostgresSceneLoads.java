package io.landfall.index.load;

import io.landfall.index.postgres.FootprintColumn;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * Begins loads into a database; its lock, which ends with the connection, lets in one at a time.
 */
public final class PostgresSceneLoads implements SceneLoads {
  static final long ADVISORY_LOCK_ID = 0x1a4dfa12L;

  /** Loading takes its time; the pool gives connections their own limit back. */
  static final int NO_TIMEOUT = 0;

  private final DataSource dataSource;
  private final FootprintColumn footprints;

  public PostgresSceneLoads(DataSource dataSource, FootprintColumn footprints) {
    this.dataSource = dataSource;
    this.footprints = footprints;
  }

  @Override
  public SceneLoad begin(String listUrl, String version) {
    Connection connection = null;
    try {
      connection = prepare(dataSource.getConnection());
      acquireLock(connection, listUrl);
      return PostgresSceneLoad.begin(
          new StagingTables(dataSource, connection, footprints), connection, listUrl, version);
    } catch (SQLException e) {
      release(connection);
      throw databaseFailure(e);
    } catch (RuntimeException e) {
      release(connection);
      throw e;
    }
  }

  /** Gives a connection time and memory for long statements, and a way to notice that we died. */
  static Connection prepare(Connection connection) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, NO_TIMEOUT);
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

  private static void acquireLock(Connection connection, String listUrl) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                String.format(Locale.ROOT, "select pg_try_advisory_lock(%d)", ADVISORY_LOCK_ID))) {
      row.next();
      if (!row.getBoolean(1)) {
        throw new ExportFailure(
            ErrorCode.STATE_CONFLICT,
            String.format(
                Locale.ROOT,
                "Cannot load %s: another load is under way. Wait for its end, or cancel it.",
                listUrl));
      }
    }
  }

  /** Gives a connection back as it was. */
  static void release(Connection connection) {
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

  static ExportFailure databaseFailure(SQLException e) {
    return new ExportFailure(
        ErrorCode.DATABASE_UNAVAILABLE,
        String.format(
            Locale.ROOT,
            "Cannot load the index: %s. Check the database; loading the same list again goes on.",
            e.getMessage()),
        e);
  }
}
