package io.landfall.model;

/**
 * Text that every database, file format and screen can hold: no control characters but tab, line
 * feed and carriage return, no halves of surrogate pairs, and no code points that are never
 * characters (U+FFFE, U+FFFF and their like). PostgreSQL has no place for U+0000 at all.
 */
public final class PlainText {
  private static final int NEVER_A_CHARACTER = 0xFFFE;
  private static final char REPLACEMENT = '\uFFFD';

  private PlainText() {}

  /** Tells whether the text has nothing but what may stand in one. */
  public static boolean isPlain(String text) {
    return indexOfForbidden(text) < 0;
  }

  /** Returns where the first code point is that may not stand in a text; -1: nowhere. */
  public static int indexOfForbidden(String text) {
    for (int at = 0; at < text.length(); at++) {
      char unit = text.charAt(at);
      if (unit >= ' ' && unit < Character.MIN_SURROGATE) {
        continue; // nearly all are, and lists have hundreds of millions
      }
      int codePoint = text.codePointAt(at);
      if (isForbidden(codePoint)) {
        return at;
      }
      at += Character.charCount(codePoint) - 1;
    }
    return -1;
  }

  /** Returns how the first forbidden code point is written: {@code U+0000}. */
  public static String firstForbidden(String text) {
    return "U+%04X".formatted(text.codePointAt(indexOfForbidden(text)));
  }

  /** Returns the text with U+FFFD for what may not stand in one; {@code null} stays. */
  public static String cleaned(String text) {
    if (text == null || isPlain(text)) {
      return text;
    }
    var cleaned = new StringBuilder(text.length());
    text.codePoints()
        .forEach(code -> cleaned.appendCodePoint(isForbidden(code) ? REPLACEMENT : code));
    return cleaned.toString();
  }

  /**
   * Returns the beginning of a text, of so many UTF-16 units at most, or one less where the last is
   * the first half of a surrogate pair; a text that is no longer as it is.
   */
  public static String beginning(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    boolean halves = most > 0 && Character.isHighSurrogate(text.charAt(most - 1));
    return text.substring(0, halves ? most - 1 : most);
  }

  /** Returns a text for a message: its {@link #beginning}, and {@code ...} where more follows. */
  public static String shortened(String text, int most) {
    return text.length() <= most ? text : beginning(text, most) + "...";
  }

  /**
   * Returns the beginning of a text, of as many characters as take so many bytes of UTF-8 at most.
   */
  public static String beginningOfBytes(String text, int mostBytes) {
    int bytes = 0;
    for (int at = 0; at < text.length(); ) {
      int codePoint = text.codePointAt(at);
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      if (bytes > mostBytes) {
        return text.substring(0, at);
      }
      at += Character.charCount(codePoint);
    }
    return text;
  }

  private static boolean isForbidden(int codePoint) {
    return codePoint < ' ' && codePoint != '\t' && codePoint != '\n' && codePoint != '\r'
        || codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE
        || (codePoint & NEVER_A_CHARACTER) == NEVER_A_CHARACTER;
  }
}
