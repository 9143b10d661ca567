package io.landfall.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.secret.SecretCipher;
import io.landfall.secret.SecretContext;
import io.landfall.webhook.Webhook.WebhookStop;
import io.landfall.webhook.Webhook.WebhookTarget;
import io.landfall.webhook.WebhookDelivery.WebhookAttempt;
import io.landfall.webhook.WebhookDelivery.WebhookState;
import io.landfall.workspace.Access;
import io.landfall.workspace.Visibility;
import java.net.URI;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads and writes the columns of the tables {@code webhooks} and {@code webhook_deliveries}. */
final class WebhookRows {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private WebhookRows() {}

  static Webhook webhook(ResultSet row) throws SQLException {
    Instant disabledAt = instant(row, "disabled_at");
    return new Webhook(
        row.getObject("id", UUID.class),
        new Access(row.getString("owner"), row.getString("organization"), Visibility.PRIVATE),
        new WebhookTarget(
            row.getString("name"),
            URI.create(row.getString("url")),
            texts(row.getArray("events")).stream().map(WebhookRows::event).toList(),
            texts(row.getArray("labels"))),
        instant(row, "created_at"),
        disabledAt == null ? null : new WebhookStop(disabledAt, row.getString("disabled_reason")));
  }

  static WebhookDelivery delivery(ResultSet row) throws SQLException {
    return new WebhookDelivery(
        row.getObject("id", UUID.class),
        row.getObject("webhook_id", UUID.class),
        row.getObject("export_id", UUID.class),
        event(row.getString("event")),
        instant(row, "event_at"),
        WebhookState.valueOf(row.getString("state")),
        attempts(row.getString("attempts")),
        instant(row, "next_attempt_at"));
  }

  /** Decrypts the secret of a webhook. */
  static WebhookSecret secret(ResultSet row, SecretCipher cipher) throws SQLException {
    SecretContext context =
        context(
            row.getObject("webhook_id", UUID.class), row.getString("owner"), row.getString("url"));
    return new WebhookSecret(cipher.decrypt(row.getBytes("secret"), context));
  }

  /** What a secret belongs to: it signs for this URL of this owner and for no other. */
  static SecretContext context(UUID webhookId, String owner, String url) {
    return SecretContext.of("webhook", webhookId, owner, Map.of("url", url));
  }

  static WebhookEvent event(String type) {
    return WebhookEvent.find(type)
        .orElseThrow(() -> new IllegalStateException("Unknown type of event " + type));
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  static List<String> texts(Array array) throws SQLException {
    return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
  }

  static List<WebhookAttempt> attempts(String json) {
    try {
      List<WebhookAttempt> attempts = new ArrayList<>();
      for (JsonNode each : JSON.readTree(json)) {
        attempts.add(
            new WebhookAttempt(
                Instant.parse(each.path("at").asText()),
                each.hasNonNull("status") ? each.path("status").intValue() : null,
                each.path("millis").longValue(),
                each.path("error").textValue()));
      }
      return attempts;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read the attempts of a delivery", e);
    }
  }

  /** Writes the last attempts, as many as are kept. */
  static String json(List<WebhookAttempt> attempts) {
    int forgotten = Math.max(0, attempts.size() - WebhookDelivery.MAX_ATTEMPTS_KEPT);
    ArrayNode json = JSON.createArrayNode();
    for (WebhookAttempt attempt : attempts.subList(forgotten, attempts.size())) {
      ObjectNode each = json.addObject();
      each.put("at", attempt.at().toString());
      each.put("status", attempt.status());
      each.put("millis", attempt.millis());
      each.put("error", attempt.error());
    }
    return json.toString();
  }
}
