package io.landfall.metering;

import akka.Done;
import io.landfall.http.DelayScheduler;
import io.landfall.model.ExportId;
import io.landfall.pool.BoundedPool;
import io.landfall.workspace.WorkspaceDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Revoked links in the database. Whether one is revoked each download asks it anew. */
public final class JdbcLinkRevocations implements LinkRevocations, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcLinkRevocations.class);

  /** A link signed by a node that has not heard of a revocation yet is worthless at once. */
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

  /** No link is good for longer; what was revoked before has expired anyway. */
  private static final String PRUNE =
      "DELETE FROM link_revocations WHERE revoked_at < now() - interval '8 days'";

  private static final String READ = "SELECT generation FROM link_generation";

  /** Holds the row until the revocation can be seen, so that numbers are seen in their order. */
  private static final String NEXT =
      "UPDATE link_generation SET generation = generation + 1 RETURNING generation";

  private static final String REVOKE =
      """
      INSERT INTO link_revocations (export_id, generation) VALUES (?, ?)
      ON CONFLICT (export_id)
      DO UPDATE SET generation = excluded.generation, revoked_at = now()
      """;

  private final WorkspaceDatabase database;
  private final BoundedPool pool;
  private final DelayScheduler later;
  private final AtomicLong newest = new AtomicLong();
  private volatile boolean isClosed;

  private JdbcLinkRevocations(DataSource dataSource, BoundedPool pool, DelayScheduler later) {
    this.database = new WorkspaceDatabase(dataSource);
    this.pool = pool;
    this.later = later;
  }

  /** Starts one over a database that is migrated; it is asked at once. */
  public static JdbcLinkRevocations start(
      DataSource dataSource, BoundedPool pool, DelayScheduler later) {
    var revocations = new JdbcLinkRevocations(dataSource, pool, later);
    revocations.look();
    revocations.lookLater();
    return revocations;
  }

  @Override
  public long generation() {
    return newest.get();
  }

  @Override
  public CompletionStage<Done> revoke(ExportId id) {
    return pool.supply(
        () -> {
          long generation = database.change("revoke links", connection -> revoke(connection, id));
          newest.accumulateAndGet(generation, Math::max);
          return Done.getInstance();
        });
  }

  private static long revoke(Connection connection, ExportId id) throws SQLException {
    try (PreparedStatement next = connection.prepareStatement(NEXT);
        ResultSet row = next.executeQuery();
        PreparedStatement prune = connection.prepareStatement(PRUNE);
        PreparedStatement revoke = connection.prepareStatement(REVOKE)) {
      row.next();
      long generation = row.getLong(1);
      prune.executeUpdate();
      revoke.setObject(1, id.value());
      revoke.setLong(2, generation);
      revoke.executeUpdate();
      return generation;
    }
  }

  private void lookLater() {
    if (!isClosed) {
      later.schedule(LOOK_INTERVAL, this::lookInPool);
    }
  }

  private void lookInPool() {
    try {
      pool.execute(
          () -> {
            try {
              look();
            } catch (RuntimeException e) {
              LOG.warn("Cannot read which links are revoked: {}", e.getMessage());
            } finally {
              lookLater();
            }
          });
    } catch (RejectedExecutionException full) {
      lookLater();
    }
  }

  private void look() {
    long found =
        database.read(
            "read which links are revoked",
            connection -> {
              try (PreparedStatement read = connection.prepareStatement(READ);
                  ResultSet row = read.executeQuery()) {
                row.next();
                return row.getLong(1);
              }
            });
    newest.accumulateAndGet(found, Math::max);
  }

  @Override
  public void close() {
    isClosed = true;
  }
}
