package io.landfall.index.cql2;

import io.landfall.index.cql2.Cql2Token.TokenKind;

/** Cuts CQL2 text into words, and looks one ahead. */
final class Cql2Lexer {
  private final String text;
  private int offset;
  private Cql2Token lookahead;

  Cql2Lexer(String text) {
    this.text = text;
    this.lookahead = read();
  }

  Cql2Token peek() {
    return lookahead;
  }

  Cql2Token take() {
    Cql2Token taken = lookahead;
    lookahead = read();
    return taken;
  }

  boolean takeSymbol(String symbol) {
    return lookahead.isSymbol(symbol) && take() != null;
  }

  boolean takeWord(String word) {
    return lookahead.isWord(word) && take() != null;
  }

  void expectSymbol(String symbol) {
    if (!takeSymbol(symbol)) {
      throw unexpected("\"%s\"".formatted(symbol));
    }
  }

  void expectWord(String word) {
    if (!takeWord(word)) {
      throw unexpected(word);
    }
  }

  /** Makes the problem of the word ahead. */
  Cql2ParseException unexpected(String expected) {
    return problemAt(
        lookahead.offset(), "found %s, expected %s".formatted(lookahead.describe(), expected));
  }

  static Cql2ParseException problemAt(int position, String what) {
    return new Cql2ParseException("character %d".formatted(position + 1), what);
  }

  private Cql2Token read() {
    while (offset < text.length() && isSpace(text.charAt(offset))) {
      offset++;
    }
    int start = offset;
    if (start == text.length()) {
      return new Cql2Token(TokenKind.END, "", start);
    }
    int c = text.codePointAt(start);
    if (c == '\'') {
      return readQuotedText(start);
    }
    if (c == '"') {
      return readQuotedName(start);
    }
    if (isNameStart(c)) {
      return readName(start);
    }
    return isDigit(c) || startsNumber(start) ? readNumber(start) : readSymbol(start, c);
  }

  private Cql2Token readQuotedText(int start) {
    var value = new StringBuilder();
    for (offset = start + 1; offset < text.length(); offset++) {
      char c = text.charAt(offset);
      boolean pair = offset + 1 < text.length() && text.charAt(offset + 1) == '\'';
      if (pair && (c == '\'' || c == '\\')) {
        offset++;
        value.append('\'');
      } else if (c == '\'') {
        offset++;
        return new Cql2Token(TokenKind.TEXT, value.toString(), start);
      } else {
        value.append(c);
      }
    }
    throw problemAt(start, "a text begins that does not end; a quote in a text is written twice");
  }

  private Cql2Token readQuotedName(int start) {
    int end = text.indexOf('"', start + 1);
    if (end < 0) {
      throw problemAt(start, "a quoted name begins that does not end");
    }
    offset = end + 1;
    return new Cql2Token(TokenKind.QUOTED_NAME, text.substring(start + 1, end), start);
  }

  private Cql2Token readName(int start) {
    while (offset < text.length() && isNamePart(text.codePointAt(offset))) {
      offset += Character.charCount(text.codePointAt(offset));
    }
    return new Cql2Token(TokenKind.NAME, text.substring(start, offset), start);
  }

  private boolean startsNumber(int start) {
    int at = start;
    if (text.charAt(at) == '-' || text.charAt(at) == '+') {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
    }
    return at > start && at < text.length() && isDigit(text.charAt(at));
  }

  private Cql2Token readNumber(int start) {
    offset = start + 1;
    skipDigits();
    if (offset < text.length() && text.charAt(offset) == '.' && text.charAt(start) != '.') {
      offset++;
      skipDigits();
    }
    if (offset < text.length() && (text.charAt(offset) | 0x20) == 'e') {
      int exponent = offset + 1;
      if (exponent < text.length() && "+-".indexOf(text.charAt(exponent)) >= 0) {
        exponent++;
      }
      if (exponent == text.length() || !isDigit(text.charAt(exponent))) {
        throw problemAt(start, "a number has no exponent behind its E");
      }
      offset = exponent;
      skipDigits();
    }
    return new Cql2Token(TokenKind.NUMBER, text.substring(start, offset), start);
  }

  private void skipDigits() {
    while (offset < text.length() && isDigit(text.charAt(offset))) {
      offset++;
    }
  }

  private Cql2Token readSymbol(int start, int c) {
    String two = text.substring(start, Math.min(start + 2, text.length()));
    if (two.equals("<>") || two.equals("<=") || two.equals(">=")) {
      offset = start + 2;
      return new Cql2Token(TokenKind.SYMBOL, two, start);
    }
    if ("=<>(),+-*/%^[]".indexOf(c) < 0) {
      throw problemAt(start, "found a character that has no meaning here (U+%04X)".formatted(c));
    }
    offset = start + 1;
    return new Cql2Token(TokenKind.SYMBOL, Character.toString(c), start);
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(int c) {
    return c == ':' || c == '_' || Character.isLetter(c);
  }

  private static boolean isNamePart(int c) {
    return isNameStart(c)
        || c == '.'
        || isDigit(c)
        || Character.getType(c) == Character.NON_SPACING_MARK
        || c == 0x203F
        || c == 0x2040;
  }
}
