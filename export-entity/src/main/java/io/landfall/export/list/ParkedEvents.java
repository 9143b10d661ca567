package io.landfall.export.list;

import io.landfall.export.entity.ExportHistory.JournalEntry;
import io.landfall.export.list.ExportListHandler.ListedEvent;
import io.landfall.model.ExportId;
import io.landfall.model.PlainText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events that could not be written into the table of exports, kept in {@code parked_events} so that
 * the projection goes on with the next one. Blocking.
 *
 * <p>Only what the event itself is to blame for is parked: a database that is away, or lacks a
 * table, stops the projection until it is well.
 */
public final class ParkedEvents {
  private static final Logger LOG = LoggerFactory.getLogger(ParkedEvents.class);
  private static final int MAX_CAUSE_CHARACTERS = 500;

  /** Classes of SQLSTATE: data exception, integrity constraint, program limit exceeded. */
  private static final Set<String> CAUSED_BY_VALUES = Set.of("22", "23", "54");

  private static final String PARK =
      """
      INSERT INTO parked_events (export_id, sequence_number, cause) VALUES (?, ?, ?)
      ON CONFLICT (export_id, sequence_number) DO UPDATE SET cause = excluded.cause
      """;

  private final DataSource dataSource;

  public ParkedEvents(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Writes events, or throws. */
  @FunctionalInterface
  interface EventWrite {
    void write(Connection connection, List<ListedEvent> events) throws SQLException;
  }

  /**
   * Writes all, in the transaction of {@code connection}; where that fails, one by one, and parks
   * those that cannot be written.
   *
   * @return how many were parked
   */
  static int writeOrPark(Connection connection, List<ListedEvent> events, EventWrite write)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      write.write(connection, events);
      connection.releaseSavepoint(before);
      return 0;
    } catch (SQLException | RuntimeException e) {
      if (!isCausedByValues(e)) {
        throw e;
      }
      connection.rollback(before);
      if (events.size() == 1) {
        park(connection, events.get(0), e);
        return 1;
      }
    }
    int parked = 0;
    for (ListedEvent event : events) {
      parked += writeOrPark(connection, List.of(event), write);
    }
    return parked;
  }

  private static void park(Connection connection, ListedEvent event, Exception cause)
      throws SQLException {
    LOG.error(
        "Cannot list event {} of export {}, parked: {}",
        event.sequenceNumber(),
        event.id(),
        cause.toString());
    try (PreparedStatement park = connection.prepareStatement(PARK)) {
      park.setObject(1, event.id().value());
      park.setLong(2, event.sequenceNumber());
      park.setString(3, cause(cause));
      park.executeUpdate();
    }
  }

  private static boolean isCausedByValues(Exception thrown) {
    if (!(thrown instanceof SQLException sql)) {
      return true; // ours: the event is not what we thought
    }
    String state = sql.getSQLState();
    return state != null && CAUSED_BY_VALUES.contains(state.substring(0, 2));
  }

  private static String cause(Exception thrown) {
    return PlainText.beginning(PlainText.cleaned(thrown.toString()), MAX_CAUSE_CHARACTERS);
  }

  /** Returns the exports with parked events. */
  public List<ExportId> exports() {
    var ids = new ArrayList<ExportId>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT DISTINCT export_id FROM parked_events ORDER BY 1");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        ids.add(new ExportId(row.getObject(1, UUID.class)));
      }
      return ids;
    } catch (SQLException e) {
      throw ExportListQuery.unavailable("list parked events", e);
    }
  }

  /**
   * Makes the row of an export anew from its whole history.
   *
   * @return whether all of it could be written; the parked events are forgotten then
   */
  boolean rebuild(ExportId id, List<JournalEntry> history) {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        delete(connection, "DELETE FROM exports WHERE id = ?", id);
        ExportListHandler.apply(connection, ListedEvent.of(id, history));
        delete(connection, "DELETE FROM parked_events WHERE export_id = ?", id);
        connection.commit();
        return true;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        if (!isCausedByValues(e)) {
          throw e;
        }
        LOG.warn("Still cannot list export {}: {}", id, e.toString());
        return false;
      }
    } catch (SQLException e) {
      throw ExportListQuery.unavailable("write parked events again", e);
    }
  }

  /** Writes what has happened since; what is written already changes nothing. */
  void catchUp(ExportId id, List<JournalEntry> history) {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false); // the row, and what is due to webhooks, together
      ExportListHandler.apply(connection, ListedEvent.of(id, history));
      connection.commit();
    } catch (SQLException e) {
      throw ExportListQuery.unavailable("write the list of exports", e);
    }
  }

  private static void delete(Connection connection, String sql, ExportId id) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setObject(1, id.value());
      delete.executeUpdate();
    }
  }
}
