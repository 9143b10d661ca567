package io.landfall.node.schema;

import io.landfall.model.ExportFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the database on a timer whether it is there, so that nobody has to wait to know. */
public final class DatabasePing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DatabasePing.class);
  private static final int ANSWER_SECONDS = 2;

  private final Database database;
  private final Duration interval;
  private final ScheduledExecutorService timer;
  private volatile Optional<String> problem = Optional.empty();
  private volatile long lastPingNanos = System.nanoTime();

  private DatabasePing(Database database, Duration interval) {
    this.database = database;
    this.interval = interval;
    timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              var thread = new Thread(work, "database-ping");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Starts to ask, with a pause of {@code interval} after each answer. */
  public static DatabasePing start(Database database, Duration interval) {
    var ping = new DatabasePing(database, interval);
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
          why -> LOG.warn("The database does not answer: {}", why),
          () -> LOG.info("The database answers again"));
    }
    problem = now;
    lastPingNanos = System.nanoTime();
  }

  private Optional<String> check() {
    try {
      boolean valid = database.call(connection -> connection.isValid(ANSWER_SECONDS));
      return valid ? Optional.empty() : Optional.of("The database does not answer.");
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
