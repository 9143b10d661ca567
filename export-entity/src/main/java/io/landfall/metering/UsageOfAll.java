package io.landfall.metering;

import io.landfall.metering.UsageReports.UsageDay;
import io.landfall.workspace.WorkspaceDatabase;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** What every owner has had of each day, for who runs the service. Blocking. */
public final class UsageOfAll {
  private static final String USAGE =
      """
      WITH asked AS (SELECT ?::text AS wanted, ?::date AS first, ?::date AS last)
      SELECT owner, day, sum(served)::bigint AS served,
        sum(given - served)::bigint AS unconfirmed, sum(requests)::bigint AS requests,
        sum(pixels)::bigint AS pixels, sum(delivered)::bigint AS delivered
      FROM (
        SELECT owner, day, served, given, requests, 0 AS pixels, 0 AS delivered
        FROM usage_days
        UNION ALL
        SELECT owner, day, greatest(0, served - ?), served, 0, 0, 0
        FROM downloads WHERE outcome IS NULL
        UNION ALL
        SELECT owner, day, 0, 0, 0, pixels, bytes_delivered
        FROM export_usage) AS parts
      CROSS JOIN asked
      WHERE day BETWEEN first AND last AND (wanted IS NULL OR owner = wanted)
      GROUP BY owner, day ORDER BY day, owner
      """;

  private final WorkspaceDatabase database;

  public UsageOfAll(DataSource dataSource) {
    this.database = new WorkspaceDatabase(dataSource);
  }

  /** A day of an owner. */
  public record OwnerDay(String owner, UsageDay usage) {}

  /**
   * Returns days that have any usage, oldest first, then by owner.
   *
   * @param owner whose; {@code null}: everybody's
   * @param last included, as the first one
   */
  public List<OwnerDay> read(String owner, LocalDate first, LocalDate last) {
    return database.read(
        "sum up the usage",
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(USAGE)) {
            select.setString(1, owner);
            select.setObject(2, first);
            select.setObject(3, last);
            select.setLong(4, DownloadSettlement.UNCERTAIN_BYTES);
            List<OwnerDay> days = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                days.add(new OwnerDay(row.getString("owner"), JdbcUsageReports.usageDay(row)));
              }
            }
            return days;
          }
        });
  }
}
