package io.landfall.node.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells that spreadsheets open. */
class CsvTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "  -1", "\uff1d1"})
  void whatBeginsAFormulaHasAnApostropheBeforeIt(String text) {
    assertThat(CsvText.quoted(text)).isEqualTo("\"'" + text + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ann", "a=1", "ann;=1", "ann,\t=1", "", "1"})
  void otherTextsStandInQuotesAsTheyAre(String text) {
    assertThat(CsvText.quoted(text)).isEqualTo("\"" + text + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"", "a\",\"=1"})
  void quotesDoNotEndACell(String text) {
    assertThat(CsvText.quoted(text)).isEqualTo("\"" + text.replace("\"", "\"\"") + "\"");
  }
}
