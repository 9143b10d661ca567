package io.landfall.delivery.dropbox;

import java.time.Duration;

/**
 * What Dropbox answered instead of a result. It tells the tag of the answer alone: what a server
 * says in words could repeat what it was sent.
 */
final class DropboxRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What it means. */
  enum Refusal {
    /** It may pass, and whether something was done is not known. */
    TRANSIENT,
    /** The access token is good no more, but another may be had. */
    TOKEN_REFUSED,
    /** The account does not allow it, with whatever token. */
    DENIED,
    /** There is no such upload session, or no more. */
    SESSION_LOST,
    /** The upload session became a file. */
    SESSION_COMMITTED,
    /** The upload session is elsewhere: {@link #offset()}. */
    WRONG_OFFSET,
    /** What arrived is not what was sent. */
    BYTES_CHANGED,
    /** There is something of that name. */
    NAME_TAKEN,
    /** The account has no room. */
    FULL,
    /** The path cannot be written. */
    NOT_WRITABLE,
    /** It will not be done, and nothing was. */
    REFUSED
  }

  private final Refusal reason;
  private final String tag;
  private final Duration retryAfter;
  private final long offset;

  private DropboxRefusedException(Refusal reason, String tag, Duration retryAfter, long offset) {
    super("Dropbox answered " + tag);
    this.reason = reason;
    this.tag = tag;
    this.retryAfter = retryAfter;
    this.offset = offset;
  }

  DropboxRefusedException(Refusal reason, String tag) {
    this(reason, tag, Duration.ZERO, -1);
  }

  static DropboxRefusedException later(String tag, Duration retryAfter) {
    return new DropboxRefusedException(Refusal.TRANSIENT, tag, retryAfter, -1);
  }

  static DropboxRefusedException wrongOffset(long correct) {
    return new DropboxRefusedException(
        Refusal.WRONG_OFFSET, "incorrect_offset", Duration.ZERO, correct);
  }

  Refusal reason() {
    return reason;
  }

  /** Returns the tag of the answer, or what happened instead of one. */
  String tag() {
    return tag;
  }

  /** Returns how long Dropbox wants to be left alone; zero: it does not say. */
  Duration retryAfter() {
    return retryAfter;
  }

  /** Returns how many bytes the session has; -1: this is about something else. */
  long offset() {
    return offset;
  }
}
