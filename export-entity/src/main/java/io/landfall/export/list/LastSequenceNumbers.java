package io.landfall.export.list;

import io.landfall.export.entity.ExportEntity;
import io.landfall.model.ExportId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** Finds how far the journals of many exports are, by one question. */
public final class LastSequenceNumbers {
  /** One descent of the journal's primary key an export. */
  private static final String SELECT =
      """
      SELECT wanted.id, last.sequence_number
      FROM unnest(?::text[]) AS wanted(id)
      CROSS JOIN LATERAL (
        SELECT sequence_number FROM event_journal
        WHERE persistence_id = wanted.id
        ORDER BY sequence_number DESC LIMIT 1) AS last
      """;

  private final DataSource dataSource;

  /** Reads the journal in {@code dataSource}. */
  public LastSequenceNumbers(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Returns the number of the last event of each export; those without any are left out. */
  public Map<ExportId, Long> find(Collection<ExportId> ids) {
    var byPersistenceId = new HashMap<String, ExportId>();
    ids.forEach(id -> byPersistenceId.put(ExportEntity.persistenceId(id).id(), id));
    var numbers = new HashMap<ExportId, Long>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setArray(1, connection.createArrayOf("text", byPersistenceId.keySet().toArray()));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          numbers.put(byPersistenceId.get(row.getString(1)), row.getLong(2));
        }
      }
      return numbers;
    } catch (SQLException e) {
      throw ExportListQuery.unavailable("ask what is new of exports", e);
    }
  }
}
