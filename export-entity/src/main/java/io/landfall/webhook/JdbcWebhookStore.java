package io.landfall.webhook;

import static io.landfall.sql.SqlStatements.prepare;
import static io.landfall.sql.SqlStatements.update;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.secret.SecretCipher;
import io.landfall.secret.SecretContext;
import io.landfall.sql.SqlArray;
import io.landfall.webhook.Webhook.WebhookTarget;
import io.landfall.webhook.WebhookDelivery.WebhookState;
import io.landfall.workspace.Access;
import io.landfall.workspace.Caller;
import io.landfall.workspace.ListCursor;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.WorkspaceDatabase;
import io.landfall.workspace.WorkspacePage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;

/** The webhooks in the table {@code webhooks}, their log in {@code webhook_deliveries}. */
public final class JdbcWebhookStore implements WebhookStore {
  /** Two at a time may find room for one: a few too many do no harm. */
  private static final String INSERT =
      """
      INSERT INTO webhooks (id, owner, organization, name, url, events, labels, secret, key_id)
      SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?
      WHERE (SELECT count(*) FROM webhooks WHERE owner = ?) < ?
      ON CONFLICT (id) DO NOTHING
      """;

  /** One that is sent just now is left alone: its attempt counts as this one's. */
  private static final String REPLAY =
      """
      UPDATE webhook_deliveries
      SET state = 'PENDING', tries = 0, lease = NULL, next_attempt_at = now()
      WHERE id = ? AND webhook_id = ? AND (lease IS NULL OR next_attempt_at <= now())
      """;

  private static final String FORGET_TESTS =
      "DELETE FROM webhook_deliveries WHERE webhook_id = ? AND export_id IS NULL"
          + " AND state <> 'PENDING'";

  private static final String INSERT_TEST =
      """
      INSERT INTO webhook_deliveries
        (webhook_id, sequence_number, event, event_at, next_attempt_at)
      SELECT id, 0, ?, now(), now() FROM webhooks w
      WHERE id = ? AND NOT EXISTS (SELECT FROM webhook_deliveries
        WHERE webhook_id = w.id AND export_id IS NULL)
      """;

  private final WorkspaceDatabase database;
  private final Optional<SecretCipher> cipher;

  /**
   * Makes a store over a database that is migrated.
   *
   * @param cipher for secrets; empty: no webhook can be made
   */
  public JdbcWebhookStore(DataSource dataSource, Optional<SecretCipher> cipher) {
    this.database = new WorkspaceDatabase(dataSource);
    this.cipher = cipher;
  }

  @Override
  public NewWebhook create(UUID id, Access access, WebhookTarget target) {
    WebhookSecret secret = WebhookSecret.generate();
    SecretContext context = WebhookRows.context(id, access.owner(), target.url().toString());
    Object[] values = {
      id,
      access.owner(),
      access.organization(),
      target.name(),
      target.url().toString(),
      SqlArray.ofTexts(target.events().stream().map(WebhookEvent::type).toList()),
      SqlArray.ofTexts(target.labels()),
      cipher().encrypt(secret.text(), context),
      cipher().keyId(),
      access.owner(),
      Webhook.MAX_PER_OWNER
    };
    int made =
        database.change("keep the webhook", connection -> update(connection, INSERT, values));
    Webhook webhook =
        select("id = ?", id).stream()
            .findFirst()
            .orElseThrow(
                () ->
                    new ExportFailure(
                        ErrorCode.STATE_CONFLICT,
                        "Cannot keep a webhook: you have %d, as many as may be. Delete some."
                            .formatted(Webhook.MAX_PER_OWNER)));
    if (made == 1) {
      return new NewWebhook(webhook, secret);
    }
    if (!webhook.access().owner().equals(access.owner()) || !webhook.target().equals(target)) {
      throw new ExportFailure(
          ErrorCode.STATE_CONFLICT, "Cannot keep the webhook: %s is another one.".formatted(id));
    }
    return new NewWebhook(webhook, secret(webhook));
  }

  private WebhookSecret secret(Webhook webhook) {
    String sql = "SELECT id AS webhook_id, owner, url, secret FROM webhooks WHERE id = ?";
    return database.read(
        "read the webhook",
        connection -> {
          try (PreparedStatement select = prepare(connection, sql, webhook.id());
              ResultSet row = select.executeQuery()) {
            if (!row.next()) {
              throw unknown(webhook.id());
            }
            return WebhookRows.secret(row, cipher());
          }
        });
  }

  @Override
  public Optional<Webhook> find(UUID id, Caller caller) {
    return select("id = ?", id).stream()
        .findFirst()
        .filter(webhook -> webhook.access().isReadableBy(caller));
  }

  @Override
  public WorkspacePage<Webhook> list(Caller caller, PageRequest page) {
    ListCursor after = page.after() == null ? null : ListCursor.parse(page.after());
    String newestFirst = " ORDER BY created_at DESC, id DESC LIMIT ?";
    int oneMore = page.limit() + 1; // tells whether another page follows
    List<Webhook> found =
        after == null
            ? select("owner = ?" + newestFirst, caller.user(), oneMore)
            : select(
                "owner = ? AND (created_at, id) < (?, ?)" + newestFirst,
                caller.user(),
                after.createdAt().atOffset(ZoneOffset.UTC),
                after.id(),
                oneMore);
    return page(found, page.limit(), last -> new ListCursor(last.createdAt(), last.id()));
  }

