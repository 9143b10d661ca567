package io.landfall.raster.tiff;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A node of well-known text: {@code UNIT["Metre",1.0]}.
 *
 * @param keyword in capitals
 * @param values texts and numbers, as they are written without quotes
 * @param nodes inside it
 */
record Wkt(String keyword, List<String> values, List<Wkt> nodes) {
  private static final int MAX_LENGTH = 50_000;
  private static final int MAX_DEPTH = 20;

  /**
   * Reads the first node of a text.
   *
   * @throws IllegalArgumentException if it has none that is whole
   */
  static Wkt read(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "its text is too long (%d characters)".formatted(text.length()));
    }
    return new Parser(text).node(0);
  }

  /** Returns the name of what it defines. */
  String name() {
    return values.isEmpty() ? "" : values.get(0);
  }

  /** Returns the number behind the name. */
  double number(int index) {
    try {
      double value = Double.parseDouble(values.get(index));
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      // said below
    }
    throw new IllegalArgumentException("its %s has no number".formatted(keyword));
  }

  /** Returns the first node inside with one of some keywords. */
  Optional<Wkt> find(String... keywords) {
    List<String> wanted = List.of(keywords);
    return nodes.stream().filter(node -> wanted.contains(node.keyword)).findFirst();
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    Wkt node(int depth) {
      String keyword = word();
      if (depth > MAX_DEPTH || keyword.isEmpty() || !(take('[') || take('('))) {
        throw broken();
      }
      List<String> values = new ArrayList<>();
      List<Wkt> nodes = new ArrayList<>();
      do {
        skipSpace();
        if (at < text.length() && text.charAt(at) == '"') {
          values.add(quoted());
        } else {
          int start = at;
          String word = word();
          skipSpace();
          boolean opens = at < text.length() && (text.charAt(at) == '[' || text.charAt(at) == '(');
          if (opens) {
            at = start;
            nodes.add(node(depth + 1));
          } else {
            values.add(word);
          }
        }
      } while (take(','));
      if (!(take(']') || take(')'))) {
        throw broken();
      }
      return new Wkt(keyword.toUpperCase(Locale.ROOT), values, nodes);
    }

    private String word() {
      skipSpace();
      int start = at;
      while (at < text.length() && "[](),\" \t\r\n".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(start, at);
    }

    private String quoted() {
      int end = text.indexOf('"', at + 1);
      if (end < 0) {
        throw broken();
      }
      String value = text.substring(at + 1, end);
      at = end + 1;
      return value;
    }

    private boolean take(char expected) {
      skipSpace();
      boolean there = at < text.length() && text.charAt(at) == expected;
      at += there ? 1 : 0;
      return there;
    }

    private void skipSpace() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    private IllegalArgumentException broken() {
      return new IllegalArgumentException("its text breaks off at character " + at);
    }
  }
}
