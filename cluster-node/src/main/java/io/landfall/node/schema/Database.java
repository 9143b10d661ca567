package io.landfall.node.schema;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import com.zaxxer.hikari.pool.HikariPool;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.node.embedded.DatabaseEndpoint;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of connections. The journal and most SQL of this process share one; searches, scenes of
 * plans, tokens and readiness have their own, so that what is slow or much holds up nothing else.
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  /** The driver's option: after how many uses a statement is prepared in the server's session. */
  private static final String PREPARE_THRESHOLD = "prepareThreshold";

  private final HikariDataSource pool;
  private final DatabaseEndpoint endpoint;

  private Database(HikariDataSource pool, DatabaseEndpoint endpoint) {
    this.pool = pool;
    this.endpoint = endpoint;
  }

  /**
   * Connects. Behind a pooler, no statement is prepared: another session of the server would not
   * know it.
   *
   * @throws ExportFailure DATABASE_UNAVAILABLE, naming the URL without the password
   */
  public static Database connect(DatabaseEndpoint endpoint, DatabaseSettings settings) {
    var config = config(endpoint, settings);
    config.setPoolName("landfall");
    config.setMaximumPoolSize(settings.connections());
    config.setInitializationFailTimeout(settings.startTimeout().toMillis());
    Database database = open(config, endpoint, settings);
    if (endpoint.hasOption(PREPARE_THRESHOLD) || !database.isBehindPooler()) {
      return database;
    }
    database.close();
    LOG.info("The database is behind a pooler ({}): statements are not prepared", endpoint);
    return connect(endpoint.withOption(PREPARE_THRESHOLD, "0"), settings);
  }

  /** Tells whether a pooler is between us and the server. */
  public boolean isBehindPooler() {
    return call(Database::isBehindPooler);
  }

  /** A pooler gives clients a process id of its own, for cancelling. */
  private static boolean isBehindPooler(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      return row.getInt(1) != connection.unwrap(PGConnection.class).getBackendPID();
    }
  }

  /**
   * Connects for one use alone, whatever the other connections of the process are busy with; does
   * not wait for the database.
   *
   * @param use in the pool's name
   * @param connections the largest number of them
   */
  public static Database connectBeside(
      DatabaseEndpoint endpoint, DatabaseSettings settings, String use, int connections) {
    var config = config(endpoint, settings);
    config.setPoolName("landfall-" + use);
    config.setMaximumPoolSize(connections);
    config.setInitializationFailTimeout(-1);
    return open(config, endpoint, settings);
  }

  private static HikariConfig config(DatabaseEndpoint endpoint, DatabaseSettings settings) {
    var config = new HikariConfig();
    config.setJdbcUrl(endpoint.url());
    if (!endpoint.user().isEmpty()) {
      config.setUsername(endpoint.user());
    }
    if (!endpoint.password().isEmpty()) {
      config.setPassword(endpoint.password());
    }
    config.setMinimumIdle(1);
    config.setConnectionTimeout(settings.connectTimeout().toMillis());
    config.setValidationTimeout(settings.connectTimeout().toMillis());
    config.addDataSourceProperty("ApplicationName", "landfall");
    config.addDataSourceProperty("connectTimeout", settings.connectTimeout().toSeconds());
    config.addDataSourceProperty("socketTimeout", settings.answerTimeout().toSeconds());
    config.addDataSourceProperty("tcpKeepAlive", true);
    config.setExceptionOverride(new ReadOnlyServer());
    return config;
  }

  private static Database open(
      HikariConfig config, DatabaseEndpoint endpoint, DatabaseSettings settings) {
    try {
      return new Database(new HikariDataSource(config), endpoint);
    } catch (HikariPool.PoolInitializationException e) {
      throw new ExportFailure(
          ErrorCode.DATABASE_UNAVAILABLE,
          "Cannot reach the %s (%s): %s. %s."
              .formatted(
                  settings.isEmbedded() ? "embedded database" : "database",
                  endpoint,
                  rootMessage(e),
                  settings.isEmbedded()
                      ? "Check that this machine reaches itself at 127.0.0.1 (ip link set lo up), and logs/postgres.log in the data folder"
                      : "Check DATABASE_URL and that the server runs"),
          e);
    }
  }

  /** Returns where the database is, with what was found out about the way there. */
  public DatabaseEndpoint endpoint() {
    return endpoint;
  }

  /** Gives up all connections, those in use when they come back. */
  public void giveUpConnections() {
    pool.getHikariPoolMXBean().softEvictConnections();
  }

  /** Returns the pool as the JDK's type. */
  public DataSource dataSource() {
    return pool;
  }

  /** Returns the largest number of connections. */
  public int maxConnections() {
    return pool.getMaximumPoolSize();
  }

  /** Returns how many connections are in use. */
  public int activeConnections() {
    return pool.getHikariPoolMXBean().getActiveConnections();
  }

  /** Returns how many threads wait for a connection. */
  public int waitingThreads() {
    return pool.getHikariPoolMXBean().getThreadsAwaitingConnection();
  }

  /** Runs {@code work} on one connection, that commits each statement. */
  public <T> T call(SqlWork<T> work) {
    try (Connection connection = pool.getConnection()) {
      return work.run(connection);
    } catch (SQLException e) {
      throw new ExportFailure(
          ErrorCode.DATABASE_UNAVAILABLE,
          "Cannot use the database: %s. Check that it runs.".formatted(e.getMessage()),
          e);
    }
  }

  /** Something to do with a connection. */
  @FunctionalInterface
  public interface SqlWork<T> {
    T run(Connection connection) throws SQLException;
  }

  /** A server that takes no writes was the primary before: its connections are of no use. */
  private static final class ReadOnlyServer implements SQLExceptionOverride {
    private static final String READ_ONLY_TRANSACTION = "25006";

    @java.lang.Override
    public Override adjudicate(SQLException exception) {
      return READ_ONLY_TRANSACTION.equals(exception.getSQLState())
          ? Override.MUST_EVICT
          : Override.CONTINUE_EVICT;
    }
  }

  private static String rootMessage(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof UnknownHostException
        ? "unknown host " + root.getMessage()
        : Objects.requireNonNullElse(root.getMessage(), root.toString());
  }

  @Override
  public void close() {
    pool.close();
  }
}
