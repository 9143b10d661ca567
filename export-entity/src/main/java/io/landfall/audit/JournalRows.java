package io.landfall.audit;

import io.landfall.audit.chain.JournalRow;
import io.landfall.audit.ledger.ExportLedger;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Rows of the journal in SQL. */
final class JournalRows {
  /** What persistence ids of exports begin with; part of the journal, so it never changes. */
  static final String PREFIX = "export|";

  /** The columns that {@link #read} reads, of {@code event_journal j}. */
  static final String COLUMNS =
      "j.ordering, j.deleted, j.persistence_id, j.sequence_number, j.writer, j.write_timestamp,"
          + " j.adapter_manifest, j.event_ser_id, j.event_ser_manifest, j.event_payload,"
          + " j.meta_ser_id, j.meta_ser_manifest, j.meta_payload";

  private static final String TYPE_PREFIX = "{\"event\":\"";

  private JournalRows() {}

  static JournalRow read(ResultSet row) throws SQLException {
    return new JournalRow(
        row.getLong(1),
        row.getBoolean(2),
        row.getString(3),
        row.getLong(4),
        row.getString(5),
        row.getLong(6),
        row.getString(7),
        row.getInt(8),
        row.getString(9),
        row.getBytes(10),
        row.getObject(11, Integer.class),
        row.getString(12),
        row.getBytes(13));
  }

  /** Returns the export whose events these are; empty: they are none of an export. */
  static Optional<ExportId> export(String persistenceId) {
    try {
      ExportId id = ExportId.parse(persistenceId.substring(PREFIX.length()));
      return Optional.of(id).filter(parsed -> persistenceId(parsed).equals(persistenceId));
    } catch (ExportFailure e) {
      return Optional.empty();
    }
  }

  /** Returns the export whose events these are, or whose ledger. */
  static Optional<ExportId> exportOfChain(String chain) {
    return export(
        isLedger(chain)
            ? chain.substring(0, chain.length() - ExportLedger.SUFFIX.length())
            : chain);
  }

  static boolean isLedger(String chain) {
    return chain.endsWith(ExportLedger.SUFFIX);
  }

  static String persistenceId(ExportId id) {
    return PREFIX + id;
  }

  /** Returns what events of a type begin with: the journal's serializer writes the type first. */
  static byte[] beginOfType(String type) {
    return (TYPE_PREFIX + type + '"').getBytes(StandardCharsets.UTF_8);
  }

  static ExportFailure unavailable(String action, SQLException e) {
    return new ExportFailure(
        ErrorCode.DATABASE_UNAVAILABLE,
        "Cannot %s: the database does not answer as it should (%s). Check DATABASE_URL and that the server runs."
            .formatted(action, e.getMessage()),
        e);
  }
}
