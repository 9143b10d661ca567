package io.landfall.index.query;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * A pattern of SQL's {@code LIKE}, matched without trying again: a regular expression of many
 * {@code .*} would take a text apart in all ways there are.
 */
public final class LikePattern implements Predicate<String> {
  private static final int ANY_CHARACTER = -1;
  private static final int ANY_SEQUENCE = -2;

  private final int[] symbols;

  /**
   * Makes it of the pattern of a condition.
   *
   * @param like where {@code %} stands for any characters and {@code _} for one, unless a backslash
   *     stands before it
   */
  public LikePattern(String like) {
    int[] points = normalized(like).codePoints().toArray();
    int[] read = new int[points.length];
    int length = 0;
    for (int i = 0; i < points.length; i++) {
      read[length++] =
          switch (points[i]) {
            case '%' -> ANY_SEQUENCE;
            case '_' -> ANY_CHARACTER;
            case '\\' -> points[++i];
            default -> points[i];
          };
    }
    this.symbols = Arrays.copyOf(read, length);
  }

  /** Writes a pattern for SQL: a backslash that escapes nothing stands for itself. */
  public static String normalized(String like) {
    var out = new StringBuilder();
    for (int i = 0; i < like.length(); i++) {
      char c = like.charAt(i);
      if (c == '\\') {
        boolean escapes = i + 1 < like.length() && "%_\\".indexOf(like.charAt(i + 1)) >= 0;
        out.append('\\').append(escapes ? like.charAt(++i) : '\\');
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** Goes along both; where they part, the last {@code %} takes one more. */
  @Override
  public boolean test(String value) {
    int[] text = value.codePoints().toArray();
    int at = 0;
    int symbol = 0;
    int lastSequence = -1;
    int sequenceEnd = 0;
    while (at < text.length) {
      if (symbol < symbols.length && symbols[symbol] == ANY_SEQUENCE) {
        lastSequence = symbol++;
        sequenceEnd = at;
      } else if (symbol < symbols.length
          && (symbols[symbol] == ANY_CHARACTER || symbols[symbol] == text[at])) {
        symbol++;
        at++;
      } else if (lastSequence >= 0) {
        symbol = lastSequence + 1;
        at = ++sequenceEnd;
      } else {
        return false;
      }
    }
    while (symbol < symbols.length && symbols[symbol] == ANY_SEQUENCE) {
      symbol++;
    }
    return symbol == symbols.length;
  }
}
