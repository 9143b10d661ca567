package io.landfall.webhook;

import io.landfall.workspace.Access;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A URL that somebody wants called when his exports end, without the secret that signs the calls.
 * It does not change, but that it may become disabled.
 *
 * @param id a UUID
 * @param disabled {@code null}: it is called
 */
public record Webhook(
    UUID id, Access access, WebhookTarget target, Instant createdAt, WebhookStop disabled) {
  /** More are not kept for one owner. */
  public static final int MAX_PER_OWNER = 50;

  /** Most characters of a URL. */
  public static final int MAX_URL = 2_000;

  /** Most labels that one is limited to. */
  public static final int MAX_LABELS = 20;

  /** Most characters of such a label. */
  public static final int MAX_LABEL = 100;

  /**
   * What its owner has said.
   *
   * @param events it is called for, at least one
   * @param labels it is called for exports that have one of them; empty: for all
   */
  public record WebhookTarget(
      String name, URI url, List<WebhookEvent> events, List<String> labels) {
    public WebhookTarget {
      events = List.copyOf(events);
      labels = List.copyOf(labels);
    }
  }

  /**
   * Since when it is not called any more.
   *
   * @param reason a whole sentence for people
   */
  public record WebhookStop(Instant at, String reason) {}
}
