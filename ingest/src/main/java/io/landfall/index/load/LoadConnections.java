package io.landfall.index.load;

import io.landfall.index.postgres.FootprintColumn;
import io.landfall.sql.ConfiguredConnection;
import io.landfall.sql.TransactionLock;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** The connections of one load: one or two that write, and one whose lock lets in one load. */
final class LoadConnections implements AutoCloseable {
  static final long ADVISORY_LOCK_ID = 0x1a4dfa12L;

  /** Loading takes its time; the pool gives connections their own limit back. */
  private static final int NO_TIMEOUT = 0;

  /**
   * Time and memory for long statements, and a way to notice that we died. What a load stages need
   * not be on the disk of the server before it goes on: after a crash there it goes on from where
   * the disk says.
   */
  private static final String BEGIN_SQL =
      ConfiguredConnection.NO_TIMEOUTS
          + "set local synchronous_commit = off;"
          + "select set_config('maintenance_work_mem', '256MB', true)"
          + " where pg_size_bytes(current_setting('maintenance_work_mem')) < 256 * 1024 * 1024;"
          + " set local client_connection_check_interval = '5s';";

  private final DataSource dataSource;
  private final String beginSql;
  private final TransactionLock lock;
  private ConfiguredConnection first;

  private LoadConnections(DataSource dataSource, String beginSql, TransactionLock lock) {
    this.dataSource = dataSource;
    this.beginSql = beginSql;
    this.lock = lock;
  }

  /** Takes the lock and a connection; empty when another load is under way. */
  static Optional<LoadConnections> open(DataSource dataSource, FootprintColumn footprints)
      throws SQLException {
    Optional<TransactionLock> lock = TransactionLock.tryAcquire(dataSource, ADVISORY_LOCK_ID);
    if (lock.isEmpty()) {
      return Optional.empty();
    }
    var connections =
        new LoadConnections(dataSource, BEGIN_SQL + footprints.transactionSql(), lock.get());
    try {
      connections.first = connections.openAnother();
      return Optional.of(connections);
    } catch (SQLException e) {
      connections.close();
      throw e;
    }
  }

  /** Returns the connection that is there all the while. */
  ConfiguredConnection first() {
    return first;
  }

  /** Opens one that its caller closes. */
  ConfiguredConnection openAnother() throws SQLException {
    ConfiguredConnection opened = ConfiguredConnection.open(dataSource, beginSql, lock::check);
    opened.jdbc().setNetworkTimeout(Runnable::run, NO_TIMEOUT);
    return opened;
  }

  /** Commits what must outlive a crash of the server, with all that was committed before. */
  void commitDurably() throws SQLException {
    StagingMerge.executeUpdate(first.jdbc(), "set local synchronous_commit to default");
    first.commit();
  }

  @Override
  public void close() {
    if (first != null) {
      first.close();
    }
    lock.close();
  }
}
