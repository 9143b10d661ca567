package io.landfall.metering;

import io.landfall.audit.ledger.ExportLedger;
import io.landfall.audit.ledger.LedgerEntry;
import io.landfall.metering.DownloadLedger.DownloadOpening;
import io.landfall.metering.DownloadLedger.ExportOwner;
import io.landfall.model.ExportId;
import io.landfall.quota.QuotaHolder;
import io.landfall.quota.QuotaSettings;
import io.landfall.workspace.WorkspaceDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * The tables {@code downloads} and {@code usage_days}. Rows of a day change together with what they
 * sum up, and end together with what the ledger of the export says of them. Times are those of the
 * database. Blocking; fails with an {@link io.landfall.model.ExportFailure} of
 * DATABASE_UNAVAILABLE, and then nothing was changed or it may be done again without harm.
 */
final class LedgerTables {
  /**
   * What can be on its way between a node and a reader who is gone: 32 MiB in his own machine, the
   * largest buffer that systems give a connection unasked, and 2 MiB before it.
   */
  static final long UNCERTAIN_BYTES = 34 << 20;

  private static final String REVOKED =
      "SELECT export_id, generation FROM link_revocations WHERE export_id = ANY (?)";

  private static final String RESERVE =
      """
      INSERT INTO usage_days AS u (owner, day, requests, reserved)
      SELECT owner, (now() AT TIME ZONE 'UTC')::date, sum(requests), sum(bytes)
      FROM unnest(?::text[], ?::bigint[], ?::bigint[]) AS o (owner, requests, bytes)
      GROUP BY owner ORDER BY owner
      ON CONFLICT (owner, day) DO UPDATE
      SET requests = u.requests + excluded.requests, reserved = u.reserved + excluded.reserved
      RETURNING owner, given + reserved + charged AS used,
        (SELECT bytes_per_day FROM quotas q WHERE q.kind = 'OWNER' AND q.name = u.owner)
      """;

  /** After the owners, as whoever changes sums of both does. */
  private static final String RESERVE_OF_ORGANIZATIONS =
      """
      INSERT INTO organization_days AS u (organization, day, reserved)
      SELECT organization, (now() AT TIME ZONE 'UTC')::date, sum(bytes)
      FROM unnest(?::text[], ?::bigint[]) AS o (organization, bytes)
      GROUP BY organization ORDER BY organization
      ON CONFLICT (organization, day) DO UPDATE SET reserved = u.reserved + excluded.reserved
      RETURNING organization, given + reserved + charged AS used,
        (SELECT bytes_per_day FROM quotas q
          WHERE q.kind = 'ORGANIZATION' AND q.name = u.organization)
      """;

  private static final String INSERT =
      """
      INSERT INTO downloads
        (id, owner, organization, export_id, attempt, file, node, generation, day, reserved, client)
      SELECT id, owner, organization, export_id, attempt, file, ?, generation,
        (now() AT TIME ZONE 'UTC')::date, bytes, client
      FROM unnest(?::uuid[], ?::text[], ?::text[], ?::uuid[], ?::int[], ?::text[], ?::bigint[],
          ?::bigint[], ?::text[])
        AS o (id, owner, organization, export_id, attempt, file, generation, bytes, client)
      """;

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
  LedgerTables(DataSource dataSource, UUID node, ExportLedger ledger) {
    this.database = new WorkspaceDatabase(dataSource);
    this.ledger = ledger;
    this.node = node;
  }

  /**
   * An opening by the id that its row will have.
   *
   * @param askedNanos when, by {@link System#nanoTime}
   */
  record NewDownload(UUID id, DownloadOpening opening, long askedNanos) {}

  /** What came of it: exactly one is not empty, or it may begin. */
  record OpeningResult(boolean isRevoked, Optional<DayBytes.Excess> usedUp) {
    static final OpeningResult OPENED = new OpeningResult(false, Optional.empty());
    static final OpeningResult REVOKED = new OpeningResult(true, Optional.empty());

    /** It was not asked for: whoever wanted it has gone. */
    static final OpeningResult TOO_LATE =
        new OpeningResult(true, Optional.of(DayBytes.Excess.NONE));
  }

  /**
   * Reserves the bytes of downloads that may begin.
   *
   * @param limits bytes a day of who has no quota of his own
   */
  List<OpeningResult> open(List<NewDownload> asked, QuotaSettings limits) {
    return database.change("count a download", connection -> open(connection, asked, limits));
  }

