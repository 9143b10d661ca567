package io.landfall.webhook;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a webhook can be sent. */
public enum WebhookEvent {
  /** An export has delivered all its files. */
  SUCCEEDED("com.landfall.export.succeeded.v1"),
  /** An export ended without its files. */
  FAILED("com.landfall.export.failed.v1"),
  /** Somebody ended an export. */
  CANCELED("com.landfall.export.canceled.v1"),
  /** The owner of the webhook wants to see whether it works. */
  TEST("com.landfall.webhook.test.v1");

  private final String type;

  WebhookEvent(String type) {
    this.type = type;
  }

  /** Returns the type of the CloudEvent. */
  public String type() {
    return type;
  }

  /** Returns those that a webhook can be registered for. */
  public static List<WebhookEvent> ofExports() {
    return List.of(SUCCEEDED, FAILED, CANCELED);
  }

  /** Finds one by its type. */
  public static Optional<WebhookEvent> find(String type) {
    return Arrays.stream(values()).filter(event -> event.type.equals(type)).findFirst();
  }
}
