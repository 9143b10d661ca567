package io.landfall.metering;

import static io.landfall.sql.SqlArray.bindColumn;

import io.landfall.audit.ledger.ExportLedger;
import io.landfall.audit.ledger.LedgerEntry;
import io.landfall.workspace.WorkspaceDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Downloads under way, and how they end: in {@code downloads} and the sums of {@code usage_days}.
 * Rows of a day change together with what they sum up, and end together with what the ledger of the
 * export says of them. Times are those of the database. Blocking; fails with an {@link
 * io.landfall.model.ExportFailure} of DATABASE_UNAVAILABLE, and then nothing was changed or it may
 * be done again without harm.
 */
final class DownloadSettlement {
  /**
   * What can be on its way between a node and a reader who is gone: 32 MiB in his own machine, the
   * largest buffer that systems give a connection unasked, and 2 MiB before it.
   */
  static final long UNCERTAIN_BYTES = 34 << 20;

  private static final String SEE_NODE =
      """
      INSERT INTO download_nodes (id, seen_at) VALUES (?, now())
      ON CONFLICT (id) DO UPDATE SET seen_at = now()
      """;

  private static final String FLUSH =
      """
      UPDATE downloads d SET served = l.served
      FROM unnest(?::uuid[], ?::bigint[]) AS l (id, served)
      WHERE d.id = l.id AND d.outcome IS NULL AND d.served < l.served
      """;

  private static final String NOT_TO_GO_ON =
      """
      SELECT l.id FROM unnest(?::uuid[]) AS l (id)
        LEFT JOIN downloads d ON d.id = l.id AND d.outcome IS NULL
        LEFT JOIN link_revocations r ON r.export_id = d.export_id
      WHERE d.id IS NULL OR r.generation > d.generation
      """;

  /** What has an outcome keeps it, so that the same may be said twice. */
  private static final String SETTLE =
      """
      WITH ended AS (
        UPDATE downloads d
        SET served = e.served, ended_at = now(),
          outcome = CASE WHEN e.whole THEN 'WHOLE' ELSE 'CUT' END,
          counted = CASE WHEN e.whole THEN e.served ELSE greatest(0, e.served - ?) END
        FROM unnest(?::uuid[], ?::bigint[], ?::boolean[]) AS e (id, served, whole)
        WHERE d.id = e.id AND d.outcome IS NULL
        RETURNING d.owner, d.organization, d.day, d.reserved, %s),
      """
          .formatted(DownloadEntries.COLUMNS);

  private static final String CLOSE_DEAD =
      """
      WITH ended AS (
        UPDATE downloads d
        SET ended_at = now(), outcome = 'UNCONFIRMED', counted = greatest(0, d.served - ?)
        WHERE d.outcome IS NULL AND d.started_at < now() - make_interval(secs => ?)
          AND NOT EXISTS (SELECT FROM download_nodes n
            WHERE n.id = d.node AND n.seen_at > now() - make_interval(secs => ?))
        RETURNING d.owner, d.organization, d.day, d.reserved, %s),
      """
          .formatted(DownloadEntries.COLUMNS);

  /**
   * Adds to the sums of days what has {@code ended}, always in the same order, and tells what that
   * is.
   */
  private static final String SUM_UP =
      """
      summed AS (
        INSERT INTO usage_days AS u (owner, day, served, given, reserved)
        SELECT owner, day, sum(counted), sum(served), -sum(reserved) FROM ended
        GROUP BY owner, day ORDER BY owner, day
        ON CONFLICT (owner, day) DO UPDATE
        SET served = u.served + excluded.served, given = u.given + excluded.given,
          reserved = u.reserved + excluded.reserved
        RETURNING 1),
      summed_of_organizations AS (
        INSERT INTO organization_days AS u (organization, day, given, reserved)
        SELECT organization, day, sum(served), -sum(reserved)
        FROM ended, (SELECT count(*) FROM summed) AS first
        WHERE organization IS NOT NULL
        GROUP BY organization, day ORDER BY organization, day
        ON CONFLICT (organization, day) DO UPDATE
        SET given = u.given + excluded.given, reserved = u.reserved + excluded.reserved)
      SELECT * FROM ended ORDER BY ended, id
      """;

