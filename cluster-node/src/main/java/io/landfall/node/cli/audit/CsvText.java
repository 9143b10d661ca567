package io.landfall.node.cli.audit;

/** Texts as cells of CSV that no spreadsheet takes for a formula. */
final class CsvText {
  /** What formulas begin with, also where a locale writes them in full width. */
  private static final String BEGINS_FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

  private CsvText() {}

  /**
   * Returns a text in quotes, so that no separator of any locale ends it; one that would begin a
   * formula, as it is or behind blanks, has an apostrophe before it.
   */
  static String quoted(String text) {
    String begin = text.stripLeading();
    boolean isFormula = startsFormula(text) || startsFormula(begin);
    return '"' + (isFormula ? "'" : "") + text.replace("\"", "\"\"") + '"';
  }

  private static boolean startsFormula(String text) {
    return !text.isEmpty() && BEGINS_FORMULA.indexOf(text.charAt(0)) >= 0;
  }
}
