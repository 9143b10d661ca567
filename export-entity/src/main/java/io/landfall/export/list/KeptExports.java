package io.landfall.export.list;

import io.landfall.export.ExportSummary;
import io.landfall.model.ExportId;
import io.landfall.pool.BoundedPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;

/** Finds ended exports that may have a file in the store, in the list of exports. */
public final class KeptExports {
  private static final UUID LOWEST_ID = new UUID(0, 0);
  private static final String SELECT =
      """
      SELECT id, updated_at FROM exports
      WHERE keeps_file AND status IN ('SUCCESS', 'ERROR') AND updated_at < ?
        AND (updated_at, id) > (?, ?)
      ORDER BY updated_at, id LIMIT ?
      """;
  private static final String UPDATE =
      "UPDATE exports SET keeps_file = false WHERE id = ? AND sequence_number <= ?";

  private final DataSource dataSource;
  private final BoundedPool pool;

  /** Reads the table of {@code dataSource} on the threads of {@code pool}. */
  public KeptExports(DataSource dataSource, BoundedPool pool) {
    this.dataSource = dataSource;
    this.pool = pool;
  }

  /**
   * One of them.
   *
   * @param changedAt when it last did: not before it ended
   */
  public record KeptExport(ExportId id, Instant changedAt) {}

  /**
   * Returns the next that have not changed since a time, the oldest first.
   *
   * @param last after which to go on; {@code null}: from the first one on
   */
  CompletionStage<List<KeptExport>> after(KeptExport last, Instant before, int limit) {
    return pool.supply(() -> read(last, before, limit));
  }

  /** Notes of an export that has no file in the store, so that it is not found again. */
  CompletionStage<Integer> markEmpty(ExportSummary summary) {
    return pool.supply(
        () -> {
          try (Connection connection = dataSource.getConnection();
              PreparedStatement update = connection.prepareStatement(UPDATE)) {
            update.setObject(1, summary.id().value());
            update.setLong(2, summary.sequenceNumber());
            return update.executeUpdate();
          } catch (SQLException e) {
            throw ExportListQuery.unavailable("note what an export has", e);
          }
        });
  }

  private List<KeptExport> read(KeptExport last, Instant before, int limit) {
    List<KeptExport> found = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setTimestamp(1, Timestamp.from(before));
      select.setTimestamp(2, Timestamp.from(last == null ? Instant.EPOCH : last.changedAt()));
      select.setObject(3, last == null ? LOWEST_ID : last.id().value());
      select.setInt(4, limit);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(
              new KeptExport(
                  new ExportId(row.getObject(1, UUID.class)), row.getTimestamp(2).toInstant()));
        }
      }
      return found;
    } catch (SQLException e) {
      throw ExportListQuery.unavailable("list exports that have files", e);
    }
  }
}
