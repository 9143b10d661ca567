package io.landfall.ingest.list;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * The cells of one row (RFC 4180: commas, quotes, doubled quotes), read where they lie: no text is
 * made of what nobody asks for. Blanks, tabs and line breaks around a cell do not count. Not for
 * many threads.
 */
final class CsvFields {
  /** How databases, pandas, R and spreadsheets write that they do not know, in lower case. */
  private static final Set<String> UNKNOWN =
      Set.of(
          "-",
          "--",
          "?",
          "na",
          "n/a",
          "n.a.",
          "nan",
          "-nan",
          "nat",
          "nil",
          "none",
          "null",
          "(null)",
          "<null>",
          "<na>",
          "#n/a",
          "\\n",
          "unknown",
          "undefined");

  private static final int MAX_UNKNOWN_BYTES = 9;

  /** What the texts above begin with, in both cases. */
  private static final String UNKNOWN_STARTS = "-?nN(<#\\uU";

  private byte[] bytes = {};
  private int[] starts = new int[128];
  private int[] ends = new int[128];
  private boolean[] hasDoubledQuotes = new boolean[128];
  private int count;
  private boolean quoteOpen;

  /**
   * Splits a row.
   *
   * @throws RowException when a quote is not closed, or text follows one
   */
  void split(byte[] line, int from, int to) throws RowException {
    bytes = line;
    count = 0;
    quoteOpen = false;
    int at = from;
    while (true) {
      int content = at < to && line[at] <= '"' ? skipBlanks(at, to) : at;
      at = content < to && line[content] == '"' ? splitQuoted(content, to) : splitPlain(at, to);
      if (at == to) {
        return;
      }
      at++; // the comma
    }
  }

  private int splitPlain(int from, int to) {
    int at = from;
    while (at < to && bytes[at] != ',') {
      at++;
    }
    add(from, at, false);
    return at;
  }

  private int splitQuoted(int quote, int to) throws RowException {
    boolean pairs = false;
    int at = quote + 1;
    while (at < to) {
      if (bytes[at] != '"') {
        at++;
      } else if (at + 1 < to && bytes[at + 1] == '"') {
        pairs = true;
        at += 2;
      } else {
        add(quote + 1, at, pairs);
        int next = skipBlanks(at + 1, to);
        if (next < to && bytes[next] != ',') {
          throw new RowException(
              "there is text after the closing quote of cell %d".formatted(count));
        }
        return next;
      }
    }
    quoteOpen = true;
    throw new RowException("the quote of cell %d is not closed".formatted(count + 1));
  }

  private void add(int from, int to, boolean pairs) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
      hasDoubledQuotes = Arrays.copyOf(hasDoubledQuotes, 2 * count);
    }
    int start = from;
    int end = to;
    while (start < end && isSpace(bytes[start])) {
      start++;
    }
    while (end > start && isSpace(bytes[end - 1])) {
      end--;
    }
    starts[count] = start;
    ends[count] = end;
    hasDoubledQuotes[count++] = pairs;
  }

  private int skipBlanks(int from, int to) {
    int at = from;
    while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }

  private static boolean isSpace(byte b) {
    return b <= ' ' && (b == ' ' || b == '\t' || b == '\r' || b == '\n');
  }

  /** Tells whether the row that was split last ended within a quote. */
  boolean isQuoteOpen() {
    return quoteOpen;
  }

  int count() {
    return count;
  }

  boolean isEmpty(int cell) {
    return cell >= count || starts[cell] == ends[cell];
  }

  /** Tells whether a cell is empty, or says that what it should say is not known. */
  boolean isUnknown(int cell) {
    if (isEmpty(cell)) {
      return true;
    }
    int start = starts[cell];
    int length = ends[cell] - start;
    return length <= MAX_UNKNOWN_BYTES
        && !(bytes[start] >= '0' && bytes[start] <= '9')
        && UNKNOWN_STARTS.indexOf(bytes[start]) >= 0
        && !isNegativeNumber(start, length)
        && UNKNOWN.contains(text(cell).toLowerCase(Locale.ROOT));
  }

  private boolean isNegativeNumber(int start, int length) {
    return length > 1 && bytes[start] == '-' && bytes[start + 1] >= '0' && bytes[start + 1] <= '9';
  }

  int start(int cell) {
    return starts[cell];
  }

  int end(int cell) {
    return ends[cell];
  }

  byte[] bytes() {
    return bytes;
  }

  /** Returns a cell's text; {@code ""} beyond the last cell. */
  String text(int cell) {
    if (cell >= count) {
      return "";
    }
    String text = decode(bytes, starts[cell], ends[cell]);
    return hasDoubledQuotes[cell] ? text.replace("\"\"", "\"") : text;
  }

  /** Reads UTF-8; what is none is ISO-8859-1, in which every byte is a character. */
  static String decode(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] < 0) {
        return decodeBeyondAscii(bytes, from, to);
      }
    }
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static String decodeBeyondAscii(byte[] bytes, int from, int to) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
  }
}
