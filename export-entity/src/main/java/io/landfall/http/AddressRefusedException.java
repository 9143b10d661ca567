package io.landfall.http;

import java.io.IOException;
import java.net.URI;

/** A URL may not be asked, now or later. The message is whole, for a person. */
public final class AddressRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /** Names the URL without what signs it, and says why and what to do. */
  public AddressRefusedException(URI uri, String why) {
    super("Cannot read %s: %s".formatted(SafeNames.of(uri), why));
    this.reason = why;
  }

  /** Returns why and what to do, without the URL. */
  public String reason() {
    return reason;
  }
}
