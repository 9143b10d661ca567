package io.landfall.node.schema;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads libpq's keywords and values: {@code host=db user=ann password='a b'}. A backslash takes the
 * next character as it is, inside quotation marks and outside.
 */
final class KeywordValueReader {
  private static final Pattern PAIR =
      Pattern.compile(
          "\\s*+(\\w++)\\s*+=\\s*+(?:'((?:[^'\\\\]|\\\\.)*+)'|((?:[^\\s'\\\\]|\\\\.)*+))(?=\\s|$)");

  private KeywordValueReader() {}

  /**
   * Returns the values by their keywords, in their order.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Map<String, String> read(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    Matcher pair = PAIR.matcher(text.strip());
    int end = 0;
    while (end < text.strip().length()) {
      if (!pair.find(end) || pair.start() != end) {
        throw new IllegalArgumentException(
            "it is not a list of keyword=value: put values with spaces in single quotation marks,"
                + " and a backslash before a quotation mark or a backslash in them");
      }
      String value = pair.group(2) == null ? pair.group(3) : pair.group(2);
      values.put(pair.group(1), value.replaceAll("\\\\(.)", "$1"));
      end = pair.end();
    }
    return values;
  }
}
