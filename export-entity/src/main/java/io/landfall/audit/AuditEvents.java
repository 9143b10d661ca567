package io.landfall.audit;

import io.landfall.audit.chain.EventMetadata;
import io.landfall.audit.chain.JournalRow;
import io.landfall.audit.ledger.ExportLedger;
import io.landfall.model.ExportId;
import io.landfall.sql.ConfiguredConnection;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Reads events as auditors are given them, oldest first, page by page: each page is a transaction
 * of its own, so that a slow reader holds nothing in the database. Blocking.
 */
public final class AuditEvents implements EventPages {
  private static final int PAGE_BYTES = 2 << 20;
  private static final int FETCH_EVENTS = 500;

  /** Rows that one question looks at where a filter lets few pass. */
  private static final long WINDOW = 50_000;

  private static final String ROWS =
      "select "
          + JournalRows.COLUMNS
          + " from event_journal j where j.persistence_id like 'export|%'";

  /** Of what the table of audited exports knows for sure to be of others, nothing is read. */
  private static final String OF_EXPORTS =
      """
      select %s from event_journal j
        left join audited_exports a on 'export|' || a.id::text = left(j.persistence_id, 43)
      where j.persistence_id like 'export|%%'
        and (a.id is null or a.sequence_number < j.sequence_number or a.file_bytes is null and j.persistence_id like '%%|ledger'
          or (?::text is null or a.owner = ? or ? = any (a.actors))
            and (?::text is null or ? = any (a.scenes)))
      """
          .formatted(JournalRows.COLUMNS);

  private final DataSource dataSource;

  public AuditEvents(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Some events.
   *
   * @param lines JSON, each with a line feed behind it
   * @param events how many
   * @param last ordering that was looked at: the next page begins behind it
   * @param isLast whether there are no more
   */
  public record EventPage(byte[] lines, int events, long last, boolean isLast) {}

  /**
   * Returns up to where the journal is complete: rows that stand before may not come any more. What
   * is read up to there is not read again.
   */
  @Override
  public long settled() {
    try (Connection connection = dataSource.getConnection()) {
      return SettledOrdering.find(connection);
    } catch (SQLException e) {
      throw JournalRows.unavailable("read the journal", e);
    }
  }

  /**
   * Reads the next page.
   *
   * @param after ordering behind which it begins
   * @param until the last ordering that is read
   */
  @Override
  public EventPage page(EventFilter filter, long after, long until) {
    try (var opened = ConfiguredConnection.open(dataSource, "set local enable_sort = off")) {
      return page(opened.jdbc(), filter, after, until);
    } catch (SQLException e) {
      throw JournalRows.unavailable("read the journal", e);
    }
  }

  private EventPage page(Connection connection, EventFilter filter, long after, long until)
      throws SQLException {
    // Of one export the rows are found by its id; else the order of the journal is followed.
    long to = filter.export() == null ? Math.min(until, Math.addExact(after, WINDOW)) : until;
    Map<ExportId, AuditedExport> exports = new HashMap<>();
    var lines = new ByteArrayOutputStream(PAGE_BYTES / 8);
    var line = new EventLine();
    int events = 0;
    long last = to;
    try (var rows = new RowsInOrder()) {
      for (String chain : chains(filter)) {
        PreparedStatement select = connection.prepareStatement(sql(filter));
        rows.add(select);
        bind(select, filter, chain, after, to);
        select.setFetchSize(FETCH_EVENTS);
      }
      for (JournalRow row = rows.next(); row != null; row = rows.next()) {
        if (!isWanted(connection, filter, row, exports)) {
          continue;
        }
        lines.writeBytes(line.write(row));
        events++;
        if (lines.size() >= PAGE_BYTES) {
          last = row.ordering();
          break;
        }
      }
    }
    return new EventPage(lines.toByteArray(), events, last, last >= until);
  }

  /** Returns the chains that are asked one by one; {@code null}: all at once. */
  private static List<String> chains(EventFilter filter) {
    return filter.export() == null
        ? Collections.singletonList(null)
        : List.of(JournalRows.persistenceId(filter.export()), ExportLedger.chain(filter.export()));
  }

  /** Times are looked at row by row: clocks that jump do not put rows out of their order. */
  private static String sql(EventFilter filter) {
    var sql =
        new StringBuilder(filter.asksOfExport() ? OF_EXPORTS : ROWS)
            .append(" and j.ordering > ? and j.ordering <= ?");
    if (filter.export() != null) {
      sql.append(" and j.persistence_id = ?");
    }
    if (filter.type() != null) {
      sql.append(" and substring(j.event_payload from 1 for ?) = ?");
    }
    if (filter.from() != null) {
      sql.append(" and j.write_timestamp >= ?");
    }
    if (filter.to() != null) {
      sql.append(" and j.write_timestamp < ?");
    }
    // Sorted by the index of orderings, or as the rows of one export are.
    return sql.append(
            filter.export() == null ? " order by j.ordering" : " order by j.sequence_number")
        .toString();
  }

  private static void bind(
      PreparedStatement select, EventFilter filter, String chain, long after, long to)
      throws SQLException {
    int at = 1;
    if (filter.asksOfExport()) {
      for (int i = 0; i < 3; i++) {
        select.setString(at++, filter.user());
      }
      for (int i = 0; i < 2; i++) {
        select.setString(at++, filter.scene());
      }
    }
    select.setLong(at++, after);
    select.setLong(at++, to);
    if (chain != null) {
      select.setString(at++, chain);
    }
    if (filter.type() != null) {
      byte[] begin = JournalRows.beginOfType(filter.type());
      select.setInt(at++, begin.length);
      select.setBytes(at++, begin);
    }
    if (filter.from() != null) {
      select.setLong(at++, filter.from().toEpochMilli());
    }
    if (filter.to() != null) {
      select.setLong(at, filter.to().toEpochMilli());
    }
  }

  private static boolean isWanted(
      Connection connection,
      EventFilter filter,
      JournalRow row,
      Map<ExportId, AuditedExport> exports)
      throws SQLException {
    if (!filter.asksOfExport()) {
      return true;
    }
    Optional<ExportId> id = JournalRows.exportOfChain(row.persistenceId());
    if (id.isEmpty()) {
      return false;
    }
    AuditedExport facts = exports.get(id.get());
    if (facts == null) {
      facts = AuditedExports.read(connection, id.get());
      exports.put(id.get(), facts);
    }
    boolean isOfScene = filter.scene() == null || facts.scenes().contains(filter.scene());
    boolean isOfUser =
        filter.user() == null
            || filter.user().equals(facts.owner())
            || filter.user().equals(actor(row));
    return isOfScene && isOfUser;
  }

  private static String actor(JournalRow row) {
    EventMetadata metadata = row.metadata() == null ? null : EventMetadata.parse(row.metadata());
    return metadata == null ? null : metadata.cause().actor();
  }
}
