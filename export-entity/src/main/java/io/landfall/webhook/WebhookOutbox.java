package io.landfall.webhook;

import io.landfall.model.ExportId;
import io.landfall.model.PlainText;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Adds what is due to webhooks, in the transaction of who reads the journal: an event that is
 * listed is due, and one that is not listed is not. An event that comes again, as when the list is
 * made anew, adds nothing: its row is still there, or it is older than rows are kept.
 */
public final class WebhookOutbox {
  /** How long it is remembered what was sent. */
  public static final Duration KEPT = Duration.ofDays(30);

  /**
   * By so much the clock of a node may be behind that of the database, so that no event is lost.
   */
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);

  /**
   * The id follows from webhook and event: a row that was lost and is added again has the same, and
   * so has what is sent. The lock keeps a webhook from being deleted before the transaction ends.
   */
  private static final String INSERT =
      """
      INSERT INTO webhook_deliveries (id, webhook_id, export_id, sequence_number, event, event_at,
        error_code, error_step, error_detail, partial, next_attempt_at)
      SELECT encode(substr(sha256(convert_to(concat(w.id, e.id, ?), 'UTF8')), 1, 16), 'hex')::uuid,
        w.id, e.id, ?, ?, ?, ?, ?, ?, ?, now()
      FROM exports e JOIN webhooks w ON w.owner = e.owner
      WHERE e.id = ? AND w.disabled_at IS NULL AND w.events @> ARRAY[?]::text[]
        AND (cardinality(w.labels) = 0 OR w.labels && e.labels)
        AND ? >= w.created_at - make_interval(secs => ?)
        AND ? >= now() - make_interval(secs => ?)
      FOR KEY SHARE OF w
      ON CONFLICT (id) DO NOTHING
      """;

  private WebhookOutbox() {}

  /**
   * Why an export has ended without its files.
   *
   * @param code slug of a problem
   * @param step that was under way
   */
  public record EventError(String code, String step, String detail) {
    /** Of an export that has its files. */
    public static final EventError NONE = new EventError(null, null, null);
  }

  /**
   * The end of an export, in the words of the journal.
   *
   * @param sequenceNumber of the event in the journal
   * @param event not TEST
   * @param isPartial whether some destinations have the files, and others do not
   */
  public record OutboxEvent(
      ExportId id,
      long sequenceNumber,
      WebhookEvent event,
      Instant at,
      EventError error,
      boolean isPartial) {

    private void bind(PreparedStatement insert) throws SQLException {
      insert.setString(1, "." + sequenceNumber);
      insert.setLong(2, sequenceNumber);
      insert.setString(3, event.type());
      insert.setTimestamp(4, Timestamp.from(at));
      insert.setString(5, error.code());
      insert.setString(6, error.step());
      insert.setString(7, PlainText.cleaned(error.detail()));
      insert.setBoolean(8, isPartial);
      insert.setObject(9, id.value());
      insert.setString(10, event.type());
      insert.setTimestamp(11, Timestamp.from(at));
      insert.setDouble(12, CLOCK_SKEW.toSeconds());
      insert.setTimestamp(13, Timestamp.from(at));
      insert.setDouble(14, KEPT.toSeconds());
    }
  }

  /**
   * Adds what is due to the webhooks of the exports' owners, whose rows are in the list already.
   */
  public static void add(Connection connection, List<OutboxEvent> events) throws SQLException {
    if (events.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (OutboxEvent event : events) {
        event.bind(insert);
        insert.addBatch();
      }
      insert.executeBatch();
    } catch (BatchUpdateException e) { // which quotes all values
      throw e.getNextException() == null ? e : e.getNextException();
    }
  }
}
