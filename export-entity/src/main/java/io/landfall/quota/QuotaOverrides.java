package io.landfall.quota;

import io.landfall.quota.QuotaHolder.HolderKind;
import io.landfall.sql.SqlStatements;
import io.landfall.workspace.WorkspaceDatabase;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Limits of single owners and organizations, for who runs the service. Blocking. */
public final class QuotaOverrides {
  private static final String PUT =
      """
      INSERT INTO quotas (kind, name, exports_at_a_time, pixels_per_day, bytes_per_day)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (kind, name) DO UPDATE
      SET exports_at_a_time = excluded.exports_at_a_time,
        pixels_per_day = excluded.pixels_per_day, bytes_per_day = excluded.bytes_per_day,
        changed_at = now()
      """;

  private static final String SELECT =
      "SELECT kind, name, exports_at_a_time, pixels_per_day, bytes_per_day FROM quotas";

  private final WorkspaceDatabase database;
  private final QuotaSettings settings;

  public QuotaOverrides(DataSource dataSource, QuotaSettings settings) {
    this.database = new WorkspaceDatabase(dataSource);
    this.settings = settings;
  }

  /**
   * What holds for somebody.
   *
   * @param own limits that are set for him; others are those of the settings
   * @param used of each kind now
   */
  public record HeldQuotas(
      QuotaHolder holder,
      QuotaLimits limits,
      Map<QuotaKind, Long> own,
      Map<QuotaKind, Long> used) {}

  /**
   * Sets limits of somebody, and leaves his others as they are.
   *
   * @param changes the limit of each kind to set; empty: that of the settings again
   */
  public void set(QuotaHolder holder, Map<QuotaKind, Optional<Long>> changes) {
    database.change(
        "set a quota",
        connection -> {
          QuotaTables.lock(connection, holder);
          Map<QuotaKind, Long> own = new EnumMap<>(QuotaKind.class);
          try (PreparedStatement select =
                  SqlStatements.prepare(
                      connection,
                      SELECT + " WHERE kind = ? AND name = ?",
                      holder.kind().name(),
                      holder.name());
              ResultSet row = select.executeQuery()) {
            if (row.next()) {
              own.putAll(own(row));
            }
          }
          changes.forEach(
              (kind, limit) ->
                  limit.ifPresentOrElse(value -> own.put(kind, value), () -> own.remove(kind)));
          if (own.isEmpty()) {
            return SqlStatements.update(
                connection,
                "DELETE FROM quotas WHERE kind = ? AND name = ?",
                holder.kind().name(),
                holder.name());
          }
          return SqlStatements.update(
              connection,
              PUT,
              holder.kind().name(),
              holder.name(),
              own.get(QuotaKind.EXPORTS_AT_A_TIME),
              own.get(QuotaKind.PIXELS_PER_DAY),
              own.get(QuotaKind.BYTES_PER_DAY));
        });
  }

  /** Returns what holds for somebody, and how much of it is used now. */
  public HeldQuotas find(QuotaHolder holder) {
    return database.read(
        "read a quota",
        connection -> {
          Map<QuotaKind, Long> own = new EnumMap<>(QuotaKind.class);
          try (PreparedStatement select =
                  SqlStatements.prepare(
                      connection,
                      SELECT + " WHERE kind = ? AND name = ?",
                      holder.kind().name(),
                      holder.name());
              ResultSet row = select.executeQuery()) {
            if (row.next()) {
              own.putAll(own(row));
            }
          }
          Map<QuotaKind, Long> used = new EnumMap<>(QuotaKind.class);
          for (QuotaKind kind : QuotaKind.values()) {
            used.put(kind, QuotaTables.used(connection, holder, kind, (UUID) null));
          }
          return held(holder, own, used);
        });
  }

  /** Returns everybody who has limits of his own, owners first, by name. */
  public List<HeldQuotas> list() {
    return database.read(
        "list quotas",
        connection -> {
          List<HeldQuotas> all = new ArrayList<>();
          try (PreparedStatement select =
                  connection.prepareStatement(SELECT + " ORDER BY kind DESC, name");
              ResultSet row = select.executeQuery()) {
            while (row.next()) {
              var holder = new QuotaHolder(HolderKind.valueOf(row.getString(1)), row.getString(2));
              Map<QuotaKind, Long> used = new EnumMap<>(QuotaKind.class);
              for (QuotaKind kind : QuotaKind.values()) {
                used.put(kind, QuotaTables.used(connection, holder, kind, null));
              }
              all.add(held(holder, own(row), used));
            }
          }
          return all;
        });
  }

  private HeldQuotas held(QuotaHolder holder, Map<QuotaKind, Long> own, Map<QuotaKind, Long> used) {
    QuotaLimits usual = settings.of(holder.kind());
    var limits =
        new QuotaLimits(
            own.getOrDefault(QuotaKind.EXPORTS_AT_A_TIME, usual.exportsAtATime()),
            own.getOrDefault(QuotaKind.PIXELS_PER_DAY, usual.pixelsPerDay()),
            own.getOrDefault(QuotaKind.BYTES_PER_DAY, usual.bytesPerDay()));
    return new HeldQuotas(holder, limits, own, used);
  }

  private static Map<QuotaKind, Long> own(ResultSet row) throws SQLException {
    Map<QuotaKind, Long> own = new EnumMap<>(QuotaKind.class);
    for (QuotaKind kind : QuotaKind.values()) {
      long limit = row.getLong(kind.name().toLowerCase(java.util.Locale.ROOT));
      if (!row.wasNull()) {
        own.put(kind, limit);
      }
    }
    return own;
  }
}
