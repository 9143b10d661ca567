package io.landfall.ingest.list;

import java.io.IOException;
import java.io.InputStream;

/**
 * The lines of a list, as bytes. A line ends with its line feed; those after it may be joined to it
 * where it ends within a quote, and given back when that does not help: so a quote that is never
 * closed costs one line, not all that follow. Memory does not grow with the length of a line. Not
 * for many threads.
 */
final class ListLineReader {
  /**
   * Of a line, and of lines that are joined. Of real lists, the longest has lines of 1,300 bytes.
   */
  static final int MAX_LINE_BYTES = 1 << 16;

  private static final int MAX_KEPT_BYTES = 1024;
  private static final int NO_LINE_FEED = -1;
  private static final int TOO_LONG = -2;

  private final InputStream in;
  private byte[] buffer = new byte[4 * MAX_LINE_BYTES];
  private int position;
  private int limit;
  private int start;
  private int end;
  private int lastLineStart;
  private long number;
  private int lineCount = 1;
  private int firstLength;
  private int firstNext;
  private boolean tooLong;
  private boolean terminated;

  ListLineReader(InputStream in) {
    this.in = in;
  }

  /** Goes to the next line; false: there is none. */
  boolean next() throws IOException {
    number += lineCount;
    lineCount = 1;
    start = position;
    int lineFeed = findLineFeed(start);
    if (lineFeed == TOO_LONG) {
      readOver();
      return true;
    }
    if (lineFeed == NO_LINE_FEED && start == limit) {
      position = limit;
      return false;
    }
    take(start, lineFeed);
    tooLong = end - start > MAX_LINE_BYTES;
    firstLength = end - start;
    firstNext = position - start;
    return true;
  }

  /**
   * Joins the next line to this one, with the line break between them.
   *
   * @return false: there is none, or both are longer than a line can be
   */
  boolean join() throws IOException {
    if (!terminated || tooLong) {
      return false;
    }
    int next = position - start;
    int length = end - start;
    int lineFeed = findLineFeed(position);
    position = start + next;
    end = start + length;
    int lineEnd = lineFeed == NO_LINE_FEED ? limit : lineFeed;
    if (lineFeed == TOO_LONG
        || lineEnd == position && lineFeed == NO_LINE_FEED
        || lineEnd - start > MAX_LINE_BYTES) {
      return false;
    }
    take(position, lineFeed);
    lineCount++;
    return true;
  }

  /** Gives back the lines that were joined to the first: they come next. */
  void unjoin() {
    if (lineCount > 1) {
      end = start + firstLength;
      position = start + firstNext;
      lineCount = 1;
      terminated = true;
    }
  }

  /**
   * Finds the end of a line, and moves what is read already to the buffer's start to make room.
   *
   * @return its place; {@link #NO_LINE_FEED} at the end of the list; {@link #TOO_LONG}
   */
  private int findLineFeed(int from) throws IOException {
    int scan = from;
    while (true) {
      while (scan < limit && buffer[scan] != '\n') {
        scan++;
      }
      if (scan < limit) {
        return scan;
      }
      if (scan - start >= MAX_LINE_BYTES) {
        return TOO_LONG;
      }
      System.arraycopy(buffer, start, buffer, 0, limit - start);
      scan -= start;
      limit -= start;
      start = 0;
      if (!fill()) {
        return NO_LINE_FEED;
      }
    }
  }

  private boolean fill() throws IOException {
    int read = in.read(buffer, limit, buffer.length - limit);
    if (read > 0) {
      limit += read;
    }
    return read >= 0;
  }

  private void take(int lineStart, int lineFeed) {
    terminated = lineFeed != NO_LINE_FEED;
    int lineEnd = terminated ? lineFeed : limit;
    end = lineEnd > lineStart && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    position = terminated ? lineFeed + 1 : limit;
    lastLineStart = lineStart;
  }

  /** Keeps the beginning of a line that is too long, and reads over the rest. */
  private void readOver() throws IOException {
    byte[] beginning = new byte[MAX_KEPT_BYTES];
    System.arraycopy(buffer, start, beginning, 0, beginning.length);
    int scan = limit;
    while (scan == limit) {
      limit = 0;
      scan = 0;
      if (!fill()) {
        break;
      }
      while (scan < limit && buffer[scan] != '\n') {
        scan++;
      }
    }
    terminated = scan < limit;
    position = terminated ? scan + 1 : limit;
    keepBefore(beginning);
    tooLong = true;
  }

  /** Puts a line before what is still to be read. */
  private void keepBefore(byte[] line) {
    if (position >= line.length) {
      start = position - line.length;
      end = position;
      System.arraycopy(line, 0, buffer, start, line.length);
      return;
    }
    byte[] larger = new byte[buffer.length + line.length];
    System.arraycopy(line, 0, larger, 0, line.length);
    System.arraycopy(buffer, position, larger, line.length, limit - position);
    limit = line.length + limit - position;
    start = 0;
    end = line.length;
    position = line.length;
    buffer = larger;
  }

  byte[] bytes() {
    return buffer;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** Returns where the line begins that was joined last. */
  int lastLineStart() {
    return lastLineStart;
  }

  /** Returns the number of the line, from 1; of joined lines, that of the first. */
  long lineNumber() {
    return number;
  }

  /** Tells whether the line is longer than any can be; then only its beginning is here. */
  boolean isTooLong() {
    return tooLong;
  }

  /** Tells whether a line feed followed; the last line of a list that was cut has none. */
  boolean isTerminated() {
    return terminated;
  }

  /** Tells whether nothing follows the line. */
  boolean isAtEnd() throws IOException {
    return position == limit && !fill();
  }

  /** Skips the first bytes of this line. */
  void skip(int bytes) {
    start += bytes;
    firstLength -= bytes;
    firstNext -= bytes;
  }
}
