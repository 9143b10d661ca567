package io.landfall.quota;

import io.landfall.model.ExportId;
import io.landfall.quota.QuotaHolder.HolderKind;
import io.landfall.quota.Quotas.HeldExport;
import io.landfall.quota.Quotas.QuotaClaim;
import io.landfall.sql.SqlStatements;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Statements on the tables {@code quotas} and {@code quota_exports}, and sums over what days have
 * taken. Days and times are those of the database, in UTC. Each runs in the transaction of its
 * connection.
 */
final class QuotaTables {
  private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(?, 4801))";

  private static final String LIMITS =
      """
      SELECT exports_at_a_time, pixels_per_day, bytes_per_day FROM quotas
      WHERE kind = ? AND name = ?
      """;

  private static final String TODAY =
      """
      SELECT day, ceil(extract(epoch FROM day + interval '1 day' - at))::bigint
      FROM (SELECT at, at::date AS day FROM (SELECT now() AT TIME ZONE 'UTC' AS at) AS t) AS today
      """;

  private static final String PUT_EXPORT =
      """
      INSERT INTO quota_exports AS q (export_id, attempt, owner, organization)
      VALUES (?, ?, ?, ?)
      ON CONFLICT (export_id) DO UPDATE
      SET attempt = excluded.attempt, ended_at = NULL, checked_at = now()
      WHERE q.attempt < excluded.attempt
      """;

  private static final String TAKE_UNCHECKED =
      """
      UPDATE quota_exports q SET checked_at = now()
      FROM (SELECT export_id FROM quota_exports
        WHERE %s = ? AND ended_at IS NULL AND checked_at < now() - interval '1 second'
        ORDER BY checked_at LIMIT 50 FOR UPDATE SKIP LOCKED) AS old
      WHERE q.export_id = old.export_id
      RETURNING q.export_id, q.begun_at > now() - interval '1 minute'
      """;

  /** An ended one is known for a day, so that what comes late of it changes nothing. */
  private static final String PRUNE =
      """
      DELETE FROM quota_exports WHERE export_id IN (SELECT export_id FROM quota_exports
        WHERE ended_at < now() - interval '1 day' LIMIT 500 FOR UPDATE SKIP LOCKED)
      """;

  private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

  private QuotaTables() {}

  /** Lets others that change what a holder has wait until this transaction ends. */
  static void lock(Connection connection, QuotaHolder holder) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
      lock.setString(1, holder.kind() + " " + holder.name());
      lock.executeQuery().close();
    }
  }

  /** Returns the limits that hold: those of the settings where none of one's own is set. */
  static QuotaLimits limits(Connection connection, QuotaHolder holder, QuotaSettings settings)
      throws SQLException {
    QuotaLimits usual = settings.of(holder.kind());
    try (PreparedStatement select =
            SqlStatements.prepare(connection, LIMITS, holder.kind().name(), holder.name());
        ResultSet row = select.executeQuery()) {
      return row.next()
          ? new QuotaLimits(
              longOr(row, 1, usual.exportsAtATime()),
              longOr(row, 2, usual.pixelsPerDay()),
              longOr(row, 3, usual.bytesPerDay()))
          : usual;
    }
  }

  private static long longOr(ResultSet row, int column, long otherwise) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? otherwise : value;
  }

  /** Returns who has limits of his own. */
  static Set<QuotaHolder> holders(Connection connection) throws SQLException {
    Set<QuotaHolder> holders = new HashSet<>();
    try (PreparedStatement select = connection.prepareStatement("SELECT kind, name FROM quotas");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        holders.add(new QuotaHolder(HolderKind.valueOf(row.getString(1)), row.getString(2)));
      }
    }
    return holders;
  }

  /**
   * Returns how much of a quota is used.
   *
   * @param except an export that does not count among those at a time; {@code null}: none
   */
  static long used(Connection connection, QuotaHolder holder, QuotaKind kind, UUID except)
      throws SQLException {
    UUID none = except == null ? new UUID(0, 0) : except;
    String column = column(holder);
    return switch (kind) {
      case EXPORTS_AT_A_TIME ->
          number(
              connection,
              "SELECT count(*) FROM quota_exports WHERE ended_at IS NULL AND export_id <> ? AND "
                  + column
                  + " = ?",
              none,
              holder.name());
      case PIXELS_PER_DAY ->
          number(
              connection,
              "SELECT coalesce(sum(amount), 0) FROM quota_charges WHERE kind = 'PIXELS'"
                  + " AND day = (now() AT TIME ZONE 'UTC')::date AND "
                  + column
                  + " = ?",
              holder.name());
      case BYTES_PER_DAY -> QuotaCharges.bytes(connection, holder);
    };
  }

  /** Returns the column that names a holder. */
  static String column(QuotaHolder holder) {
    return holder.kind() == HolderKind.OWNER ? "owner" : "organization";
  }

  /** Returns the number that a question is answered by; the largest that fits; 0 for no row. */
  static long number(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement select = SqlStatements.prepare(connection, sql, values);
        ResultSet row = select.executeQuery()) {
      if (!row.next() || row.getBigDecimal(1) == null) {
        return 0;
      }
      return row.getBigDecimal(1).min(LARGEST).longValue();
    }
  }

  /** Returns when the day ends that it is. */
  static Today today(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(TODAY);
        ResultSet row = select.executeQuery()) {
      row.next();
      LocalDate day = row.getObject(1, LocalDate.class);
      Instant end = day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
      return new Today(end, row.getLong(2));
    }
  }

  /** When a day of UTC ends, and in how many seconds. */
  record Today(Instant end, long secondsLeft) {}

  /** What is known of an export. */
  enum KnownExport {
    /** Nothing: it has not begun, or ended long ago. */
    NONE,
    /** It counts among those at a time. */
    UNDER_WAY,
    /** It has ended. */
    ENDED
  }

  /** Returns what is known of an export. */
  static KnownExport find(Connection connection, ExportId id) throws SQLException {
    try (PreparedStatement select =
            SqlStatements.prepare(
                connection,
                "SELECT ended_at IS NULL FROM quota_exports WHERE export_id = ?",
                id.value());
        ResultSet row = select.executeQuery()) {
      if (!row.next()) {
        return KnownExport.NONE;
      }
      return row.getBoolean(1) ? KnownExport.UNDER_WAY : KnownExport.ENDED;
    }
  }

  /** Returns whose export it is; {@code null}: it is not known. */
  static String owner(Connection connection, ExportId id) throws SQLException {
    return text(connection, "SELECT owner FROM quota_exports WHERE export_id = ?", id);
  }

  /** Returns the organization that an export counts for; {@code null}: none. */
  static String organization(Connection connection, ExportId id) throws SQLException {
    return text(connection, "SELECT organization FROM quota_exports WHERE export_id = ?", id);
  }

  private static String text(Connection connection, String sql, ExportId id) throws SQLException {
    try (PreparedStatement select = SqlStatements.prepare(connection, sql, id.value());
        ResultSet row = select.executeQuery()) {
      return row.next() ? row.getString(1) : null;
    }
  }

  /**
   * Counts an export among those at a time. One that has ended begins again only by {@link
   * #reopen}, or by a later attempt: what comes late of it changes nothing.
   */
  static void putExport(Connection connection, QuotaClaim claim, int attempt) throws SQLException {
    SqlStatements.update(
        connection, PUT_EXPORT, claim.id().value(), attempt, claim.owner(), claim.organization());
  }

  /** Counts an export that has ended among those at a time again. */
  static void reopen(Connection connection, QuotaClaim claim) throws SQLException {
    SqlStatements.update(
        connection,
        "UPDATE quota_exports SET ended_at = NULL, checked_at = now() WHERE export_id = ?",
        claim.id().value());
  }

  /** Counts an export no more among those at a time, unless a later attempt is under way. */
  static void endExport(Connection connection, ExportId id, int attempt) throws SQLException {
    SqlStatements.update(
        connection,
        "UPDATE quota_exports SET ended_at = now()"
            + " WHERE export_id = ? AND attempt <= ? AND ended_at IS NULL",
        id.value(),
        attempt);
  }

  /** Forgets some of what ended long ago. */
  static void prune(Connection connection) throws SQLException {
    SqlStatements.update(connection, PRUNE);
    QuotaCharges.prune(connection);
  }

  static List<HeldExport> takeUnchecked(Connection connection, QuotaHolder holder)
      throws SQLException {
    List<HeldExport> held = new ArrayList<>();
    try (PreparedStatement update =
            SqlStatements.prepare(
                connection, TAKE_UNCHECKED.formatted(column(holder)), holder.name());
        ResultSet row = update.executeQuery()) {
      while (row.next()) {
        held.add(new HeldExport(new ExportId(row.getObject(1, UUID.class)), row.getBoolean(2)));
      }
    }
    return held;
  }
}