  @Override
  public void delete(UUID id, Caller caller) {
    if (find(id, caller).filter(found -> found.access().isWritableBy(caller)).isEmpty()) {
      throw unknown(id);
    }
    database.change(
        "delete the webhook",
        connection -> update(connection, "DELETE FROM webhooks WHERE id = ?", id));
  }

  @Override
  public WorkspacePage<WebhookDelivery> deliveries(
      Webhook webhook, WebhookState state, PageRequest page) {
    List<String> conditions = new ArrayList<>(List.of("webhook_id = ?"));
    List<Object> values = new ArrayList<>(List.of(webhook.id()));
    if (state != null) {
      conditions.add("state = ?");
      values.add(state.name());
    }
    if (page.after() != null) {
      ListCursor after = ListCursor.parse(page.after());
      conditions.add("(event_at, id) < (?, ?)");
      values.add(after.createdAt().atOffset(ZoneOffset.UTC));
      values.add(after.id());
    }
    values.add(page.limit() + 1);
    String condition =
        String.join(" AND ", conditions) + " ORDER BY event_at DESC, id DESC LIMIT ?";
    return page(
        selectDeliveries(condition, values.toArray()),
        page.limit(),
        last -> new ListCursor(last.eventAt(), last.id()));
  }

  @Override
  public Optional<WebhookDelivery> replay(Webhook webhook, UUID deliveryId) {
    requireEnabled(webhook);
    database.change(
        "send the event again", connection -> update(connection, REPLAY, deliveryId, webhook.id()));
    return selectDeliveries("id = ? AND webhook_id = ?", deliveryId, webhook.id()).stream()
        .findFirst();
  }

  @Override
  public WebhookDelivery test(Webhook webhook) {
    requireEnabled(webhook);
    database.change(
        "send a test",
        connection -> {
          lock(connection, webhook);
          update(connection, FORGET_TESTS, webhook.id());
          return update(connection, INSERT_TEST, WebhookEvent.TEST.type(), webhook.id());
        });
    return selectDeliveries("webhook_id = ? AND export_id IS NULL", webhook.id()).stream()
        .findFirst()
        .orElseThrow(() -> unknown(webhook.id())); // deleted meanwhile
  }

  /** Keeps two callers from making a test each. */
  private static void lock(Connection connection, Webhook webhook) throws SQLException {
    String sql = "SELECT id FROM webhooks WHERE id = ? FOR UPDATE";
    try (PreparedStatement lock = prepare(connection, sql, webhook.id())) {
      lock.execute();
    }
  }

  private static void requireEnabled(Webhook webhook) {
    if (webhook.disabled() != null) {
      throw new ExportFailure(
          ErrorCode.STATE_CONFLICT,
          "Cannot send to a webhook that is disabled: %s Make another."
              .formatted(webhook.disabled().reason()));
    }
  }

  private SecretCipher cipher() {
    return cipher.orElseThrow(
        () ->
            new ExportFailure(
                ErrorCode.OPTION_UNSUPPORTED,
                "Cannot keep secrets: this service has no key to encrypt them with. Ask the"
                    + " operator to set LANDFALL_SECRETS_KEY."));
  }

  private static ExportFailure unknown(UUID id) {
    return new ExportFailure(ErrorCode.WORKSPACE_UNKNOWN, "Cannot find webhook %s.".formatted(id));
  }

  private List<Webhook> select(String condition, Object... values) {
    String sql = "SELECT * FROM webhooks WHERE " + condition;
    return database.read(
        "read webhooks",
        connection -> {
          try (PreparedStatement select = prepare(connection, sql, values);
              ResultSet row = select.executeQuery()) {
            List<Webhook> found = new ArrayList<>();
            while (row.next()) {
              found.add(WebhookRows.webhook(row));
            }
            return found;
          }
        });
  }

  private List<WebhookDelivery> selectDeliveries(String condition, Object... values) {
    String sql =
        "SELECT id, webhook_id, export_id, event, event_at, state, attempts, next_attempt_at"
            + " FROM webhook_deliveries WHERE "
            + condition;
    return database.read(
        "read what was sent to a webhook",
        connection -> {
          try (PreparedStatement select = prepare(connection, sql, values);
              ResultSet row = select.executeQuery()) {
            List<WebhookDelivery> found = new ArrayList<>();
            while (row.next()) {
              found.add(WebhookRows.delivery(row));
            }
            return found;
          }
        });
  }

  private static <T> WorkspacePage<T> page(
      List<T> found, int limit, Function<T, ListCursor> cursor) {
    return found.size() <= limit
        ? new WorkspacePage<>(found, null)
        : new WorkspacePage<>(
            found.subList(0, limit), cursor.apply(found.get(limit - 1)).toString());
  }
}
