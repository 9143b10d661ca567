package io.landfall.api.download;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a {@code Range} header (RFC 9110, 14.2) against a file's size. */
final class ByteRanges {
  /** More parts than any honest reader asks for. */
  static final int MAX_RANGES = 32;

  private static final Pattern SPEC =
      Pattern.compile("\\s*+(\\d{0,18})\\s*+-\\s*+(\\d{0,18})\\s*+");

  /** Some bytes: from {@code first} to {@code last}, both inclusive. */
  record ByteRange(long first, long last) {
    long length() {
      return last - first + 1;
    }
  }

  private ByteRanges() {}

  /**
   * Returns the parts asked for, in their order; {@code null} when the header is to be ignored;
   * empty when it is to be refused: for bytes beyond the end alone, and, as the RFC allows, for
   * parts that overlap or are too many, by which one request would read a file many times over.
   *
   * @param header {@code null}: there is none
   * @param size of the file, in bytes
   */
  static List<ByteRange> parse(String header, long size) {
    if (header == null || !header.regionMatches(true, 0, "bytes=", 0, 6)) {
      return null;
    }
    String[] specs = header.substring(6).split(",", MAX_RANGES + 2);
    if (specs.length > MAX_RANGES) {
      return List.of();
    }
    List<ByteRange> ranges = new ArrayList<>();
    for (String spec : specs) {
      Matcher matcher = SPEC.matcher(spec);
      if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
        return null;
      }
      ByteRange range = parseRange(matcher.group(1), matcher.group(2), size);
      if (range == null) {
        return null;
      }
      if (range.first() < size && range.length() > 0) {
        ranges.add(range);
      }
    }
    return overlap(ranges) ? List.of() : ranges;
  }

  private static boolean overlap(List<ByteRange> ranges) {
    List<ByteRange> sorted =
        ranges.stream().sorted(Comparator.comparingLong(ByteRange::first)).toList();
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).first() <= sorted.get(i - 1).last()) {
        return true;
      }
    }
    return false;
  }

  /** One range cut to the file; {@code null} when it is no range at all. */
  private static ByteRange parseRange(String first, String last, long size) {
    if (first.isEmpty()) {
      long suffix = Math.min(size, Long.parseLong(last));
      return new ByteRange(size - suffix, size - 1);
    }
    long from = Long.parseLong(first);
    long to = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
    return to < from ? null : new ByteRange(from, Math.min(to, size - 1));
  }
}
