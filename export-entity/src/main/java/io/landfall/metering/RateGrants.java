package io.landfall.metering;

import static io.landfall.sql.SqlArray.bindColumn;

import io.landfall.workspace.WorkspaceDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Bytes of rates, given away in the database: {@code busy_until} is when all that was given will
 * have gone out. A grant moves it on by how long its bytes take, and begins where it stood. Only
 * the clock of the database counts. Blocking.
 */
final class RateGrants {
  /** What was not taken for so long is lost: a rate saves up no more than this. */
  static final Duration BURST = Duration.ofMillis(100);

  /** No grant waits longer, even where the clock of the database was set back. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private static final String GRANT =
      """
      INSERT INTO byte_rates AS r (name, busy_until, granted)
      SELECT name, clock_timestamp() + make_interval(secs => seconds), seconds
      FROM (SELECT name, sum(seconds) AS seconds
        FROM unnest(?::text[], ?::float8[]) AS g (name, seconds) GROUP BY name) AS wanted
      ORDER BY name
      ON CONFLICT (name) DO UPDATE
      SET busy_until = least(
            greatest(r.busy_until, clock_timestamp() - make_interval(secs => ?)),
            clock_timestamp() + make_interval(secs => ?))
          + make_interval(secs => excluded.granted),
        granted = excluded.granted
      RETURNING name, extract(epoch FROM busy_until - clock_timestamp())::float8
      """;

  private static final String PRUNE =
      "DELETE FROM byte_rates WHERE busy_until < now() - interval '1 hour'";

  private final WorkspaceDatabase database;

  RateGrants(DataSource dataSource) {
    this.database = new WorkspaceDatabase(dataSource);
  }

  /**
   * Some bytes that are wanted.
   *
   * @param seconds that they take at the rate
   */
  record WantedBytes(String name, double seconds) {}

  /** Gives all that is wanted; returns how long to wait for each. */
  List<Duration> grant(List<WantedBytes> wanted) {
    Map<String, Double> busy =
        database.read("share bytes a second", connection -> grant(connection, wanted));
    return wanted.stream()
        .map(each -> Math.max(0, busy.get(each.name()) - each.seconds()))
        .map(seconds -> Duration.ofNanos((long) (seconds * 1e9)))
        .toList();
  }

  private static Map<String, Double> grant(Connection connection, List<WantedBytes> wanted)
      throws SQLException {
    try (PreparedStatement grant = connection.prepareStatement(GRANT)) {
      bindColumn(grant, 1, "text", wanted, WantedBytes::name);
      bindColumn(grant, 2, "float8", wanted, WantedBytes::seconds);
      grant.setDouble(3, BURST.toNanos() / 1e9);
      grant.setDouble(4, LONGEST_WAIT.toNanos() / 1e9);
      Map<String, Double> busy = new HashMap<>();
      try (ResultSet row = grant.executeQuery()) {
        while (row.next()) {
          busy.put(row.getString(1), row.getDouble(2));
        }
      }
      return busy;
    }
  }

  /** Forgets rates that nobody uses. */
  void prune() {
    database.read(
        "forget rates",
        connection -> {
          try (PreparedStatement delete = connection.prepareStatement(PRUNE)) {
            return delete.executeUpdate();
          }
        });
  }
}
