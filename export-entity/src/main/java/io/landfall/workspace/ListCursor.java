package io.landfall.workspace;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page of a list ends: the place of its last entry, which holds when that is deleted.
 *
 * @param createdAt of the last entry
 * @param id of the last entry
 */
public record ListCursor(Instant createdAt, UUID id) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,17})-([0-9a-f-]{36})");

  /**
   * Reads {@link #toString}.
   *
   * @throws ExportFailure REQUEST_INVALID
   */
  public static ListCursor parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (matcher.matches()) {
      var id = WorkspaceIds.parse(matcher.group(2));
      if (id.isPresent()) {
        long micros = Long.parseLong(matcher.group(1));
        return new ListCursor(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), id.get());
      }
    }
    throw new ExportFailure(
        ErrorCode.REQUEST_INVALID,
        "Invalid cursor: take it from the next link of the page before.");
  }

  /** Returns microseconds since 1970 and the id. */
  @Override
  public String toString() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, createdAt) + "-" + id;
  }
}
