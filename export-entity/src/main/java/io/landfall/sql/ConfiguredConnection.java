package io.landfall.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * A connection whose every transaction begins with the same settings, by {@code set local}. What is
 * set for a session would be lost behind a pooler such as PgBouncer, and hold for somebody else.
 */
public final class ConfiguredConnection implements AutoCloseable {
  /**
   * The settings of what takes its time. A database or a user may have limits of their own, made
   * for what people ask.
   */
  public static final String NO_TIMEOUTS =
      "set local statement_timeout = 0; set local lock_timeout = 0;"
          + " set local idle_in_transaction_session_timeout = 0;"
          + " select set_config('transaction_timeout', '0', true)"
          + " where current_setting('server_version_num')::int >= 170000;";

  private final Connection connection;
  private final String beginSql;
  private final CommitCheck check;

  private ConfiguredConnection(Connection connection, String beginSql, CommitCheck check) {
    this.connection = connection;
    this.beginSql = beginSql;
    this.check = check;
  }

  /** What must hold for a commit. */
  @FunctionalInterface
  public interface CommitCheck {
    void run() throws SQLException;
  }

  /**
   * Takes a connection and begins the first transaction.
   *
   * @param beginSql statements that each transaction begins with
   */
  public static ConfiguredConnection open(DataSource dataSource, String beginSql)
      throws SQLException {
    return open(dataSource, beginSql, () -> {});
  }

  /**
   * Takes a connection and begins the first transaction.
   *
   * @param beginSql statements that each transaction begins with
   * @param check runs before each commit; when it throws, nothing is committed
   */
  public static ConfiguredConnection open(DataSource dataSource, String beginSql, CommitCheck check)
      throws SQLException {
    var opened = new ConfiguredConnection(dataSource.getConnection(), beginSql, check);
    try {
      opened.connection.setAutoCommit(false);
      opened.begin();
      return opened;
    } catch (SQLException e) {
      opened.close();
      throw e;
    }
  }

  /** Fills in the parameters of a statement. */
  @FunctionalInterface
  public interface ParameterBinder {
    void bind(PreparedStatement statement) throws SQLException;
  }

  /** Reads rows; they are in memory. */
  @FunctionalInterface
  public interface RowReader<T> {
    T read(ResultSet rows) throws SQLException;
  }

  /**
   * Asks one question in a transaction of its own. Its beginning, the question and its end go to
   * the database together and come back together: one way there and back instead of three.
   *
   * @param beginSql statements that the transaction begins with, each with a semicolon behind it
   * @param sql a query without one
   */
  public static <T> T select(
      DataSource dataSource,
      String beginSql,
      String sql,
      ParameterBinder parameters,
      RowReader<T> rows)
      throws SQLException {
    try (var opened =
        new ConfiguredConnection(
            dataSource.getConnection(), beginSql, () -> {})) { // which may fail
      opened.connection.setAutoCommit(false);
      try (PreparedStatement statement =
          opened.connection.prepareStatement(beginSql + sql + "; rollback")) {
        parameters.bind(statement);
        boolean hasRows = statement.execute();
        while (!hasRows && statement.getUpdateCount() >= 0) {
          hasRows = statement.getMoreResults();
        }
        try (ResultSet found = statement.getResultSet()) {
          return rows.read(found);
        }
      }
    }
  }

  /** Returns the connection, in its transaction; ends by {@link #commit} and {@link #rollback}. */
  public Connection jdbc() {
    return connection;
  }

  private void begin() throws SQLException {
    begin(connection, beginSql);
  }

  /** Begins a transaction of a connection that does not commit by itself. */
  public static void begin(Connection connection, String beginSql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(beginSql);
    }
  }

  /** Commits, and begins the next. */
  public void commit() throws SQLException {
    check.run();
    connection.commit();
    begin();
  }

  /** Forgets what was not committed, and begins the next. */
  public void rollback() throws SQLException {
    connection.rollback();
    begin();
  }

  /** Forgets what was not committed, and gives the connection back as it was. */
  @Override
  public void close() {
    try (connection) {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      // broken: the pool finds out too
    }
  }
}
