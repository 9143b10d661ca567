package io.landfall.api.edge;

import akka.util.ByteString;

/**
 * Finds the end of a request's head in bytes as they come, and refuses what must not stand in one:
 * Akka HTTP swallows the line break behind some bytes over 0x7F, and what it then takes for a
 * request is not what a proxy before it sees. Lines end in CR LF alone (RFC 9112, 2.2 lets us ask
 * for that).
 */
final class HeadScanner {
  /** Room for a search by GET with a thousand ids, and for the link to its next page. */
  static final int MAX_TARGET_BYTES = 64 << 10;

  private static final int MAX_REQUEST_LINE_BYTES = MAX_TARGET_BYTES + 64;

  /** All fields together, with their names. */
  static final int MAX_FIELD_BYTES = 32 << 10;

  private final StringBuilder text = new StringBuilder();
  private int lineBytes;
  private int fieldBytes;
  private boolean inRequestLine = true;
  private boolean afterCarriageReturn;

  /**
   * Reads on.
   *
   * @return how many bytes of {@code bytes} belong to the head, which ends there; -1: all of them,
   *     and it goes on
   * @throws RefusedRequest 400, 414 or 431
   */
  int scan(ByteString bytes) {
    int size = bytes.size();
    byte[] array = bytes.toArrayUnsafe();
    for (int i = 0; i < size; i++) {
      byte next = array[i];
      if (afterCarriageReturn) {
        if (next != '\n') {
          throw refused("a carriage return without a line feed after it");
        }
        afterCarriageReturn = false;
        text.append("\r\n");
        if (endLine()) {
          return i + 1;
        }
      } else if (next == '\r') {
        afterCarriageReturn = true;
      } else {
        check(next);
        lineBytes++;
        text.append((char) next);
        checkSize();
      }
    }
    return -1;
  }

  /** The head so far, its line breaks included; empty lines before it are left out. */
  String text() {
    return text.toString();
  }

  boolean isEmpty() {
    return text.isEmpty() && !afterCarriageReturn;
  }

  /** Tells whether that was the empty line at the end. */
  private boolean endLine() {
    boolean empty = lineBytes == 0;
    lineBytes = 0;
    if (inRequestLine) {
      if (empty) {
        text.setLength(0); // an empty line before a request is to be passed over (RFC 9112, 2.2)
        checkSizeOf(++fieldBytes);
        return false;
      }
      inRequestLine = false;
      return false;
    }
    return empty;
  }

  private void check(byte next) {
    if (next == '\n') {
      throw refused("a line feed without a carriage return before it");
    }
    if (next < 0 || next == 0x7F || (next < ' ' && next != '\t')) {
      throw refused(
          "the byte 0x%02X; write it in ASCII, as %%%02X in a URL".formatted(next & 0xFF, next));
    }
    if (next == '\t' && inRequestLine) {
      throw refused("a tab in the request line");
    }
  }

  private void checkSize() {
    if (inRequestLine) {
      if (lineBytes > MAX_REQUEST_LINE_BYTES) {
        throw RefusedRequest.of(
            414,
            "Cannot read a URL of more than %d bytes. Search by POST instead."
                .formatted(MAX_TARGET_BYTES));
      }
    } else {
      checkSizeOf(++fieldBytes);
    }
  }

  private static void checkSizeOf(int bytes) {
    if (bytes > MAX_FIELD_BYTES) {
      throw RefusedRequest.of(
          431, "Cannot read headers of more than %d bytes together.".formatted(MAX_FIELD_BYTES));
    }
  }

  private RefusedRequest refused(String what) {
    long line = 1 + text.chars().filter(c -> c == '\n').count();
    return RefusedRequest.of(
        400,
        "Cannot read the request: line %d of its head has, at byte %d, %s."
            .formatted(line, lineBytes + 1, what));
  }
}
