package io.landfall.audit;

import io.landfall.model.ExportId;
import io.landfall.sql.ConfiguredConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import javax.sql.DataSource;

/**
 * The table {@code audited_exports}: a fold over the journal, by whom it may be, projection or
 * rebuild. Who writes a row holds it, and reads the events behind it in the same transaction, so
 * both can be at it at a time. Blocking.
 */
public final class AuditedExports {
  private static final int FETCH_EVENTS = 100;
  private static final int PAGE = 200;

  private static final String SELECT =
      "select " + AuditedExport.COLUMNS + " from audited_exports where id = ?";

  /** Runs of tiles are most of a journal and tell an auditor of an export nothing more. */
  private static final String EVENTS =
      """
      select ordering, deleted, persistence_id, sequence_number, writer, write_timestamp,
        adapter_manifest, event_ser_id, event_ser_manifest,
        case when substring(event_payload from 1 for 21) = '{"event":"taskStored"'::bytea
          then '{"event":"taskStored"}'::bytea else event_payload end,
        meta_ser_id, meta_ser_manifest, meta_payload
      from event_journal
      where persistence_id = ? and sequence_number > ? order by sequence_number
      """;

  private static final String UPSERT =
      """
      insert into audited_exports (%s, id)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?, ?)
      on conflict (id) do update set (%s) = (%s)
      where audited_exports.sequence_number <= excluded.sequence_number
      """
          .formatted(
              AuditedExport.COLUMNS,
              AuditedExport.COLUMNS,
              "excluded." + AuditedExport.COLUMNS.replace(", ", ", excluded."));

  private static final int ID_PARAMETER = 18;

  private static final String CHAINS =
      """
      select distinct persistence_id from event_journal
      where persistence_id like 'export|%' and persistence_id > ? order by persistence_id limit ?
      """;

  private static final String DELETE = "delete from audited_exports where id = ?";

  private static final String DELETE_STRAY =
      """
      delete from audited_exports a where not exists
        (select from event_journal where persistence_id = 'export|' || a.id::text)
      """;

  private final DataSource dataSource;

  public AuditedExports(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Returns an export as the journal has it now; the table is read where it can be. */
  static AuditedExport read(Connection connection, ExportId id) throws SQLException {
    AuditedExport export = find(connection, id, "").orElseGet(AuditedExport::new);
    addEvents(connection, id, export);
    return export;
  }

  private static Optional<AuditedExport> find(Connection connection, ExportId id, String lock)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT + lock)) {
      select.setObject(1, id.value());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(AuditedExport.read(row)) : Optional.empty();
      }
    }
  }

  /** Adds the events that it does not have yet; returns whether there were any. */
  private static boolean addEvents(Connection connection, ExportId id, AuditedExport export)
      throws SQLException {
    long before = export.sequenceNumber();
    try (PreparedStatement select = connection.prepareStatement(EVENTS)) {
      select.setString(1, JournalRows.persistenceId(id));
      select.setLong(2, before);
      select.setFetchSize(FETCH_EVENTS);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          export.add(JournalRows.read(rows));
        }
      }
    }
    return export.sequenceNumber() > before;
  }

  /** Brings rows up to what the journal has, in the transaction of the caller. */
  static void update(Connection connection, Collection<ExportId> ids) throws SQLException {
    for (ExportId id : new TreeSet<>(ids)) { // always in the same order
      AuditedExport export = find(connection, id, " for update").orElseGet(AuditedExport::new);
      if (addEvents(connection, id, export)) {
        write(connection, id, export);
      }
    }
  }

  private static void write(Connection connection, ExportId id, AuditedExport export)
      throws SQLException {
    try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      export.bind(upsert, 1);
      upsert.setObject(ID_PARAMETER, id.value());
      upsert.executeUpdate();
    }
  }

  /**
   * Makes all rows anew from the journal, while nodes go on; rows of exports that the journal does
   * not have go.
   *
   * @param progress is told how many are done
   * @return how many rows there are
   */
  public long rebuild(LongConsumer progress) {
    try (var opened = ConfiguredConnection.open(dataSource, ConfiguredConnection.NO_TIMEOUTS)) {
      Connection connection = opened.jdbc();
      try (PreparedStatement delete = connection.prepareStatement(DELETE_STRAY)) {
        delete.executeUpdate();
      }
      opened.commit();
      long done = 0;
      String last = "";
      List<String> page;
      do {
        page = chainsAfter(connection, last);
        for (String persistenceId : page) {
          Optional<ExportId> id = JournalRows.export(persistenceId);
          if (id.isPresent()) {
            remake(connection, id.get());
            done++;
          }
          last = persistenceId;
        }
        opened.commit();
        progress.accept(done);
      } while (!page.isEmpty());
      return done;
    } catch (SQLException e) {
      throw JournalRows.unavailable("make the table of audited exports anew", e);
    }
  }

  /** Makes a row anew from the journal, in the caller's transaction. */
  static void remake(Connection connection, ExportId id) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
      delete.setObject(1, id.value()); // nobody goes on from what it was: who wants to, waits
      delete.executeUpdate();
    }
    var export = new AuditedExport();
    addEvents(connection, id, export);
    write(connection, id, export);
  }

  private static List<String> chainsAfter(Connection connection, String last) throws SQLException {
    List<String> found = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(CHAINS)) {
      select.setString(1, last);
      select.setInt(2, PAGE);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(row.getString(1));
        }
      }
    }
    return found;
  }
}
