package io.landfall.node.schema;

import io.landfall.model.ExportFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the database on a timer whether it is there and takes writes, so that nobody has to wait to
 * know. One that takes none is a primary that was; connections lead to its successor when made
 * anew.
 */
public final class DatabasePing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DatabasePing.class);
  private static final int ANSWER_SECONDS = 2;
  private static final Optional<String> TAKES_NO_WRITES =
      Optional.of(
          "The database takes no writes: it is a standby, or default_transaction_read_only is on.");

  private final Database database;
  private final Runnable giveUpConnections;
  private final Duration interval;
  private final ScheduledExecutorService timer;
  private volatile Optional<String> problem = Optional.empty();
  private volatile long lastPingNanos = System.nanoTime();

  private DatabasePing(Database database, Runnable giveUpConnections, Duration interval) {
    this.database = database;
    this.giveUpConnections = giveUpConnections;
    this.interval = interval;
    timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              var thread = new Thread(work, "database-ping");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts to ask, with a pause of {@code interval} after each answer.
   *
   * @param giveUpConnections of all pools; called when the database takes no writes
   */
  public static DatabasePing start(
      Database database, Runnable giveUpConnections, Duration interval) {
    var ping = new DatabasePing(database, giveUpConnections, interval);
    ping.timer.scheduleWithFixedDelay(ping::ping, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    return ping;
  }

  /** Returns what was wrong when it was last asked; empty: it answered. */
  public Optional<String> problem() {
    Duration since = Duration.ofNanos(System.nanoTime() - lastPingNanos);
    return problem.isEmpty() && since.compareTo(staleAfter()) > 0
        ? Optional.of("The database has not answered for %d s.".formatted(since.toSeconds()))
        : problem;
  }

  /** The pool may wait for a connection before the server is asked. */
  private Duration staleAfter() {
    return interval.plusSeconds(2L * ANSWER_SECONDS);
  }

  private void ping() {
    Optional<String> now = check();
    if (now.isPresent() != problem.isPresent()) {
      now.ifPresentOrElse(
          why -> LOG.warn("The database cannot be used: {}", why),
          () -> LOG.info("The database can be used again"));
    }
    problem = now;
    lastPingNanos = System.nanoTime();
  }

  private static Optional<String> check(Connection connection) throws SQLException {
    if (!connection.isValid(ANSWER_SECONDS)) {
      return Optional.of("The database does not answer.");
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show transaction_read_only")) {
      row.next();
      return row.getString(1).equals("off") ? Optional.empty() : TAKES_NO_WRITES;
    }
  }

  private Optional<String> check() {
    try {
      Optional<String> found = database.call(DatabasePing::check);
      if (found.equals(TAKES_NO_WRITES)) {
        giveUpConnections.run();
      }
      return found;
    } catch (ExportFailure e) {
      return Optional.of(e.getMessage());
    } catch (RuntimeException e) { // an exception would end the timer
      LOG.error("Cannot ask the database", e);
      return Optional.of("The database cannot be asked.");
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
