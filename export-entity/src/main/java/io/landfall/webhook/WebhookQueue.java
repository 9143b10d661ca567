package io.landfall.webhook;

import static io.landfall.sql.SqlStatements.prepare;
import static io.landfall.sql.SqlStatements.update;

import io.landfall.model.ExportFailure;
import io.landfall.secret.SecretCipher;
import io.landfall.sql.SqlArray;
import io.landfall.webhook.WebhookDelivery.WebhookAttempt;
import io.landfall.webhook.WebhookDelivery.WebhookState;
import io.landfall.workspace.WorkspaceDatabase;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * What is due, for who sends it. Each row is leased to one sender; where that ends without a word,
 * the row is due again when the lease is over, and may be sent twice. Times are those of the
 * database. Blocking; fails with an {@link ExportFailure} of DATABASE_UNAVAILABLE.
 */
public final class WebhookQueue {
  /** Each owner in turn has so many places, and those that are due first come first. */
  private static final String LEASE =
      """
      WITH busy AS (SELECT * FROM unnest(?::text[], ?::int[]) AS b (owner, sending)),
      due AS (
        SELECT d.id, d.next_attempt_at, w.owner,
          row_number() OVER (PARTITION BY w.owner ORDER BY d.next_attempt_at, d.id) AS place
        FROM webhooks w CROSS JOIN LATERAL (
          SELECT id, next_attempt_at FROM webhook_deliveries
          WHERE webhook_id = w.id AND state = 'PENDING' AND next_attempt_at <= now()
          ORDER BY next_attempt_at, id LIMIT ?) d),
      chosen AS (
        SELECT id FROM webhook_deliveries
        WHERE state = 'PENDING' AND next_attempt_at <= now() AND id IN (
          SELECT due.id FROM due LEFT JOIN busy USING (owner)
          WHERE due.place <= ? - coalesce(busy.sending, 0)
          ORDER BY due.next_attempt_at LIMIT ?)
        FOR UPDATE SKIP LOCKED)
      UPDATE webhook_deliveries d
      SET lease = ?, next_attempt_at = now() + make_interval(secs => ?)
      FROM chosen WHERE d.id = chosen.id
      RETURNING d.id
      """;

  private static final String SELECT_LEASED =
      """
      SELECT d.*, w.owner, w.url, w.secret, e.name AS export_name,
        e.labels AS export_labels
      FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id
        LEFT JOIN exports e ON e.id = d.export_id
      WHERE d.id = ANY (?)
      """;

  private static final String SAVE_BODY =
      "UPDATE webhook_deliveries SET body = ? WHERE id = ? AND lease = ?";

  private static final String POSTPONE =
      """
      UPDATE webhook_deliveries SET lease = NULL, next_attempt_at = now() + make_interval(secs => ?)
      WHERE id = ? AND lease = ?
      """;

  private static final String RECORD =
      """
      UPDATE webhook_deliveries
      SET attempts = ?::jsonb, tries = tries + 1, state = ?, lease = NULL,
        next_attempt_at = now() + make_interval(secs => ?)
      WHERE id = ? AND lease = ?
      """;

  /**
   * Waits for who adds deliveries, and keeps others from doing so until the webhook is disabled.
   */
  private static final String LOCK = "SELECT id FROM webhooks WHERE id = ? FOR UPDATE";

  private static final String DISABLE =
      """
      UPDATE webhooks SET disabled_at = now(), disabled_reason = ?
      WHERE id = ? AND disabled_at IS NULL
      """;

  private static final String END_ALL =
      """
      UPDATE webhook_deliveries SET state = 'DEAD', lease = NULL, next_attempt_at = NULL
      WHERE webhook_id = ? AND state = 'PENDING'
      """;

  private static final String PRUNE =
      """
      DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries
        WHERE state <> 'PENDING' AND event_at < now() - make_interval(secs => ?) LIMIT ?)
      """;

  private final WorkspaceDatabase database;
  private final SecretCipher cipher;

  /**
   * Makes one over a database that is migrated.
   *
   * @param cipher that the secrets were encrypted with
   */
  public WebhookQueue(DataSource dataSource, SecretCipher cipher) {
    this.database = new WorkspaceDatabase(dataSource);
    this.cipher = cipher;
  }

  /**
   * A delivery that is this node's to send, until its lease is over.
   *
   * @param lease by which it is told
   * @param tries of the schedule that were made before
   * @param isPartial whether some destinations have the files, and others do not
   * @param body as it was sent before; {@code null}: it was not
   * @param secret empty where it cannot be read
   */
  public record LeasedDelivery(
      WebhookDelivery delivery,
      UUID lease,
      String owner,
      URI url,
      Optional<WebhookSecret> secret,
      int tries,
      long sequenceNumber,
      WebhookOutbox.EventError error,
      boolean isPartial,
      String exportName,
      List<String> exportLabels,
      String body) {}

