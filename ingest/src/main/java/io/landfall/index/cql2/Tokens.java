package io.landfall.index.cql2;

import io.landfall.index.cql2.Token.Kind;

/** Cuts CQL2 text into words, and looks one ahead. */
final class Tokens {
  private final String text;
  private int next;
  private Token ahead;

  Tokens(String text) {
    this.text = text;
    this.ahead = read();
  }

  Token peek() {
    return ahead;
  }

  Token take() {
    Token taken = ahead;
    ahead = read();
    return taken;
  }

  boolean takeSign(String sign) {
    return ahead.isSign(sign) && take() != null;
  }

  boolean takeWord(String word) {
    return ahead.isWord(word) && take() != null;
  }

  void expectSign(String sign) {
    if (!takeSign(sign)) {
      throw unexpected("\"%s\"".formatted(sign));
    }
  }

  void expectWord(String word) {
    if (!takeWord(word)) {
      throw unexpected(word);
    }
  }

  /** Makes the problem of the word ahead. */
  Cql2Problem unexpected(String expected) {
    return at(ahead.at(), "found %s, expected %s".formatted(ahead.shown(), expected));
  }

  static Cql2Problem at(int position, String what) {
    return new Cql2Problem("character %d".formatted(position + 1), what);
  }

  private Token read() {
    while (next < text.length() && isSpace(text.charAt(next))) {
      next++;
    }
    int start = next;
    if (start == text.length()) {
      return new Token(Kind.END, "", start);
    }
    int c = text.codePointAt(start);
    if (c == '\'') {
      return quotedText(start);
    }
    if (c == '"') {
      return quotedName(start);
    }
    if (isNameStart(c)) {
      return name(start);
    }
    return isDigit(c) || startsNumber(start) ? number(start) : sign(start, c);
  }

  private Token quotedText(int start) {
    var value = new StringBuilder();
    for (next = start + 1; next < text.length(); next++) {
      char c = text.charAt(next);
      boolean pair = next + 1 < text.length() && text.charAt(next + 1) == '\'';
      if (pair && (c == '\'' || c == '\\')) {
        next++;
        value.append('\'');
      } else if (c == '\'') {
        next++;
        return new Token(Kind.TEXT, value.toString(), start);
      } else {
        value.append(c);
      }
    }
    throw at(start, "a text begins that does not end; a quote in a text is written twice");
  }

  private Token quotedName(int start) {
    int end = text.indexOf('"', start + 1);
    if (end < 0) {
      throw at(start, "a quoted name begins that does not end");
    }
    next = end + 1;
    return new Token(Kind.QUOTED_NAME, text.substring(start + 1, end), start);
  }

  private Token name(int start) {
    while (next < text.length() && isNamePart(text.codePointAt(next))) {
      next += Character.charCount(text.codePointAt(next));
    }
    return new Token(Kind.NAME, text.substring(start, next), start);
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

  private Token number(int start) {
    next = start + 1;
    digits();
    if (next < text.length() && text.charAt(next) == '.' && text.charAt(start) != '.') {
      next++;
      digits();
    }
    if (next < text.length() && (text.charAt(next) | 0x20) == 'e') {
      int exponent = next + 1;
      if (exponent < text.length() && "+-".indexOf(text.charAt(exponent)) >= 0) {
        exponent++;
      }
      if (exponent == text.length() || !isDigit(text.charAt(exponent))) {
        throw at(start, "a number has no exponent behind its E");
      }
      next = exponent;
      digits();
    }
    return new Token(Kind.NUMBER, text.substring(start, next), start);
  }

  private void digits() {
    while (next < text.length() && isDigit(text.charAt(next))) {
      next++;
    }
  }

  private Token sign(int start, int c) {
    String two = text.substring(start, Math.min(start + 2, text.length()));
    if (two.equals("<>") || two.equals("<=") || two.equals(">=")) {
      next = start + 2;
      return new Token(Kind.SIGN, two, start);
    }
    if ("=<>(),+-*/%^[]".indexOf(c) < 0) {
      throw at(start, "found a character that has no meaning here (U+%04X)".formatted(c));
    }
    next = start + 1;
    return new Token(Kind.SIGN, Character.toString(c), start);
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
