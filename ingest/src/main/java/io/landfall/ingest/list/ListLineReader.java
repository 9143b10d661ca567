package io.landfall.ingest.list;

import java.io.IOException;
import java.io.InputStream;

/**
 * The lines of a list, as bytes. A line ends with its line feed, whatever quotes it holds: lists
 * have no line breaks in their fields, and so a quote that is never closed costs one line, not all
 * that follow. Memory does not grow with the length of a line. Not for many threads.
 */
final class ListLineReader {
  /** Of real lists, the longest has lines of 1,300 bytes. */
  static final int MAX_LINE_BYTES = 1 << 16;

  private final InputStream in;
  private byte[] buffer = new byte[4 * MAX_LINE_BYTES];
  private int position;
  private int limit;
  private int start;
  private int end;
  private long number;
  private boolean tooLong;
  private boolean terminated;

  ListLineReader(InputStream in) {
    this.in = in;
  }

  /** Goes to the next line; false: there is none. */
  boolean next() throws IOException {
    start = position;
    tooLong = false;
    int scan = position;
    while (true) {
      while (scan < limit && buffer[scan] != '\n') {
        scan++;
      }
      if (scan < limit) {
        return found(scan, scan + 1, true);
      }
      if (scan - start >= MAX_LINE_BYTES) {
        return foundTooLong();
      }
      int shift = start;
      System.arraycopy(buffer, start, buffer, 0, limit - start);
      start = 0;
      scan -= shift;
      limit -= shift;
      if (!fill()) {
        position = limit;
        return scan > 0 && found(scan, scan, false);
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

  private boolean found(int lineEnd, int next, boolean whole) {
    end = lineEnd > start && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    position = next;
    terminated = whole;
    tooLong = end - start > MAX_LINE_BYTES;
    number++;
    return true;
  }

  /** Keeps the beginning, and reads over the rest. */
  private boolean foundTooLong() throws IOException {
    byte[] beginning = new byte[1024];
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
    number++;
    return true;
  }

  /** Puts a line before what is still to be read. */
  private void keepBefore(byte[] line) {
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

  /** Returns the number of the line, from 1. */
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

  /** Skips the first bytes of this line. */
  void skip(int bytes) {
    start += bytes;
  }
}