  /**
   * Leases what is due.
   *
   * @param sending how many this node sends already, by owner
   * @param perOwner of one owner are sent at most so many
   * @param limit at most so many are leased
   */
  public List<LeasedDelivery> lease(
      Map<String, Integer> sending, int perOwner, int limit, Duration leaseTime) {
    UUID lease = UUID.randomUUID();
    List<String> owners = List.copyOf(sending.keySet());
    Object[] values = {
      SqlArray.ofTexts(owners),
      SqlArray.of("int4", owners.stream().map(sending::get).toList()),
      perOwner,
      perOwner,
      limit,
      lease,
      (double) leaseTime.toSeconds()
    };
    return database.change(
        "find what is due to webhooks",
        connection -> {
          List<UUID> ids = new ArrayList<>();
          try (PreparedStatement update = prepare(connection, LEASE, values);
              ResultSet row = update.executeQuery()) {
            while (row.next()) {
              ids.add(row.getObject(1, UUID.class));
            }
          }
          return ids.isEmpty() ? List.of() : leased(connection, ids, lease);
        });
  }

  private List<LeasedDelivery> leased(Connection connection, List<UUID> ids, UUID lease)
      throws SQLException {
    try (PreparedStatement select = prepare(connection, SELECT_LEASED, SqlArray.ofUuids(ids));
        ResultSet row = select.executeQuery()) {
      List<LeasedDelivery> found = new ArrayList<>();
      while (row.next()) {
        found.add(
            new LeasedDelivery(
                WebhookRows.delivery(row),
                lease,
                row.getString("owner"),
                URI.create(row.getString("url")),
                secret(row),
                row.getInt("tries"),
                row.getLong("sequence_number"),
                new WebhookOutbox.EventError(
                    row.getString("error_code"),
                    row.getString("error_step"),
                    row.getString("error_detail")),
                row.getBoolean("partial"),
                row.getString("export_name"),
                WebhookRows.texts(row.getArray("export_labels")),
                row.getString("body")));
      }
      return found;
    }
  }

  /** One secret that cannot be read keeps no other delivery back. */
  private Optional<WebhookSecret> secret(ResultSet row) throws SQLException {
    try {
      return Optional.of(WebhookRows.secret(row, cipher));
    } catch (ExportFailure e) {
      return Optional.empty();
    }
  }

  /** Keeps what is sent, so that each attempt sends the same. */
  public void saveBody(LeasedDelivery leased, String body) {
    database.change(
        "keep what is sent to a webhook",
        connection -> update(connection, SAVE_BODY, body, leased.delivery().id(), leased.lease()));
  }

  /** Gives back what could not be tried, which is no attempt. */
  public void postpone(LeasedDelivery leased, Duration wait) {
    database.change(
        "postpone what is due to a webhook",
        connection ->
            update(connection, POSTPONE, seconds(wait), leased.delivery().id(), leased.lease()));
  }

  /**
   * Keeps how an attempt went, unless the lease was over before.
   *
   * @param next after which time it is tried again; {@code null}: not again
   */
  public void record(
      LeasedDelivery leased, WebhookAttempt attempt, WebhookState state, Duration next) {
    List<WebhookAttempt> attempts = new ArrayList<>(leased.delivery().attempts());
    attempts.add(attempt);
    database.change(
        "keep how a webhook answered",
        connection ->
            update(
                connection,
                RECORD,
                WebhookRows.json(attempts),
                state.name(),
                next == null ? null : seconds(next),
                leased.delivery().id(),
                leased.lease()));
  }

  /** Disables the webhook: what is due to it is dead, and nothing more becomes due. */
  public void disable(LeasedDelivery leased, String reason) {
    UUID webhookId = leased.delivery().webhookId();
    database.change(
        "disable a webhook",
        connection -> {
          try (PreparedStatement lock = prepare(connection, LOCK, webhookId)) {
            lock.execute();
          }
          update(connection, DISABLE, reason, webhookId);
          return update(connection, END_ALL, webhookId);
        });
  }

  /** Forgets what is older than is kept, at most so many; returns how many. */
  public int prune(int limit) {
    return database.change(
        "forget old deliveries of webhooks",
        connection -> update(connection, PRUNE, (double) WebhookOutbox.KEPT.toSeconds(), limit));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
