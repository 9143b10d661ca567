package io.landfall.delivery.dropbox;

import io.landfall.delivery.dropbox.DropboxRefusedException.Refusal;
import io.landfall.model.ExportFailure;
import io.landfall.secret.Secret;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The way into the Dropbox of one configuration, for all deliveries of a node: whoever sees first
 * that the access token is good no more renews it, and the others wait for that. When Dropbox
 * refuses the credentials themselves, nobody asks with them again for a while. Safe for any thread.
 */
final class DropboxAccess {
  private final DropboxConfig config;
  private final DropboxRequestor requestor;
  private final long pauseNanos;
  private final LongSupplier nanoTime;
  private DropboxApi api;
  private ExportFailure denial;
  private long deniedAtNanos;

  DropboxAccess(
      DropboxConfig config, DropboxRequestor requestor, Duration pause, LongSupplier nanoTime) {
    this.config = config;
    this.requestor = requestor;
    this.pauseNanos = pause.toNanos();
    this.nanoTime = nanoTime;
    if (config.accessToken() != null) {
      api = DropboxApi.with(config.accessToken(), requestor);
    }
  }

  /**
   * Returns the calls with a token, which is asked for if there is none.
   *
   * @throws ExportFailure DESTINATION_DENIED if the credentials are refused, or were a short while
   *     ago
   * @throws DropboxRefusedException TRANSIENT if Dropbox could not be asked
   */
  synchronized DropboxApi api() {
    if (denial != null && nanoTime.getAsLong() - deniedAtNanos < pauseNanos) {
      throw new ExportFailure(denial.code(), denial.getMessage());
    }
    denial = null;
    if (api == null) {
      api = DropboxApi.with(newToken(), requestor);
    }
    return api;
  }

  private Secret newToken() {
    try {
      return DropboxApi.refresh(config.refreshToken(), config.appKey(), requestor);
    } catch (DropboxRefusedException refused) {
      if (refused.reason() == Refusal.TRANSIENT) {
        throw refused;
      }
      throw denied(refused.tag());
    }
  }

  /** Takes that a token was refused; the next one who asks gets another if that can be had. */
  synchronized void onTokenRefused(DropboxApi used, String tag) {
    if (used != api) {
      return; // somebody has renewed it already
    }
    if (config.refreshToken() == null) {
      throw denied(tag);
    }
    api = null;
  }

  /** Remembers that the credentials are refused. */
  synchronized ExportFailure denied(String tag) {
    denial = DropboxFailures.denied(config.id(), tag);
    deniedAtNanos = nanoTime.getAsLong();
    return denial;
  }
}
