package io.landfall.workspace;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a list with the newest first: behind what was made at this time and has this id.
 *
 * @param madeAt to the microsecond, as the database has it
 */
record ListCursor(Instant madeAt, UUID id) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,18}):([0-9a-f-]{36})");

  /** Returns it as callers get it. */
  String toText() {
    String plain = ChronoUnit.MICROS.between(Instant.EPOCH, madeAt) + ":" + id;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Reads what {@link #toText} has written.
   *
   * @throws ExportFailure REQUEST_INVALID
   */
  static ListCursor parse(String text) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
      Matcher parts = TEXT.matcher(plain);
      if (parts.matches()) {
        Instant madeAt = Instant.EPOCH.plus(Long.parseLong(parts.group(1)), ChronoUnit.MICROS);
        return new ListCursor(madeAt, UUID.fromString(parts.group(2)));
      }
    } catch (IllegalArgumentException e) {
      // falls through to the one failure below
    }
    throw new ExportFailure(
        ErrorCode.REQUEST_INVALID,
        "Invalid cursor of a list. Take it from the next link of the page before.");
  }
}
