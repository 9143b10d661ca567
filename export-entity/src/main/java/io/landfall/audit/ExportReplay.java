package io.landfall.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.landfall.audit.chain.EventCause;
import io.landfall.audit.chain.EventMetadata;
import io.landfall.audit.chain.JournalRow;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.ExportState;
import io.landfall.export.entity.ExportState.ExistingState;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Folds the events of an export one by one, from the first, as the export itself does when it
 * recovers. It ends at an event that cannot be read or that cannot follow: what came after would be
 * made of less than what happened. Blocking; reads page by page, and holds nothing in the database
 * meanwhile.
 */
public final class ExportReplay {
  private static final int PAGE_EVENTS = 100;

  /** Rows that are marked as deleted are none that an export recovers from. */
  private static final String PAGE =
      "select "
          + JournalRows.COLUMNS
          + " from event_journal j where j.persistence_id = ? and j.sequence_number > ?"
          + " and not j.deleted order by j.sequence_number limit "
          + PAGE_EVENTS;

  private final DataSource dataSource;

  public ExportReplay(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * An event and what it made of the export.
   *
   * @param writtenAt by the clock of the node that wrote it
   * @param cause {@code null}: versions of old did not tell
   * @param state after it
   */
  public record ReplayedEvent(
      long sequenceNumber,
      Instant writtenAt,
      EventCause cause,
      ExportEvent event,
      ExistingState state) {}

  /**
   * How a replay ended.
   *
   * @param events that were folded
   * @param problem why it ended before the last event, as sentences; {@code null}: it did not
   */
  public record ReplayOutcome(long events, String problem) {}

  /**
   * Replays an export.
   *
   * @param each is given every event in order
   * @throws ExportFailure EXPORT_UNKNOWN: the journal has no event of it
   */
  public ReplayOutcome replay(ExportId id, Consumer<ReplayedEvent> each) {
    ExportState state = ExportState.beforeFirstEvent();
    long events = 0;
    while (true) {
      List<JournalRow> page = page(id, events);
      for (JournalRow row : page) {
        if (row.sequenceNumber() != events + 1) {
          return new ReplayOutcome(
              events,
              "Event %d is missing; the next one is %d."
                  .formatted(events + 1, row.sequenceNumber()));
        }
        ExportEvent event;
        try {
          event = JournalEvents.read(row);
        } catch (IOException e) {
          return new ReplayOutcome(events, unreadable(row, e));
        }
        try {
          state = state.apply(event);
        } catch (RuntimeException e) {
          return new ReplayOutcome(
              events, "Event %d has no place here. %s.".formatted(events + 1, firstLine(e)));
        }
        events++;
        each.accept(replayed(row, event, (ExistingState) state));
      }
      if (page.size() < PAGE_EVENTS) {
        if (events == 0) {
          throw new ExportFailure(
              ErrorCode.EXPORT_UNKNOWN,
              "Cannot find export %s: the journal has no event of it.".formatted(id));
        }
        return new ReplayOutcome(events, null);
      }
    }
  }

  private List<JournalRow> page(ExportId id, long after) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(PAGE)) {
      select.setString(1, JournalRows.persistenceId(id));
      select.setLong(2, after);
      List<JournalRow> page = new ArrayList<>(PAGE_EVENTS);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          page.add(JournalRows.read(rows));
        }
      }
      return page;
    } catch (SQLException e) {
      throw JournalRows.unavailable("read the journal", e);
    }
  }

  private static ReplayedEvent replayed(JournalRow row, ExportEvent event, ExistingState state) {
    EventMetadata metadata = row.metadata() == null ? null : EventMetadata.parse(row.metadata());
    return new ReplayedEvent(
        row.sequenceNumber(),
        Instant.ofEpochMilli(row.writtenMillis()),
        metadata == null ? null : metadata.cause(),
        event,
        state);
  }

  private static String unreadable(JournalRow row, IOException e) {
    return "Event %d cannot be read: %s. If a newer version wrote it, use that one; audit verify tells whether somebody changed it."
        .formatted(row.sequenceNumber(), firstLine(e));
  }

  /** Where Jackson stood tells nobody anything; what it cites may be anything. */
  private static String firstLine(Exception e) {
    String message =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    return String.valueOf(message).lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ");
  }
}
