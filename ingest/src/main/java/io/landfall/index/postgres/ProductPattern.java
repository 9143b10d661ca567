package io.landfall.index.postgres;

import java.util.Set;

/**
 * Patterns of {@code LIKE} for ids. {@code LC08_L1TP_015%} is meant as it reads, but its {@code _}
 * stand for any character, so that an index sees {@code LC08} alone. Ids are those of products,
 * {@code LC08_L1TP_015042_...}, whose third character is 0, or of entities, {@code LC80150422...},
 * whose third is not: what such a pattern finds has underscores where products have them.
 */
final class ProductPattern {
  private static final Set<Integer> UNDERSCORES_AT = Set.of(4, 9, 16, 25, 34, 37);
  private static final int ZERO_AT = 2;

  private ProductPattern() {}

  /**
   * Returns a pattern that finds the same ids, with underscores for themselves where nothing else
   * can be.
   *
   * @param pattern where a backslash stands before {@code %}, {@code _} or a backslash alone
   */
  static String narrowed(String pattern) {
    var narrowed = new StringBuilder();
    boolean product = false;
    int character = 0;
    int at = 0;
    for (; at < pattern.length() && pattern.charAt(at) != '%'; at++, character++) {
      char c = pattern.charAt(at);
      product |= character == ZERO_AT && c == '0';
      if (c == '\\') {
        narrowed.append(c).append(pattern.charAt(++at));
      } else if (c == '_' && product && UNDERSCORES_AT.contains(character)) {
        narrowed.append("\\_");
      } else {
        narrowed.append(c);
      }
    }
    return narrowed.append(pattern, at, pattern.length()).toString();
  }
}
