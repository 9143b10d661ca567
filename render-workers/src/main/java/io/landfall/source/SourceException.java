package io.landfall.source;

import io.landfall.http.AddressRefusedException;
import io.landfall.model.ErrorCode;
import java.io.IOException;

/**
 * The bytes of a remote file cannot be had, and trying again at once will not help. The message is
 * whole, for a person: the URL without its query, the cause, the fix.
 */
public class SourceException extends IOException {
  private static final long serialVersionUID = 1L;
  private final ErrorCode code;

  SourceException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** Returns what kind of failure this is to the export that wanted the bytes. */
  public ErrorCode code() {
    return code;
  }

  static SourceException unreadable(String name, String why, Throwable cause) {
    return new SourceException(
        ErrorCode.SCENE_UNREADABLE, "Cannot read %s: %s".formatted(name, why), cause);
  }

  static SourceException unreadable(String name, String why) {
    return unreadable(name, why, null);
  }

  static SourceException refused(AddressRefusedException e) {
    return new SourceException(ErrorCode.NOT_ALLOWED, e.getMessage(), e);
  }

  static SourceException refused(String name, String why) {
    return new SourceException(
        ErrorCode.NOT_ALLOWED, "Cannot read %s: %s".formatted(name, why), null);
  }
}
