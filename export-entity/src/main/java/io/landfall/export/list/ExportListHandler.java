package io.landfall.export.list;

import akka.projection.eventsourced.EventEnvelope;
import akka.projection.jdbc.javadsl.JdbcHandler;
import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.ExportGauges;
import io.landfall.export.entity.RunningState;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.PlainText;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.RequestOrigin.ProjectUse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the table {@code exports} from the journal. A row remembers the number of the last event
 * it holds, so an event that comes again changes nothing. One that cannot be written is {@linkplain
 * ParkedEvents parked}.
 */
final class ExportListHandler extends JdbcHandler<EventEnvelope<ExportEvent>, DataSourceSession> {
  private static final String INSERT =
      """
      INSERT INTO exports
        (id, owner, name, status, labels, created_at, updated_at, sequence_number, projects)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO NOTHING
      """;

  /** Without a file the whole export begins again, else only its delivery. */
  private static final String UPDATE_RETRIED =
      """
      status = ?, status_reason = ?, error_code = NULL, error_detail = NULL,
      tiles_done = CASE WHEN file_bytes IS NULL THEN 0 ELSE tiles_done END,
      tiles_total = CASE WHEN file_bytes IS NULL THEN 0 ELSE tiles_total END,
      """;

  /** Ends the waiting of an export that is tried again; an ended one stays as it is. */
  private static final String UPDATE_CLEANED_UP =
      """
      status = CASE WHEN status = 'PENDING' AND file_bytes IS NOT NULL THEN ? ELSE status END,
      status_reason = nullif(status_reason, ?),
      """;

  private final ExportGauges gauges;

  ExportListHandler(ExportGauges gauges) {
    this.gauges = gauges;
  }

  @Override
  public void process(DataSourceSession session, EventEnvelope<ExportEvent> envelope)
      throws Exception {
    ExportId id = ExportId.parse(idOf(envelope.persistenceId()));
    boolean isWritten =
        session.withConnection(
            connection ->
                ParkedEvents.writeOrPark(
                    connection,
                    id,
                    envelope.sequenceNr(),
                    () -> apply(connection, id, envelope.event(), envelope.sequenceNr())));
    if (!isWritten) {
      gauges.recordParkedEvent();
    }
  }

  private static String idOf(String persistenceId) {
    return persistenceId.substring(persistenceId.indexOf('|') + 1);
  }

  /** Brings the row of {@code id} up to event number {@code sequenceNumber}. */
  static void apply(Connection connection, ExportId id, ExportEvent event, long sequenceNumber)
      throws SQLException {
    if (event instanceof ExportEvent.Requested requested) {
      insert(connection, id, requested, sequenceNumber);
      return;
    }
    RowUpdate change = updateOf(event);
    String sql =
        "UPDATE exports SET %s updated_at = ?, sequence_number = ? WHERE id = ? AND sequence_number < ?"
            .formatted(change.assignments());
    var values = new ArrayList<>(change.values());
    values.add(Timestamp.from(event.at()));
    values.add(sequenceNumber);
    values.add(id.value());
    values.add(sequenceNumber);
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        update.setObject(i + 1, plain(values.get(i)));
      }
      update.executeUpdate();
    }
  }

  private static void insert(
      Connection connection, ExportId id, ExportEvent.Requested event, long sequenceNumber)
      throws SQLException {
    var request = event.request();
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setObject(1, id.value());
      insert.setString(2, PlainText.cleaned(request.owner()));
      insert.setString(3, PlainText.cleaned(request.name()));
      insert.setString(4, ExportStatus.PENDING.name());
      insert.setArray(5, connection.createArrayOf("text", plainLabels(request)));
      insert.setTimestamp(6, Timestamp.from(event.at()));
      insert.setTimestamp(7, Timestamp.from(event.at()));
      insert.setLong(8, sequenceNumber);
      insert.setArray(9, connection.createArrayOf("uuid", projects(request)));
      insert.executeUpdate();
    }
  }

  private static Object[] projects(ExportRequest request) {
    return request.origin() == null
        ? new Object[0]
        : request.origin().projects().stream().map(ProjectUse::projectId).distinct().toArray();
  }

  private static Object[] plainLabels(ExportRequest request) {
    return request.labels().stream().map(PlainText::cleaned).toArray();
  }

  /**
   * Old journals, and messages about files, may hold characters that the table has no place for.
   */
  private static Object plain(Object value) {
    return value instanceof String text ? PlainText.cleaned(text) : value;
  }

  /**
   * What an event changes in a row.
   *
   * @param assignments SQL, each followed by a comma
   * @param values one a question mark in it
   */
  private record RowUpdate(String assignments, List<Object> values) {
    static RowUpdate of(String assignments, Object... values) {
      return new RowUpdate(assignments, List.of(values));
    }

    static RowUpdate status(ExportStatus status) {
      return of("status = ?,", status.name());
    }
  }

  private static RowUpdate updateOf(ExportEvent event) {
    if (event instanceof ExportEvent.Planned e) {
      return RowUpdate.of(
          "status = ?, name = coalesce(name, ?), tiles_total = ?,",
          ExportStatus.SUBMITTED.name(),
          e.plan().fileName(),
          e.plan().layout().tilesTotal());
    } else if (event instanceof ExportEvent.UploadOpened) {
      return RowUpdate.status(ExportStatus.RENDERING);
    } else if (event instanceof ExportEvent.TaskStored e) {
      return RowUpdate.of("tiles_done = tiles_done + ?,", (long) e.task().tileCount());
    } else if (event instanceof ExportEvent.ObjectStored e) {
      return RowUpdate.of(
          "status = ?, file_bytes = ?,", ExportStatus.DELIVERING.name(), e.object().bytes());
    } else if (event instanceof ExportEvent.Completed) {
      return RowUpdate.of("status = ?, status_reason = NULL,", ExportStatus.SUCCESS.name());
    } else if (event instanceof ExportEvent.Failed e) {
      return RowUpdate.of(
          "status = ?, status_reason = NULL, error_code = ?, error_detail = ?, file_bytes = "
              + (isFileRetained(e) ? "file_bytes," : "NULL,"),
          ExportStatus.ERROR.name(),
          e.code().name(),
          e.detail());
    } else if (event instanceof ExportEvent.Canceled e) {
      var failure = ExportSummary.StepFailure.ofCancel(e.by(), e.step());
      return RowUpdate.of(
          "status = ?, status_reason = ?, error_code = ?, error_detail = ?, file_bytes = NULL,",
          ExportStatus.ERROR.name(),
          ExportSummary.CANCELED,
          failure.code().name(),
          failure.detail());
    } else if (event instanceof ExportEvent.Paused) {
      return RowUpdate.of("status_reason = ?,", ExportSummary.PAUSED);
    } else if (event instanceof ExportEvent.Resumed) {
      return RowUpdate.of("status_reason = NULL,");
    } else if (event instanceof ExportEvent.Retried) {
      return RowUpdate.of(UPDATE_RETRIED, ExportStatus.PENDING.name(), ExportSummary.RETRYING);
    } else if (event instanceof ExportEvent.CleanedUp) {
      return RowUpdate.of(
          UPDATE_CLEANED_UP, ExportStatus.DELIVERING.name(), ExportSummary.RETRYING);
    }
    return RowUpdate.of("");
  }

  private static boolean isFileRetained(ExportEvent.Failed failed) {
    return failed.step() == ExportStep.DELIVER && RunningState.retainsFile(failed.code());
  }
}
