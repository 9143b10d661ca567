package io.landfall.webhook;

import io.landfall.secret.HmacSha256;
import io.landfall.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;

/**
 * What signs the calls of one webhook, as Standard Webhooks has it: {@code whsec_} and Base64 of 32
 * random bytes.
 */
public record WebhookSecret(Secret text) {
  private static final String PREFIX = "whsec_";
  private static final int KEY_BYTES = 32;

  /**
   * Takes one that was kept.
   *
   * @throws IllegalArgumentException if it is none; the message does not hold it
   */
  public WebhookSecret {
    if (!text.reveal().startsWith(PREFIX)) {
      throw new IllegalArgumentException("Invalid secret of a webhook: it lacks its prefix.");
    }
  }

  /** Makes a fresh one. */
  public static WebhookSecret generate() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return new WebhookSecret(Secret.of(PREFIX + Base64.getEncoder().encodeToString(key)));
  }

  /**
   * Signs one attempt.
   *
   * @param id the header {@code webhook-id}
   * @param at its second is the header {@code webhook-timestamp}
   * @param body as it is sent
   * @return the header {@code webhook-signature}
   */
  public String sign(String id, Instant at, String body) {
    String signed = id + "." + at.getEpochSecond() + "." + body;
    byte[] key = Base64.getDecoder().decode(text.reveal().substring(PREFIX.length()));
    byte[] signature = HmacSha256.of(key, signed.getBytes(StandardCharsets.UTF_8));
    return "v1," + Base64.getEncoder().encodeToString(signature);
  }
}
