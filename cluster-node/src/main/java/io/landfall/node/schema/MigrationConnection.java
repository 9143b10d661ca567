package io.landfall.node.schema;

import io.landfall.sql.ConfiguredConnection;
import io.landfall.sql.TransactionLock;
import java.sql.Connection;
import java.sql.SQLException;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;

/**
 * What Liquibase writes through: each transaction takes its time, whatever limits the database
 * sets, and finds PostGIS in a schema that is not searched.
 */
final class MigrationConnection extends JdbcConnection {
  /**
   * Searches first where tables are made, as it would anyway; else Liquibase sets this for the
   * whole session.
   */
  private static final String BEGIN_SQL =
      ConfiguredConnection.NO_TIMEOUTS
          + " select set_config('search_path', concat_ws(', ', quote_ident(current_schema()),"
          + " nullif(current_setting('search_path'), ''), (select quote_ident(nspname)"
          + " from pg_extension join pg_namespace n on n.oid = extnamespace"
          + " where extname = 'postgis' and nspname <> all (current_schemas(true)))), true)";

  private final TransactionLock lock;

  /**
   * Makes the connection.
   *
   * @param lock without which nothing is committed: another migration may have it
   */
  MigrationConnection(Connection connection, TransactionLock lock) {
    super(connection);
    this.lock = lock;
  }

  @Override
  public void setAutoCommit(boolean autoCommit) throws DatabaseException {
    super.setAutoCommit(autoCommit);
    begin();
  }

  @Override
  public void commit() throws DatabaseException {
    try {
      lock.check();
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
    super.commit();
    begin();
  }

  @Override
  public void rollback() throws DatabaseException {
    super.rollback();
    begin();
  }

  private void begin() throws DatabaseException {
    try {
      Connection connection = getUnderlyingConnection();
      if (!connection.getAutoCommit()) {
        ConfiguredConnection.begin(connection, BEGIN_SQL);
      }
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }
}
