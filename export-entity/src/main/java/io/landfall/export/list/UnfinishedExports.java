package io.landfall.export.list;

import io.landfall.model.ExportId;
import io.landfall.pool.BoundedPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;

/** Finds the exports that have not ended, or not cleaned up, in the list of exports. */
public final class UnfinishedExports implements Reconciler.UnfinishedExportSource {
  private static final UUID LOWEST_ID = new UUID(0, 0);
  private static final String SELECT =
      """
      SELECT id FROM exports
      WHERE (status NOT IN ('SUCCESS', 'ERROR') OR needs_clean_up) AND id > ?
      ORDER BY id LIMIT ?
      """;

  private final DataSource dataSource;
  private final BoundedPool pool;

  /** Reads the table of {@code dataSource} on the threads of {@code pool}. */
  public UnfinishedExports(DataSource dataSource, BoundedPool pool) {
    this.dataSource = dataSource;
    this.pool = pool;
  }

  @Override
  public CompletionStage<List<ExportId>> after(ExportId last, int limit) {
    return pool.supply(() -> read(last, limit));
  }

  private List<ExportId> read(ExportId last, int limit) {
    var ids = new ArrayList<ExportId>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setObject(1, last == null ? LOWEST_ID : last.value());
      select.setInt(2, limit);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          ids.add(new ExportId(row.getObject(1, UUID.class)));
        }
      }
      return ids;
    } catch (SQLException e) {
      throw ExportListQuery.unavailable("list unfinished exports", e);
    }
  }
}
