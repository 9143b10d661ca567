package io.landfall.export.list;

import akka.projection.eventsourced.EventEnvelope;
import akka.projection.jdbc.javadsl.JdbcHandler;
import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.ExportGauges;
import io.landfall.export.entity.ExportHistory.JournalEntry;
import io.landfall.export.entity.RunningState;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.PlainText;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.RequestOrigin.ProjectUse;
import io.landfall.webhook.WebhookEvent;
import io.landfall.webhook.WebhookOutbox;
import io.landfall.webhook.WebhookOutbox.EventError;
import io.landfall.webhook.WebhookOutbox.OutboxEvent;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes the table {@code exports} from the journal, as many events in one transaction as there
 * are. A row remembers the number of the last event it holds, so an event that comes again changes
 * nothing. One that cannot be written is {@linkplain ParkedEvents parked}.
 */
final class ExportListHandler
    extends JdbcHandler<List<EventEnvelope<ExportEvent>>, DataSourceSession> {
  private static final String INSERT =
      """
      INSERT INTO exports
        (id, owner, name, status, labels, created_at, updated_at, sequence_number, projects,
          organization)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
      status_reason = nullif(status_reason, ?), needs_clean_up = false,
      """;

  /** The file stays for who has been given it, and for a retry of its delivery. */
  private static final String UPDATE_FAILED =
      """
      status = ?, status_reason = nullif(?, ''), error_code = ?, error_detail = ?,
      file_bytes = CASE WHEN ? THEN file_bytes END, needs_clean_up = true, keeps_file = true,
      kept_until = greatest(
        CASE WHEN kept_until > ? THEN kept_until END, nullif(?, '')::timestamptz),
      """;

  /** A date that was over before the export ended again is none. */
  private static final String UPDATE_COMPLETED =
      """
      status = ?, status_reason = nullif(?, ''), needs_clean_up = true, keeps_file = true,
      kept_until = greatest(
        CASE WHEN kept_until > ? THEN kept_until END, nullif(?, '')::timestamptz),
      """;

  /** One that has ended begins to deliver; another goes on with what it does. */
  private static final String UPDATE_DELIVERED_AGAIN =
      """
      status = CASE WHEN status IN ('SUCCESS', 'ERROR') THEN ? ELSE status END,
      status_reason = CASE WHEN status IN ('SUCCESS', 'ERROR') THEN NULL ELSE status_reason END,
      error_code = NULL, error_detail = NULL,
      """;

  private final ExportGauges gauges;

  ExportListHandler(ExportGauges gauges) {
    this.gauges = gauges;
  }

  @Override
  public void process(DataSourceSession session, List<EventEnvelope<ExportEvent>> envelopes)
      throws Exception {
    List<ListedEvent> events = envelopes.stream().map(ListedEvent::of).toList();
    int parked =
        session.withConnection(
            connection -> ParkedEvents.writeOrPark(connection, events, ExportListHandler::apply));
    for (int i = 0; i < parked; i++) {
      gauges.recordParkedEvent();
    }
  }

  /**
   * An event of an export.
   *
   * @param sequenceNumber which one it is, from 1
   */
  record ListedEvent(ExportId id, ExportEvent event, long sequenceNumber) {
    private static ListedEvent of(EventEnvelope<ExportEvent> envelope) {
      String persistenceId = envelope.persistenceId();
      String id = persistenceId.substring(persistenceId.indexOf('|') + 1);
      return new ListedEvent(ExportId.parse(id), envelope.event(), envelope.sequenceNr());
    }

    static List<ListedEvent> of(ExportId id, List<JournalEntry> history) {
      return history.stream()
          .map(entry -> new ListedEvent(id, entry.event(), entry.sequenceNumber()))
          .toList();
    }

    /** What it is to webhooks; empty: nothing. */
    private Optional<OutboxEvent> due() {
      if (event instanceof ExportEvent.Completed e) {
        return due(WebhookEvent.SUCCEEDED, EventError.NONE, e.partial());
      } else if (event instanceof ExportEvent.Failed e) {
        return due(
            WebhookEvent.FAILED,
            new EventError(e.code().slug(), e.step().label(), e.detail()),
            e.partial());
      } else if (event instanceof ExportEvent.Canceled e) {
        var cancel = ExportSummary.StepFailure.ofCancel(e.by(), e.step());
        return due(
            WebhookEvent.CANCELED,
            new EventError(cancel.code().slug(), cancel.step().label(), cancel.detail()),
            false);
      }
      return Optional.empty();
    }

    private Optional<OutboxEvent> due(WebhookEvent what, EventError error, boolean isPartial) {
      return Optional.of(new OutboxEvent(id, sequenceNumber, what, event.at(), error, isPartial));
    }

    private RowWrite write() {
      return event instanceof ExportEvent.Requested requested
          ? insertOf(id, requested, sequenceNumber)
          : updateOf(event).of(id, event.at(), sequenceNumber);
    }
  }

  /**
   * A statement that writes one row.
   *
   * @param values one a question mark; arrays are of texts or of UUIDs
   */
  private record RowWrite(String sql, List<Object> values) {
    private void bind(PreparedStatement statement) throws SQLException {
      for (int i = 0; i < values.size(); i++) {
        Object value = values.get(i);
        if (value instanceof Object[] array) {
          String type = array instanceof UUID[] ? "uuid" : "text";
          statement.setArray(i + 1, statement.getConnection().createArrayOf(type, array));
        } else {
          statement.setObject(i + 1, plain(value));
        }
      }
    }
  }

  /**
   * Brings rows up to date, event by event in this order, and adds what is due to webhooks; those
   * beside each other that need the same statement go to the database together.
   */
  static void apply(Connection connection, List<ListedEvent> events) throws SQLException {
    for (int from = 0, to; from < events.size(); from = to) {
      RowWrite write = events.get(from).write();
      try (PreparedStatement statement = connection.prepareStatement(write.sql())) {
        RowWrite next = write;
        for (to = from; next != null && next.sql().equals(write.sql()); ) {
          next.bind(statement);
          statement.addBatch();
          next = ++to < events.size() ? events.get(to).write() : null;
        }
        executeBatch(statement);
      }
    }
    ExportUsage.add(connection, events);
    WebhookOutbox.add(connection, events.stream().flatMap(each -> each.due().stream()).toList());
  }

  /** Fails as one statement would: what the driver says of a batch quotes all its values. */
  static void executeBatch(PreparedStatement statement) throws SQLException {
    try {
      statement.executeBatch();
    } catch (BatchUpdateException e) {
      throw e.getNextException() == null ? e : e.getNextException();
    }
  }

  private static RowWrite insertOf(ExportId id, ExportEvent.Requested event, long sequenceNumber) {
    ExportRequest request = event.request();
    return new RowWrite(
        INSERT,
        Arrays.asList(
            id.value(),
            request.owner(),
            request.name(),
            ExportStatus.PENDING.name(),
            request.labels().stream().map(PlainText::cleaned).toArray(String[]::new),
            Timestamp.from(event.at()),
            Timestamp.from(event.at()),
            sequenceNumber,
            projects(request),
            request.memberOf()));
  }

  private static UUID[] projects(ExportRequest request) {
    return request.origin() == null
        ? new UUID[0]
        : request.origin().projects().stream()
            .map(ProjectUse::projectId)
            .distinct()
            .toArray(UUID[]::new);
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

    private RowWrite of(ExportId id, Instant at, long sequenceNumber) {
      List<Object> all = new ArrayList<>(values);
      all.addAll(List.of(Timestamp.from(at), sequenceNumber, id.value(), sequenceNumber));
      return new RowWrite(
          "UPDATE exports SET "
              + assignments
              + " updated_at = ?, sequence_number = ? WHERE id = ? AND sequence_number < ?",
          all);
    }
  }

  private static RowUpdate updateOf(ExportEvent event) {
    if (event instanceof ExportEvent.Planned e) {
      return RowUpdate.of(
          "status = ?, name = coalesce(name, ?), tiles_total = ?, pixels = ?,",
          ExportStatus.SUBMITTED.name(),
          e.plan().fileName(),
          e.plan().layout().tilesTotal(),
          (long) e.plan().grid().width() * e.plan().grid().height());
    } else if (event instanceof ExportEvent.UploadOpened) {
      return RowUpdate.status(ExportStatus.RENDERING);
    } else if (event instanceof ExportEvent.TaskStored e) {
      return RowUpdate.of("tiles_done = tiles_done + ?,", (long) e.task().tileCount());
    } else if (event instanceof ExportEvent.ObjectStored e) {
      return RowUpdate.of(
          "status = ?, file_bytes = ?,", ExportStatus.DELIVERING.name(), e.object().bytes());
    } else if (event instanceof ExportEvent.Completed e) {
      return RowUpdate.of(
          UPDATE_COMPLETED,
          ExportStatus.SUCCESS.name(),
          e.partial() ? ExportSummary.PARTIAL_DELIVERY : "",
          Timestamp.from(e.at()),
          text(e.keptUntil()));
    } else if (event instanceof ExportEvent.Failed e) {
      return RowUpdate.of(
          UPDATE_FAILED,
          ExportStatus.ERROR.name(),
          e.partial() ? ExportSummary.PARTIAL_DELIVERY : "",
          e.code().name(),
          e.detail(),
          isFileRetained(e),
          Timestamp.from(e.at()),
          text(e.keptUntil()));
    } else if (event instanceof ExportEvent.Canceled e) {
      var failure = ExportSummary.StepFailure.ofCancel(e.by(), e.step());
      return RowUpdate.of(
          UPDATE_FAILED,
          ExportStatus.ERROR.name(),
          ExportSummary.CANCELED,
          failure.code().name(),
          failure.detail(),
          e.partial(),
          Timestamp.from(e.at()),
          text(e.keptUntil()));
    } else if (event instanceof ExportEvent.Paused) {
      return RowUpdate.of("status_reason = ?,", ExportSummary.PAUSED);
    } else if (event instanceof ExportEvent.Resumed) {
      return RowUpdate.of("status_reason = NULL,");
    } else if (event instanceof ExportEvent.Retried) {
      return RowUpdate.of(UPDATE_RETRIED, ExportStatus.PENDING.name(), ExportSummary.RETRYING);
    } else if (event instanceof ExportEvent.DestinationsAdded) {
      return RowUpdate.of(UPDATE_DELIVERED_AGAIN, ExportStatus.DELIVERING.name());
    } else if (event instanceof ExportEvent.KeptUntil e) {
      return RowUpdate.of(
          "kept_until = greatest(kept_until, ?::timestamptz),", e.until().toString());
    } else if (event instanceof ExportEvent.Expired) {
      return RowUpdate.of(
          "status_reason = ?, file_bytes = NULL, keeps_file = false, needs_clean_up = true,",
          ExportSummary.EXPIRED);
    } else if (event instanceof ExportEvent.CleanedUp) {
      return RowUpdate.of(
          UPDATE_CLEANED_UP, ExportStatus.DELIVERING.name(), ExportSummary.RETRYING);
    }
    return RowUpdate.of("");
  }

  /** Returns a time as text; empty: none. */
  private static String text(Instant time) {
    return time == null ? "" : time.toString();
  }

  private static boolean isFileRetained(ExportEvent.Failed failed) {
    return failed.step() == ExportStep.DELIVER && RunningState.retainsFile(failed.code());
  }
}
