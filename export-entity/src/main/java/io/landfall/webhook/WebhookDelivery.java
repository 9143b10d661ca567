package io.landfall.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One event on its way to one webhook, and how that went so far.
 *
 * @param id the header {@code webhook-id}, the same at every attempt
 * @param exportId {@code null}: a test
 * @param eventAt when it happened
 * @param attempts the last {@value #MAX_ATTEMPTS_KEPT} of them, oldest first
 * @param nextAttemptAt {@code null} where none follows
 */
public record WebhookDelivery(
    UUID id,
    UUID webhookId,
    UUID exportId,
    WebhookEvent event,
    Instant eventAt,
    WebhookState state,
    List<WebhookAttempt> attempts,
    Instant nextAttemptAt) {
  /** Attempts before these are forgotten. */
  public static final int MAX_ATTEMPTS_KEPT = 20;

  public WebhookDelivery {
    attempts = List.copyOf(attempts);
  }

  /** Whether it is still tried. */
  public enum WebhookState {
    /** It is sent, or will be. */
    PENDING,
    /** The receiver has answered with a status of 2xx. */
    DELIVERED,
    /** It was tried as often as may be. */
    DEAD
  }

  /**
   * One call of the URL.
   *
   * @param at when it began
   * @param status of the answer; {@code null}: none came
   * @param millis until its status was there, or it failed
   * @param error why it counts as failed, for people; {@code null}: it does not
   */
  public record WebhookAttempt(Instant at, Integer status, long millis, String error) {}
}
