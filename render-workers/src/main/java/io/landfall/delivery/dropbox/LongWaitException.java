package io.landfall.delivery.dropbox;

import java.time.Duration;

/** Dropbox lets a delivery wait so long that others have its thread meanwhile. */
final class LongWaitException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Duration wait;

  LongWaitException(Duration wait) {
    super("Dropbox is to be asked again in " + wait);
    this.wait = wait;
  }

  Duration duration() {
    return wait;
  }
}
