package io.landfall.export.list;

import io.landfall.export.entity.ExportEvent;
import io.landfall.export.list.ExportListHandler.ListedEvent;
import io.landfall.model.delivery.DeliveredFile;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Writes the table {@code export_usage}, in the transaction of who reads the journal: a row each
 * time that an output was rendered to its end, or reached a destination. An event that comes again
 * changes nothing.
 */
final class ExportUsage {
  private static final String INSERT =
      """
      INSERT INTO export_usage
        (export_id, sequence_number, owner, day, pixels, bytes_delivered)
      SELECT id, ?, owner, ?, CASE WHEN ? THEN coalesce(pixels, 0) ELSE 0 END, ?
      FROM exports WHERE id = ? AND owner IS NOT NULL
      ON CONFLICT (export_id, sequence_number) DO NOTHING
      """;

  private ExportUsage() {}

  /** Adds what events say, where they say any; their exports are listed. */
  static void add(Connection connection, List<ListedEvent> events) throws SQLException {
    List<ListedEvent> used = events.stream().filter(ExportUsage::isUse).toList();
    if (used.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (ListedEvent each : used) {
        insert.setLong(1, each.sequenceNumber());
        insert.setDate(2, Date.valueOf(LocalDate.ofInstant(each.event().at(), ZoneOffset.UTC)));
        insert.setBoolean(3, each.event() instanceof ExportEvent.ObjectStored);
        insert.setLong(4, bytesDelivered(each.event()));
        insert.setObject(5, each.id().value());
        insert.addBatch();
      }
      ExportListHandler.executeBatch(insert);
    }
  }

  private static boolean isUse(ListedEvent listed) {
    return listed.event() instanceof ExportEvent.ObjectStored
        || listed.event() instanceof ExportEvent.Delivered;
  }

  private static long bytesDelivered(ExportEvent event) {
    return event instanceof ExportEvent.Delivered delivered
        ? delivered.receipt().files().stream().mapToLong(DeliveredFile::bytes).sum()
        : 0;
  }
}
