package io.landfall.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * An advisory lock that ends with its transaction, which a connection of its own keeps open: who is
 * killed holds up nobody, and a pooler cannot give the lock to somebody else.
 */
public final class TransactionLock implements AutoCloseable {
  /**
   * The server asks a silent holder whether it lives: within a minute the lock of a dead one ends.
   */
  private static final String BEGIN_SQL =
      ConfiguredConnection.NO_TIMEOUTS
          + " set local tcp_keepalives_idle = 30; set local tcp_keepalives_interval = 10;"
          + " set local tcp_keepalives_count = 3";

  private final ConfiguredConnection holder;

  private TransactionLock(ConfiguredConnection holder) {
    this.holder = holder;
  }

  /** Takes the lock; empty when somebody else has it. */
  public static Optional<TransactionLock> tryAcquire(DataSource dataSource, long id)
      throws SQLException {
    var lock = new TransactionLock(ConfiguredConnection.open(dataSource, BEGIN_SQL));
    try {
      if (lock.queryBoolean("select pg_try_advisory_xact_lock(" + id + ")")) {
        return Optional.of(lock);
      }
    } catch (SQLException e) {
      lock.close();
      throw e;
    }
    lock.close();
    return Optional.empty();
  }

  /** Takes the lock as soon as nobody else has it. */
  public static TransactionLock acquire(DataSource dataSource, long id) throws SQLException {
    var lock = new TransactionLock(ConfiguredConnection.open(dataSource, BEGIN_SQL));
    Connection connection = lock.holder.jdbc();
    int timeoutMillis = connection.getNetworkTimeout();
    connection.setNetworkTimeout(Runnable::run, 0);
    try (Statement statement = connection.createStatement()) {
      statement.execute("select pg_advisory_xact_lock(" + id + ")");
      connection.setNetworkTimeout(Runnable::run, timeoutMillis);
      return lock;
    } catch (SQLException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Asks the connection that holds the lock whether it is still there.
   *
   * @throws SQLException when it is not: somebody else may have the lock
   */
  public void check() throws SQLException {
    queryBoolean("select true");
  }

  private boolean queryBoolean(String sql) throws SQLException {
    try (Statement statement = holder.jdbc().createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** Gives the lock back. */
  @Override
  public void close() {
    holder.close();
  }
}
