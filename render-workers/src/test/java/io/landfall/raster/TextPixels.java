package io.landfall.raster;

import java.util.ArrayList;
import java.util.List;

/** Pixels as text, for tests: a row a line, the north first, a point where there is no data. */
public final class TextPixels {
  private TextPixels() {}

  /** Returns the rows of a text, no-data NaN. */
  public static double[][] rows(String text) {
    return text.strip().lines().map(TextPixels::row).toArray(double[][]::new);
  }

  /** Returns one row. */
  public static double[] row(String line) {
    String[] words = line.strip().split("\\s+");
    double[] row = new double[words.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = words[i].equals(".") ? Double.NaN : Double.parseDouble(words[i]);
    }
    return row;
  }

  /** Writes rows, with columns below each other. */
  public static String text(double[][] rows) {
    List<String> words = new ArrayList<>();
    int longest = 0;
    for (double[] row : rows) {
      for (double value : row) {
        String word = word(value);
        words.add(word);
        longest = Math.max(longest, word.length());
      }
    }
    StringBuilder text = new StringBuilder();
    int next = 0;
    for (double[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        String word = words.get(next++);
        text.append(i == 0 ? "" : " ").append(" ".repeat(longest - word.length())).append(word);
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** Writes pixels that stand row by row. */
  public static String text(double[] pixels, int width) {
    double[][] rows = new double[pixels.length / width][width];
    for (int i = 0; i < pixels.length; i++) {
      rows[i / width][i % width] = pixels[i];
    }
    return text(rows);
  }

  /** Writes a text as {@link #text(double[][])} writes what it says. */
  public static String tidy(String text) {
    return text(rows(text));
  }

  private static String word(double value) {
    if (Double.isNaN(value)) {
      return ".";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
