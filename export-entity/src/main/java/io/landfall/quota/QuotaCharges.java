package io.landfall.quota;

import io.landfall.model.ExportId;
import io.landfall.quota.QuotaHolder.HolderKind;
import io.landfall.quota.Quotas.QuotaClaim;
import io.landfall.sql.SqlStatements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * The table {@code quota_charges}: what exports take of days. A charge counts for the day that it
 * was made, however long the export takes and whatever it turns out to be. Sums of bytes are kept
 * beside those of downloads, in the rows that these lock.
 */
final class QuotaCharges {
  private static final String PUT_PIXELS =
      """
      INSERT INTO quota_charges AS c
        (export_id, kind, number, owner, organization, day, amount)
      VALUES (?, 'PIXELS', ?, ?, ?, (now() AT TIME ZONE 'UTC')::date, ?)
      ON CONFLICT (export_id, kind, number) DO UPDATE SET amount = excluded.amount
      WHERE c.amount <> excluded.amount
      """;

  private static final String PUT_BYTES =
      """
      INSERT INTO quota_charges (export_id, kind, number, owner, organization, day, amount)
      VALUES (?, 'BYTES', ?, ?, ?, (now() AT TIME ZONE 'UTC')::date, ?)
      """;

  private static final String ADD_OF_OWNER =
      """
      INSERT INTO usage_days AS u (owner, day, charged)
      VALUES (?, coalesce(?, (now() AT TIME ZONE 'UTC')::date), ?)
      ON CONFLICT (owner, day) DO UPDATE SET charged = greatest(0, u.charged + excluded.charged)
      """;

  private static final String ADD_OF_ORGANIZATION =
      """
      INSERT INTO organization_days AS u (organization, day, charged)
      VALUES (?, coalesce(?, (now() AT TIME ZONE 'UTC')::date), ?)
      ON CONFLICT (organization, day)
      DO UPDATE SET charged = greatest(0, u.charged + excluded.charged)
      """;

  /** Longer than exports take, so that none is charged twice. */
  private static final String PRUNE =
      """
      DELETE FROM quota_charges WHERE (export_id, kind, number) IN (
        SELECT export_id, kind, number FROM quota_charges
        WHERE day < (now() AT TIME ZONE 'UTC')::date - 60 LIMIT 500 FOR UPDATE SKIP LOCKED)
      """;

  private QuotaCharges() {}

  /** Bytes that were charged for a destination, and of which day. */
  record BytesCharge(int destination, LocalDate day, long amount) {}

  /** Charges an attempt for the pixels of a claim, or changes what it was charged. */
  static void putPixels(Connection connection, QuotaClaim claim, int attempt) throws SQLException {
    SqlStatements.update(
        connection,
        PUT_PIXELS,
        claim.id().value(),
        attempt,
        claim.owner(),
        claim.organization(),
        claim.need().pixels());
  }

  /** Returns what an attempt was charged. */
  static long pixels(Connection connection, ExportId id, int attempt) throws SQLException {
    return QuotaTables.number(
        connection,
        "SELECT amount FROM quota_charges WHERE export_id = ? AND kind = 'PIXELS' AND number = ?",
        id.value(),
        attempt);
  }

  /** Changes what an attempt was charged, if it was, to what it used. */
  static void settlePixels(Connection connection, ExportId id, int attempt, long pixels)
      throws SQLException {
    SqlStatements.update(
        connection,
        "UPDATE quota_charges SET amount = ?"
            + " WHERE export_id = ? AND kind = 'PIXELS' AND number = ? AND amount <> ?",
        pixels,
        id.value(),
        attempt,
        pixels);
  }

  /** Returns what the destinations of an export were charged. */
  static List<BytesCharge> bytes(Connection connection, ExportId id) throws SQLException {
    List<BytesCharge> charges = new ArrayList<>();
    try (PreparedStatement select =
            SqlStatements.prepare(
                connection,
                "SELECT number, day, amount FROM quota_charges"
                    + " WHERE export_id = ? AND kind = 'BYTES' ORDER BY number",
                id.value());
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        charges.add(
            new BytesCharge(row.getInt(1), row.getObject(2, LocalDate.class), row.getLong(3)));
      }
    }
    return charges;
  }

  /**
   * Charges a destination for bytes, or changes what it was charged. The owner's lock is held.
   *
   * @param before what it was charged; {@code null}: nothing
   */
  static void putBytes(
      Connection connection, QuotaClaim claim, int destination, BytesCharge before, long bytes)
      throws SQLException {
    long more = bytes - (before == null ? 0 : before.amount());
    if (before == null) {
      SqlStatements.update(
          connection,
          PUT_BYTES,
          claim.id().value(),
          destination,
          claim.owner(),
          claim.organization(),
          bytes);
    } else if (more != 0) {
      SqlStatements.update(
          connection,
          "UPDATE quota_charges SET amount = ?, day = CASE WHEN amount > 0 THEN day"
              + " ELSE (now() AT TIME ZONE 'UTC')::date END"
              + " WHERE export_id = ? AND kind = 'BYTES' AND number = ?",
          bytes,
          claim.id().value(),
          destination);
    }
    if (more != 0) {
      LocalDate day = isCharged(before) ? before.day() : null;
      add(connection, ADD_OF_OWNER, claim.owner(), day, more);
      if (claim.organization() != null) {
        add(connection, ADD_OF_ORGANIZATION, claim.organization(), day, more);
      }
    }
  }

  /** One that was given back is charged anew, of the day that it is then. */
  static boolean isCharged(BytesCharge charge) {
    return charge != null && charge.amount() > 0;
  }

  private static void add(Connection connection, String sql, String name, LocalDate day, long bytes)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, name);
      insert.setObject(2, day, java.sql.Types.DATE);
      insert.setLong(3, bytes);
      insert.executeUpdate();
    }
  }

  /** Returns the bytes of this day that are served, on their way or charged. */
  static long bytes(Connection connection, QuotaHolder holder) throws SQLException {
    String table = holder.kind() == HolderKind.OWNER ? "usage_days" : "organization_days";
    return QuotaTables.number(
        connection,
        "SELECT given::numeric + reserved + charged FROM "
            + table
            + " WHERE day = (now() AT TIME ZONE 'UTC')::date AND "
            + QuotaTables.column(holder)
            + " = ?",
        holder.name());
  }

  /** Lets downloads wait that would change the bytes of this day. */
  static void lockBytes(Connection connection, QuotaHolder holder) throws SQLException {
    add(
        connection,
        holder.kind() == HolderKind.OWNER ? ADD_OF_OWNER : ADD_OF_ORGANIZATION,
        holder.name(),
        null,
        0);
  }

  /** Forgets some of days that nobody asks for. */
  static void prune(Connection connection) throws SQLException {
    SqlStatements.update(connection, PRUNE);
  }
}
