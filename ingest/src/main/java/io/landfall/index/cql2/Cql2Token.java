package io.landfall.index.cql2;

import java.util.Locale;

/**
 * A word of a filter.
 *
 * @param text without quotes
 * @param offset where it begins, counted from 0
 */
record Cql2Token(TokenKind kind, String text, int offset) {
  enum TokenKind {
    NAME,
    QUOTED_NAME,
    TEXT,
    NUMBER,
    SYMBOL,
    END
  }

  boolean isSymbol(String symbol) {
    return kind == TokenKind.SYMBOL && text.equals(symbol);
  }

  boolean isWord(String word) {
    return kind == TokenKind.NAME && text.equalsIgnoreCase(word);
  }

  /** Returns a name in capitals, as keywords are written. */
  String upperCase() {
    return text.toUpperCase(Locale.ROOT);
  }

  String describe() {
    return switch (kind) {
      case END -> "the end";
      case TEXT -> "the text '%s'".formatted(Operand.truncated(text));
      default -> "\"%s\"".formatted(Operand.truncated(text));
    };
  }
}
