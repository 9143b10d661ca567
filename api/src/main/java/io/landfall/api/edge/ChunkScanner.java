package io.landfall.api.edge;

import akka.util.ByteString;

/**
 * Follows a chunked body (RFC 9112, 7.1) to its end. Extensions and trailers are refused: nobody
 * needs them here, and readers differ about them.
 */
final class ChunkScanner {
  private static final int MAX_SIZE_DIGITS = 8;

  private enum Expected {
    SIZE,
    SIZE_LINE_FEED,
    DATA,
    DATA_RETURN,
    DATA_LINE_FEED,
    END_RETURN,
    END_LINE_FEED,
    NOTHING
  }

  private Expected expected = Expected.SIZE;
  private int digits;
  private long size;

  /** Tells whether the body has ended. */
  boolean isAtEnd() {
    return expected == Expected.NOTHING;
  }

  /**
   * Reads on.
   *
   * @return how many bytes belong to the body and are well-formed; fewer than there are where it
   *     ends, or is broken, which {@link #isAtEnd} tells apart
   */
  int scan(ByteString bytes) {
    byte[] array = bytes.toArrayUnsafe();
    int at = 0;
    while (at < array.length && expected != Expected.NOTHING) {
      if (expected == Expected.DATA) {
        int step = (int) Math.min(size, array.length - at);
        size -= step;
        at += step;
        if (size == 0) {
          expected = Expected.DATA_RETURN;
        }
      } else if (accept(array[at])) {
        at++;
      } else {
        return at;
      }
    }
    return at;
  }

  private boolean accept(byte next) {
    switch (expected) {
      case SIZE -> {
        int digit = Character.digit(next, 16);
        if (digit >= 0 && next > 0 && digits < MAX_SIZE_DIGITS) {
          size = size << 4 | digit;
          digits++;
          return true;
        }
        return next == '\r' && digits > 0 && expect(Expected.SIZE_LINE_FEED);
      }
      case SIZE_LINE_FEED -> {
        digits = 0;
        return next == '\n' && expect(size == 0 ? Expected.END_RETURN : Expected.DATA);
      }
      case DATA_RETURN -> {
        return next == '\r' && expect(Expected.DATA_LINE_FEED);
      }
      case DATA_LINE_FEED -> {
        return next == '\n' && expect(Expected.SIZE);
      }
      case END_RETURN -> {
        return next == '\r' && expect(Expected.END_LINE_FEED);
      }
      case END_LINE_FEED -> {
        return next == '\n' && expect(Expected.NOTHING);
      }
      default -> throw new IllegalStateException("Cannot accept a byte where " + expected);
    }
  }

  private boolean expect(Expected next) {
    expected = next;
    return true;
  }
}
