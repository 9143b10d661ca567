package io.landfall.api.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.Json;
import io.landfall.webhook.Webhook;
import io.landfall.webhook.WebhookDelivery;
import io.landfall.webhook.WebhookDelivery.WebhookAttempt;
import io.landfall.webhook.WebhookEvent;

/** Webhooks and what was sent to them, in JSON. */
final class WebhookJson {
  private WebhookJson() {}

  /**
   * Writes a webhook, without its secret.
   *
   * @param url of all webhooks
   */
  static ObjectNode write(Webhook webhook, String url) {
    ObjectNode json = Json.object();
    json.put("id", webhook.id().toString());
    json.put("name", webhook.target().name());
    json.put("url", webhook.target().url().toString());
    ArrayNode events = json.putArray("events");
    webhook.target().events().stream().map(WebhookEvent::type).forEach(events::add);
    webhook.target().labels().forEach(json.putArray("labels")::add);
    json.put("status", webhook.disabled() == null ? "ENABLED" : "DISABLED");
    json.put("disabledReason", webhook.disabled() == null ? null : webhook.disabled().reason());
    json.put("createdAt", webhook.createdAt().toString());
    String self = url + "/" + webhook.id();
    json.putObject("links")
        .put("self", self)
        .put("deliveries", self + "/deliveries")
        .put("test", self + "/test");
    return json;
  }

  /**
   * Writes what was sent of one event.
   *
   * @param url of all webhooks
   */
  static ObjectNode write(WebhookDelivery delivery, String url) {
    ObjectNode json = Json.object();
    json.put("id", delivery.id().toString());
    json.put("event", delivery.event().type());
    json.put("exportId", delivery.exportId() == null ? null : delivery.exportId().toString());
    json.put("eventAt", delivery.eventAt().toString());
    json.put("status", delivery.state().name());
    ArrayNode attempts = json.putArray("attempts");
    for (WebhookAttempt attempt : delivery.attempts()) {
      attempts
          .addObject()
          .put("at", attempt.at().toString())
          .put("status", attempt.status())
          .put("milliseconds", attempt.millis())
          .put("error", attempt.error());
    }
    json.put(
        "nextAttemptAt",
        delivery.nextAttemptAt() == null ? null : delivery.nextAttemptAt().toString());
    json.putObject("links")
        .put(
            "replay",
            "%s/%s/deliveries/%s/replay".formatted(url, delivery.webhookId(), delivery.id()));
    return json;
  }
}
