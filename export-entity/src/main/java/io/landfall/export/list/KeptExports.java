package io.landfall.export.list;

import io.landfall.export.ExportSummary;
import io.landfall.model.ExportId;
import io.landfall.pool.BoundedPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;

/** Finds ended exports that may have a file in the store by its date, in the list of exports. */
public final class KeptExports {
  private static final UUID LOWEST_ID = new UUID(0, 0);

  /** By two clocks: one that has jumped ahead would take all files there are. */
  private static final String SELECT_DATED =
      """
      SELECT id, kept_until FROM exports
      WHERE keeps_file AND status IN ('SUCCESS', 'ERROR')
        AND kept_until < ? AND kept_until < now() - make_interval(secs => ?)
        AND (kept_until, id) > (?, ?)
      ORDER BY kept_until, id LIMIT ?
      """;

  private static final String SELECT_DATELESS =
      """
      SELECT id, updated_at FROM exports
      WHERE keeps_file AND status IN ('SUCCESS', 'ERROR') AND kept_until IS NULL AND id > ?
      ORDER BY id LIMIT ?
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
   * @param at its date; of one that has none, when it last changed
   */
  public record KeptExport(ExportId id, Instant at) {}

  /**
   * Returns the next whose date is over, the oldest first.
   *
   * @param last after which to go on; {@code null}: from the first one on
   * @param before by the clock of this node
   * @param grace that is over by the clock of the database
   */
  CompletionStage<List<KeptExport>> dated(
      KeptExport last, Instant before, Duration grace, int limit) {
    return pool.supply(
        () ->
            read(
                SELECT_DATED,
                select -> {
                  select.setTimestamp(1, Timestamp.from(before));
                  select.setDouble(2, grace.toSeconds());
                  select.setTimestamp(3, Timestamp.from(last == null ? Instant.EPOCH : last.at()));
                  select.setObject(4, last == null ? LOWEST_ID : last.id().value());
                  select.setInt(5, limit);
                }));
  }

  /**
   * Returns the next that have no date.
   *
   * @param last after which to go on; {@code null}: from the first one on
   */
  CompletionStage<List<KeptExport>> dateless(KeptExport last, int limit) {
    return pool.supply(
        () ->
            read(
                SELECT_DATELESS,
                select -> {
                  select.setObject(1, last == null ? LOWEST_ID : last.id().value());
                  select.setInt(2, limit);
                }));
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

  /** Sets the values of a statement. */
  private interface Binding {
    void bind(PreparedStatement statement) throws SQLException;
  }

  private List<KeptExport> read(String sql, Binding values) {
    List<KeptExport> found = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      values.bind(select);
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
