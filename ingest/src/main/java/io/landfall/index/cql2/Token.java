package io.landfall.index.cql2;

import java.util.Locale;

/**
 * A word of a filter.
 *
 * @param text without quotes
 * @param at where it begins, counted from 0
 */
record Token(Kind kind, String text, int at) {
  enum Kind {
    NAME,
    QUOTED_NAME,
    TEXT,
    NUMBER,
    SIGN,
    END
  }

  boolean isSign(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  boolean isWord(String word) {
    return kind == Kind.NAME && text.equalsIgnoreCase(word);
  }

  /** Returns a name in capitals, as keywords are written. */
  String upper() {
    return text.toUpperCase(Locale.ROOT);
  }

  String shown() {
    return switch (kind) {
      case END -> "the end";
      case TEXT -> "the text '%s'".formatted(Operand.cut(text));
      default -> "\"%s\"".formatted(Operand.cut(text));
    };
  }
}
