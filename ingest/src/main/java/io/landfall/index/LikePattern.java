package io.landfall.index;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * A pattern of SQL's {@code LIKE}, matched without trying again: a regular expression of many
 * {@code .*} would take a text apart in all ways there are.
 */
final class LikePattern implements Predicate<String> {
  private static final int ANY_ONE = -1;
  private static final int ANY_MANY = -2;

  private final int[] signs;

  /**
   * @param pattern where a backslash stands before {@code %}, {@code _} or a backslash alone
   */
  LikePattern(String pattern) {
    int[] points = pattern.codePoints().toArray();
    int[] read = new int[points.length];
    int length = 0;
    for (int i = 0; i < points.length; i++) {
      read[length++] =
          switch (points[i]) {
            case '%' -> ANY_MANY;
            case '_' -> ANY_ONE;
            case '\\' -> points[++i];
            default -> points[i];
          };
    }
    this.signs = Arrays.copyOf(read, length);
  }

  /** Goes along both; where they part, the last {@code %} takes one more. */
  @Override
  public boolean test(String value) {
    int[] text = value.codePoints().toArray();
    int at = 0;
    int sign = 0;
    int many = -1;
    int taken = 0;
    while (at < text.length) {
      if (sign < signs.length && signs[sign] == ANY_MANY) {
        many = sign++;
        taken = at;
      } else if (sign < signs.length && (signs[sign] == ANY_ONE || signs[sign] == text[at])) {
        sign++;
        at++;
      } else if (many >= 0) {
        sign = many + 1;
        at = ++taken;
      } else {
        return false;
      }
    }
    while (sign < signs.length && signs[sign] == ANY_MANY) {
      sign++;
    }
    return sign == signs.length;
  }
}
