package io.landfall.node.cli.client;

/** Text of others on a terminal, which must not obey it. */
final class ScreenText {
  private static final char REPLACEMENT = '\uFFFD';

  private ScreenText() {}

  /** Returns the text as one line: what a terminal would take for a command is replaced. */
  static String line(String text) {
    var line = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            code ->
                line.appendCodePoint(
                    Character.isISOControl(code) || Character.getType(code) == Character.FORMAT
                        ? REPLACEMENT
                        : code));
    return line.toString();
  }

  /** Returns the text as one line of at most so many characters. */
  static String line(String text, int most) {
    String line = line(text);
    return line.codePointCount(0, line.length()) <= most
        ? line
        : line.substring(0, line.offsetByCodePoints(0, most - 1)) + "…";
  }

  /** Returns a number of bytes as people say it. */
  static String bytes(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    double value = bytes;
    for (String unit : new String[] {"kB", "MB", "GB"}) {
      value /= 1_000;
      if (value < 999.95) {
        return "%.1f %s".formatted(value, unit);
      }
    }
    return "%.1f TB".formatted(value / 1_000);
  }
}