  private static final String PRUNE =
      """
      WITH old AS (
        DELETE FROM downloads WHERE id IN (SELECT id FROM downloads
          WHERE ended_at < now() - make_interval(secs => ?) LIMIT ? FOR UPDATE SKIP LOCKED)
        RETURNING *)
      INSERT INTO downloads_archive
        (id, owner, export_id, attempt, file, client, served, counted, outcome, started_at, ended_at)
      SELECT id, owner, export_id, attempt, file, client, served, coalesce(counted, 0), outcome,
        started_at, ended_at
      FROM old
      """;

  private static final String PRUNE_NODES =
      """
      DELETE FROM download_nodes n WHERE seen_at < now() - interval '1 day'
        AND NOT EXISTS (SELECT FROM downloads d WHERE d.node = n.id AND d.outcome IS NULL)
      """;

  private final WorkspaceDatabase database;
  private final UUID node;
  private final ExportLedger ledger;

  /**
   * @param node this run of it
   * @param ledger where downloads stand once they have ended
   */
  DownloadSettlement(DataSource dataSource, UUID node, ExportLedger ledger) {
    this.database = new WorkspaceDatabase(dataSource);
    this.node = node;
    this.ledger = ledger;
  }

  /** What a download has served up to now. */
  record ServedBytes(UUID id, long bytes) {}

  /** Writes what is under way on this node; returns which of it must not go on. */
  Set<UUID> flush(List<ServedBytes> live) {
    return database.change(
        "count the bytes of downloads",
        connection -> {
          try (PreparedStatement see = connection.prepareStatement(SEE_NODE)) {
            see.setObject(1, node);
            see.executeUpdate();
          }
          try (PreparedStatement update = connection.prepareStatement(FLUSH)) {
            bindColumn(update, 1, "uuid", live, ServedBytes::id);
            bindColumn(update, 2, "bigint", live, ServedBytes::bytes);
            update.executeUpdate();
          }
          Set<UUID> stopped = new HashSet<>();
          try (PreparedStatement select = connection.prepareStatement(NOT_TO_GO_ON)) {
            bindColumn(select, 1, "uuid", live, ServedBytes::id);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                stopped.add(row.getObject(1, UUID.class));
              }
            }
          }
          return stopped;
        });
  }

  /** How a download ended. */
  record EndedDownload(UUID id, long bytes, boolean isWhole) {}

  /** Writes how downloads have ended. */
  void settle(List<EndedDownload> ended) {
    database.change(
        "settle downloads",
        connection -> {
          try (PreparedStatement settle = connection.prepareStatement(SETTLE + SUM_UP)) {
            settle.setLong(1, UNCERTAIN_BYTES);
            bindColumn(settle, 2, "uuid", ended, EndedDownload::id);
            bindColumn(settle, 3, "bigint", ended, EndedDownload::bytes);
            bindColumn(settle, 4, "boolean", ended, EndedDownload::isWhole);
            return append(connection, settle);
          }
        });
  }

  /** Settles what nodes have left open that have said nothing for so long. */
  void closeDead(Duration silence) {
    database.change(
        "settle the downloads of nodes that are gone",
        connection -> {
          try (PreparedStatement close = connection.prepareStatement(CLOSE_DEAD + SUM_UP)) {
            close.setLong(1, UNCERTAIN_BYTES);
            close.setDouble(2, silence.toMillis() / 1e3);
            close.setDouble(3, silence.toMillis() / 1e3);
            return append(connection, close);
          }
        });
  }

  /** Puts what has ended into the ledgers of the exports, once all else is held. */
  private int append(Connection connection, PreparedStatement ending) throws SQLException {
    List<LedgerEntry> entries = new ArrayList<>();
    try (ResultSet row = ending.executeQuery()) {
      while (row.next()) {
        entries.add(DownloadEntries.read(row));
      }
    }
    ledger.append(connection, entries);
    return entries.size();
  }

  /**
   * Moves rows of downloads that ended so long ago to the archive; their days stay summed up.
   *
   * @return how many of the most that may be
   */
  int prune(Duration age, int most) {
    return database.change(
        "remove old downloads",
        connection -> {
          try (PreparedStatement delete = connection.prepareStatement(PRUNE);
              PreparedStatement nodes = connection.prepareStatement(PRUNE_NODES)) {
            delete.setDouble(1, age.toSeconds());
            delete.setInt(2, most);
            nodes.executeUpdate();
            return delete.executeUpdate();
          }
        });
  }
}
