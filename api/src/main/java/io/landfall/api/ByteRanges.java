package io.landfall.api;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a {@code Range} header (RFC 9110, 14.2) against a file's size. */
final class ByteRanges {
  /** More parts than any honest reader asks for: the header is then ignored, as the RFC allows. */
  static final int MAX_PARTS = 32;

  private static final Pattern SPEC = Pattern.compile("\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*");

  /** Some bytes: from {@code first} to {@code last}, both inclusive. */
  record Part(long first, long last) {
    long length() {
      return last - first + 1;
    }
  }

  private ByteRanges() {}

  /**
   * Returns the parts asked for, in their order; {@code null} when the header is to be ignored;
   * empty when it asks only for bytes beyond the end.
   *
   * @param header {@code null}: there is none
   * @param size of the file, in bytes
   */
  static List<Part> of(String header, long size) {
    if (header == null || !header.regionMatches(true, 0, "bytes=", 0, 6)) {
      return null;
    }
    String[] specs = header.substring(6).split(",", -1);
    if (specs.length > MAX_PARTS) {
      return null;
    }
    List<Part> parts = new ArrayList<>();
    for (String spec : specs) {
      Matcher matcher = SPEC.matcher(spec);
      if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
        return null;
      }
      Part part = part(matcher.group(1), matcher.group(2), size);
      if (part == null) {
        return null;
      }
      if (part.first() < size && part.length() > 0) {
        parts.add(part);
      }
    }
    return parts;
  }

  /** One range cut to the file; {@code null} when it is no range at all. */
  private static Part part(String first, String last, long size) {
    if (first.isEmpty()) {
      long suffix = Math.min(size, Long.parseLong(last));
      return new Part(size - suffix, size - 1);
    }
    long from = Long.parseLong(first);
    long to = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
    return to < from ? null : new Part(from, Math.min(to, size - 1));
  }
}
