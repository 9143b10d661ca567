package io.landfall.metering;

import static io.landfall.sql.SqlArray.bindColumn;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Downloads that are to begin: rows of {@code downloads}, and the bytes that they reserve of a day
 * of owner and organization. Blocking; fails with an {@link io.landfall.model.ExportFailure} of
 * DATABASE_UNAVAILABLE, and then nothing was changed or it may be done again without harm.
 */
final class DownloadOpenings {
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

  private final WorkspaceDatabase database;
  private final UUID node;

  /**
   * @param node this run of it
   */
  DownloadOpenings(DataSource dataSource, UUID node) {
    this.database = new WorkspaceDatabase(dataSource);
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
      bindColumn(select, 1, "uuid", asked, each -> each.opening().attempt().id().value());
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
      bindColumn(insert, 1, "text", downloads, each -> each.opening().owner());
      bindColumn(insert, 2, "bigint", downloads, each -> (long) sign);
      bindColumn(insert, 3, "bigint", downloads, each -> sign * each.opening().bytes());
      bytes.read(insert, QuotaHolder::owner);
    }
    List<NewDownload> shared =
        downloads.stream().filter(each -> each.opening().organization() != null).toList();
    if (!shared.isEmpty()) {
      try (PreparedStatement insert = connection.prepareStatement(RESERVE_OF_ORGANIZATIONS)) {
        bindColumn(insert, 1, "text", shared, each -> each.opening().organization());
        bindColumn(insert, 2, "bigint", shared, each -> sign * each.opening().bytes());
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
      bindColumn(insert, 2, "uuid", downloads, NewDownload::id);
      bindColumn(insert, 3, "text", downloads, each -> each.opening().owner());
      bindColumn(insert, 4, "text", downloads, each -> each.opening().organization());
      bindColumn(insert, 5, "uuid", downloads, each -> each.opening().attempt().id().value());
      bindColumn(insert, 6, "int", downloads, each -> each.opening().attempt().number());
      bindColumn(insert, 7, "text", downloads, each -> each.opening().file());
      bindColumn(insert, 8, "bigint", downloads, each -> each.opening().generation());
      bindColumn(insert, 9, "bigint", downloads, each -> each.opening().bytes());
      bindColumn(insert, 10, "text", downloads, each -> each.opening().client());
      insert.executeUpdate();
    }
  }

  /** Finds whose an export is. */
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
}
