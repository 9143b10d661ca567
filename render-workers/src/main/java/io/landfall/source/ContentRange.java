package io.landfall.source;

import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header of a partial answer: bytes {@code from} to {@code last} of {@code size}. */
record ContentRange(long from, long last, long size) {
  private static final Pattern FORM =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})", Pattern.CASE_INSENSITIVE);

  static Optional<ContentRange> of(HttpHeaders headers) {
    return headers
        .firstValue("Content-Range")
        .map(String::strip)
        .map(FORM::matcher)
        .filter(Matcher::matches)
        .map(m -> new ContentRange(number(m, 1), number(m, 2), number(m, 3)))
        .filter(range -> range.from <= range.last && range.last < range.size);
  }

  private static long number(Matcher matcher, int group) {
    return Long.parseLong(matcher.group(group));
  }
}