  private List<OpeningResult> open(
      Connection connection, List<NewDownload> asked, QuotaSettings limits) throws SQLException {
    Map<UUID, Long> revoked = revoked(connection, asked);
    List<NewDownload> good = new ArrayList<>();
    for (NewDownload each : asked) {
      DownloadOpening opening = each.opening();
      if (opening.generation() >= revoked.getOrDefault(opening.attempt().id().value(), 0L)) {
        good.add(each);
      }
    }
    DayBytes bytes = reserve(connection, good, 1, limits);
    Map<UUID, DayBytes.Excess> usedUp = new HashMap<>();
    List<NewDownload> over = new ArrayList<>();
    good.forEach(each -> bytes.add(each.opening(), -1));
    for (NewDownload each : good) {
      Optional<DayBytes.Excess> excess = bytes.excess(each.opening());
      if (excess.isPresent()) {
        over.add(each);
        usedUp.put(each.id(), excess.get());
      } else {
        bytes.add(each.opening(), 1);
      }
    }
    if (!over.isEmpty()) {
      reserve(connection, over, -1, limits);
    }
    insert(
        connection,
        good.stream()
            .filter(each -> each.opening().bytes() > 0 && !usedUp.containsKey(each.id()))
            .toList());
    return asked.stream().map(each -> result(each, good, usedUp)).toList();
  }

  private static OpeningResult result(
      NewDownload asked, List<NewDownload> good, Map<UUID, DayBytes.Excess> usedUp) {
    if (usedUp.containsKey(asked.id())) {
      return new OpeningResult(false, Optional.of(usedUp.get(asked.id())));
    }
    return good.contains(asked) ? OpeningResult.OPENED : OpeningResult.REVOKED;
  }

  private Map<UUID, Long> revoked(Connection connection, List<NewDownload> asked)
      throws SQLException {
    Map<UUID, Long> found = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(REVOKED)) {
      bind(select, 1, "uuid", asked, each -> each.opening().attempt().id().value());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.put(row.getObject(1, UUID.class), row.getLong(2));
        }
      }
    }
    return found;
  }

  /** Returns what of the day's bytes is used now, of owners and organizations. */
  private static DayBytes reserve(
      Connection connection, List<NewDownload> downloads, int sign, QuotaSettings limits)
      throws SQLException {
    var bytes = new DayBytes(limits);
    try (PreparedStatement insert = connection.prepareStatement(RESERVE)) {
      bind(insert, 1, "text", downloads, each -> each.opening().owner());
      bind(insert, 2, "bigint", downloads, each -> (long) sign);
      bind(insert, 3, "bigint", downloads, each -> sign * each.opening().bytes());
      bytes.read(insert, QuotaHolder::owner);
    }
    List<NewDownload> shared =
        downloads.stream().filter(each -> each.opening().organization() != null).toList();
    if (!shared.isEmpty()) {
      try (PreparedStatement insert = connection.prepareStatement(RESERVE_OF_ORGANIZATIONS)) {
        bind(insert, 1, "text", shared, each -> each.opening().organization());
        bind(insert, 2, "bigint", shared, each -> sign * each.opening().bytes());
        bytes.read(insert, QuotaHolder::organization);
      }
    }
    return bytes;
  }

  private void insert(Connection connection, List<NewDownload> downloads) throws SQLException {
    if (downloads.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setObject(1, node);
      bind(insert, 2, "uuid", downloads, NewDownload::id);
      bind(insert, 3, "text", downloads, each -> each.opening().owner());
      bind(insert, 4, "text", downloads, each -> each.opening().organization());
      bind(insert, 5, "uuid", downloads, each -> each.opening().attempt().id().value());
      bind(insert, 6, "int", downloads, each -> each.opening().attempt().number());
      bind(insert, 7, "text", downloads, each -> each.opening().file());
      bind(insert, 8, "bigint", downloads, each -> each.opening().generation());
      bind(insert, 9, "bigint", downloads, each -> each.opening().bytes());
      bind(insert, 10, "text", downloads, each -> each.opening().client());
      insert.executeUpdate();
    }
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
            bind(update, 1, "uuid", live, ServedBytes::id);
            bind(update, 2, "bigint", live, ServedBytes::bytes);
            update.executeUpdate();
          }
          Set<UUID> stopped = new HashSet<>();
          try (PreparedStatement select = connection.prepareStatement(NOT_TO_GO_ON)) {
            bind(select, 1, "uuid", live, ServedBytes::id);
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
            bind(settle, 2, "uuid", ended, EndedDownload::id);
            bind(settle, 3, "bigint", ended, EndedDownload::bytes);
            bind(settle, 4, "boolean", ended, EndedDownload::isWhole);
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

  Optional<ExportOwner> findOwner(ExportId id) {
    return database.read(
        "find whose an export is",
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT owner, organization FROM exports WHERE id = ? AND owner IS NOT NULL")) {
            select.setObject(1, id.value());
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(new ExportOwner(row.getString(1), row.getString(2)))
                  : Optional.empty();
            }
          }
        });
  }

  private static <T> void bind(
      PreparedStatement statement,
      int index,
      String type,
      Collection<T> rows,
      Function<T, Object> column)
      throws SQLException {
    statement.setArray(
        index, statement.getConnection().createArrayOf(type, rows.stream().map(column).toArray()));
  }
}
