package io.landfall.export.list;

import akka.japi.function.Function;
import akka.projection.jdbc.JdbcSession;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * One connection of a pool, in which events and their offset are stored together. The commit waits
 * for the disk: a projection that runs does not look at its offset again, so what a crash of the
 * server took with it would never be stored.
 */
public final class DataSourceSession implements JdbcSession {
  private final Connection connection;

  /** Takes a connection. */
  public DataSourceSession(DataSource dataSource) {
    try {
      connection = dataSource.getConnection();
      connection.setAutoCommit(false);
    } catch (SQLException e) {
      throw ExportListQuery.unavailable("open a connection for the list of exports", e);
    }
  }

  @Override
  public <R> R withConnection(Function<Connection, R> function) throws Exception {
    return function.apply(connection);
  }

  @Override
  public void commit() throws SQLException {
    connection.commit();
  }

  @Override
  public void rollback() throws SQLException {
    connection.rollback();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
