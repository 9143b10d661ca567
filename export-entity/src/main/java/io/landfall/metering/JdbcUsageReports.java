package io.landfall.metering;

import io.landfall.pool.BoundedPool;
import io.landfall.quota.QuotaUse;
import io.landfall.quota.Quotas;
import io.landfall.workspace.WorkspaceDatabase;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;

/** Usage of the tables that ledgers write. */
public final class JdbcUsageReports implements UsageReports {
  private static final String USAGE =
      """
      WITH asked AS (SELECT ?::text AS owner, ?::date AS first, ?::date AS last)
      SELECT day, sum(served)::bigint AS served,
        sum(given - served)::bigint AS unconfirmed, sum(requests)::bigint AS requests,
        sum(pixels)::bigint AS pixels, sum(delivered)::bigint AS delivered
      FROM (
        SELECT day, served, given, requests, 0 AS pixels, 0 AS delivered
        FROM usage_days JOIN asked USING (owner) WHERE day BETWEEN first AND last
        UNION ALL
        SELECT day, greatest(0, served - ?), served, 0, 0, 0
        FROM downloads JOIN asked USING (owner)
        WHERE outcome IS NULL AND day BETWEEN first AND last
        UNION ALL
        SELECT day, 0, 0, 0, sum(pixels), sum(bytes_delivered)
        FROM export_usage JOIN asked USING (owner) WHERE day BETWEEN first AND last
        GROUP BY day) AS parts
      GROUP BY day ORDER BY day
      """;

  private final WorkspaceDatabase database;
  private final BoundedPool pool;
  private final Quotas quotas;

  /**
   * @param pool where it is asked: not that of the ledger, which many questions would hold up
   */
  public JdbcUsageReports(DataSource dataSource, BoundedPool pool, Quotas quotas) {
    this.database = new WorkspaceDatabase(dataSource);
    this.pool = pool;
    this.quotas = quotas;
  }

  @Override
  public CompletionStage<List<QuotaUse>> quotas(String owner, String organization) {
    return quotas.uses(owner, organization);
  }

  @Override
  public CompletionStage<List<UsageDay>> usage(String owner, LocalDate first, LocalDate last) {
    return pool.supply(() -> read(owner, first, last));
  }

  private List<UsageDay> read(String owner, LocalDate first, LocalDate last) {
    return database.read(
        "sum up what was served",
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(USAGE)) {
            select.setString(1, owner);
            select.setObject(2, first);
            select.setObject(3, last);
            select.setLong(4, DownloadSettlement.UNCERTAIN_BYTES);
            List<UsageDay> days = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                days.add(usageDay(row));
              }
            }
            return days;
          }
        });
  }

  /** Reads a day as the questions for usage name its columns. */
  static UsageDay usageDay(ResultSet row) throws SQLException {
    return new UsageDay(
        row.getObject("day", LocalDate.class),
        row.getLong("served"),
        row.getLong("unconfirmed"),
        row.getLong("requests"),
        row.getLong("pixels"),
        row.getLong("delivered"));
  }
}
