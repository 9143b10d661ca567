package io.landfall.ingest.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists as databases, spreadsheets and broken transfers leave them. */
class UnevenSceneListsTest {
  private static final String HEADER = SceneLists.AWS.strip();
  private static final String A = SceneLists.awsRow(1).strip();
  private static final String B = SceneLists.awsRow(2).strip();
  private static final String C = SceneLists.awsRow(3).strip();
  private static final String WITH_NOTE = HEADER + ",note\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"one\ntwo\"",
        "\"one\r\ntwo\"",
        "\"\n\n\"",
        "\"a \"\"b\"\"\n\"\"c\"\", d\ne\"",
        "\"its own id LC08_L1TP_015032_20180501_20180519_01_T1\nand\nmore\"",
      })
  void aQuotedCellMayHaveLineBreaksAtTheRowsEndOrItsStart(String note) {
    SceneLists.Read last = SceneLists.read(WITH_NOTE + A + "," + note + "\n" + B + ",x\n");
    SceneLists.Read first =
        SceneLists.read("note," + HEADER + "\n" + note + "," + A + "\nx," + B + "\n");

    for (SceneLists.Read read : List.of(last, first)) {
      assertThat(read.bad()).isEmpty();
      assertThat(read.scenes()).hasSize(2);
      assertThat(read.rows().get(1).line())
          .isEqualTo(3 + note.chars().filter(c -> c == '\n').count());
      assertThat(read.seemsCut()).isFalse();
    }
  }

  @Test
  void aHeaderMayHaveLineBreaksInItsQuotes() {
    SceneLists.Read read = SceneLists.read(HEADER + ",\"a\nnote\"\n" + A + ",\n");

    assertThat(read.scenes()).hasSize(1);
    assertThat(read.rows().get(0).line()).isEqualTo(3);
  }

  /** The rows behind it are read: what would be in the quote names other scenes. */
  @Test
  void aQuoteThatIsNotClosedCostsItsRowAlone() {
    String open = A + ",\"one";
    for (String closes : List.of(C + ",z\"", C.replace("12.58", "12.58\"") + ",z", C + ",z")) {
      SceneLists.Read read =
          SceneLists.read(WITH_NOTE + open + "\n" + B + ",y\n" + closes + "\n" + B + ",y\n");

      assertThat(read.bad()).extracting(SceneListRow.InvalidRow::line).containsExactly(2L);
      assertThat(read.bad().get(0).ids()).contains(A.substring(0, 40));
      assertThat(read.scenes()).hasSize(3);
      assertThat(read.seemsCut()).isFalse();
    }
  }

  @Test
  void aQuoteThatIsLongerThanALineCanBeCostsItsRowAndIsNoCut() {
    String note = "\"" + "x\n".repeat(ListLineReader.MAX_LINE_BYTES / 2) + "\"";

    SceneLists.Read read = SceneLists.read(WITH_NOTE + A + "," + note + "\n" + B + ",\n");

    assertThat(read.bad().get(0).reason()).isEqualTo("the quote of cell 13 is not closed");
    assertThat(read.scenes()).hasSize(1);
    assertThat(read.seemsCut()).isFalse();
  }

  @Test
  void aListThatEndsWithinAQuoteWasCut() {
    SceneLists.Read read = SceneLists.read(WITH_NOTE + A + ",\n" + B + ",\"one\ntwo\n");

    assertThat(read.scenes()).hasSize(1);
    assertThat(read.seemsCut()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none | ,", // a comma too many in the rows
        ", | none", // in the header
        ", | ,,",
        "none | ,,,",
        ",note,more | none", // too few, of columns that nobody reads
        ",note | ,",
      })
  void emptyCellsTooManyAndUnreadOnesTooFewAreNothing(String header, String row) {
    String more = row == null ? "" : row;
    String list = HEADER + (header == null ? "" : header) + "\n" + A + more + "\n" + B + more;

    SceneLists.Read read = SceneLists.read(list);

    assertThat(read.warnings()).containsExactly("", "");
    assertThat(read.seemsCut()).isFalse();
  }

  /** Their cells may stand under other columns. */
  @ParameterizedTest
  @CsvSource({
    "'12.58,L1TP', '12.58L1TP', ''",
    "'12.58,L1TP', '12.58L1TP', ',note'",
    "'12.58,', '12.58,,', ',note'",
    "',15,32,', ',1532,', ',note'",
    "',https://example.org', 'https://example.org', ''",
  })
  void aCommaLostOrAddedWithinARowMakesItBadButNamed(String good, String bad, String column) {
    String end = column.isEmpty() ? "" : ",";
    SceneLists.Read read =
        SceneLists.read(
            HEADER + column + "\n" + A.replace(good, bad) + end + "\n" + B + end + "\n");

    assertThat(read.scenes()).hasSize(1);
    assertThat(read.bad().get(0).reason()).contains("cells under");
    assertThat(read.bad().get(0).ids()).contains(A.substring(0, 40), "LC80150322018121LGN00");
  }

  @Test
  void blanksTabsAndCommasAreNoRow() {
    SceneLists.Read read =
        SceneLists.read(
            "\n \n# made by hand\nsep=,\n"
                + HEADER
                + "\n   \n"
                + A
                + "\n\t\t\n,,,,,,,,,,,\n"
                + B
                + "\n \t");

    assertThat(read.bad()).isEmpty();
    assertThat(read.rows()).extracting(SceneListRow::line).containsExactly(7L, 10L);
    assertThat(read.seemsCut()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"\n", "\"\",\"\",\" \"\n", "\u00a0\n", " \f\n", "\u001a", "\u001a\n"})
  void emptyQuotesNoBreakSpacesAndTheEndOfDosAreNoRow(String blank) {
    SceneLists.Read read = SceneLists.read(HEADER + "\n" + A + "\n" + B + "\n" + blank);

    assertThat(read.bad()).isEmpty();
    assertThat(read.scenes()).hasSize(2);
    assertThat(read.seemsCut()).isFalse();
  }

  @Test
  void aHeaderMayBeginWithANumberSign() {
    SceneLists.Read read = SceneLists.read("# made by hand\n#" + HEADER + "\n" + A + "\n");

    assertThat(read.scenes().get(0).id()).isEqualTo(A.substring(0, 40));
  }

  @ParameterizedTest
  @CsvSource({
    "2018-05-01 15:45:24.440753, 9999-12-31 00:00:00, its time",
    "2018-05-01 15:45:24.440753, 2018-05-02 00:45:24, its time", // of Japan, without saying so
    "2018-05-01 15:45:24.440753, 2018-05-01 23:59:59, ''",
    "2018-05-01 15:45:24.440753, 2018-04-30 23:59:50, ''",
    "'-77.75745,41.38955,-75.02513', '77.75745,41.38955,80.02513', its footprint", // no sign
    "'39.26098,-77.75745,41.38955,-75.02513', '-77.75745,39.26098,-75.02513,41.38955', its"
        + " footprint",
    "'39.26098,-77.75745,41.38955,-75.02513', '42.26098,-87.75745,44.38955,-85.02513', ''",
  })
  void aTimeOrPlaceThatTheIdDoesNotSayStaysWithAWarning(String from, String to, String warning) {
    SceneLists.Read read = SceneLists.read(HEADER + "\n" + A.replace(from, to) + "\n");

    assertThat(read.scenes()).hasSize(1);
    assertThat(read.warnings().get(0)).startsWith(warning);
    assertThat(read.warnings().get(0).isEmpty()).isEqualTo(warning.isEmpty());
  }

  @Test
  void aBadRowNamesWhatCanBeReadOfIdsAndElseMayHideAScene() {
    SceneLists.Read read =
        SceneLists.read(
            HEADER
                + "\n"
                + A.replace("2018-05-01 ", "never ")
                + "\n"
                + B.replaceAll("L[CT0-9_P]*|https.*", "###")
                + "\nnot a row\nTotal,,,,,,,,,,,\n"
                + HEADER
                + "\n");

    assertThat(read.bad().get(0).ids())
        .containsExactly("LC08_L1TP_015032_20180501_20180519_01_T1", "LC80150322018121LGN00");
    assertThat(read.bad())
        .extracting(SceneListRow.InvalidRow::hidesScene)
        .containsExactly(false, true, false, false);
  }

  @ParameterizedTest
  @CsvSource({
    "2018-05-01 15:45:24.440753 UTC, 2018-05-01T15:45:24.440753Z",
    "2018-05-01 15:45:24 UTC, 2018-05-01T15:45:24Z",
    "2018-05-01 15:45 GMT, 2018-05-01T15:45:00Z",
    "2018-05-01 15:45:24.440753+00, 2018-05-01T15:45:24.440753Z",
    "2018-05-01 15:45:24.440753 +0000, 2018-05-01T15:45:24.440753Z",
    "2018-05-01T17:45:24+02:00, 2018-05-01T15:45:24Z",
    "2018-05-01T10:15:24-0530, 2018-05-01T15:45:24Z",
    "5/1/2018 15:45, 2018-05-01T15:45:00Z", // a spreadsheet in the United States
    "01/05/2018 15:45:24, 2018-05-01T15:45:24Z", // in France
    "01.05.2018 15:45:24, 2018-05-01T15:45:24Z", // in Germany
    "5/1/18 3:45:24 PM, 2018-05-01T15:45:24Z",
    "5/1/2018 12:05 AM, 2018-05-01T00:05:00Z",
    "2018/5/1 9:45, 2018-05-01T09:45:00Z",
    "01-05-2018, 2018-05-01T00:00:00Z",
  })
  void timesOfDatabasesAndSpreadsheets(String time, Instant expected) {
    SceneLists.Read read =
        SceneLists.read(HEADER + "\n" + A.replace("2018-05-01 15:45:24.440753", time));

    assertThat(read.bad()).isEmpty();
    assertThat(read.scenes().get(0).acquired()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "45:24.4",
        "5/2/2018 15:45",
        "13/1/2018",
        "5/1/2018 25:45",
        "5/1/2018 13:45 PM",
        "2018-05-01 15:45:24 CEST",
        "2018-05-01 15:45:24+2"
      })
  void timesThatCouldBeOthersAreNotGuessed(String time) {
    SceneLists.Read read =
        SceneLists.read(HEADER + "\n" + A.replace("2018-05-01 15:45:24.440753", time) + "\n");

    assertThat(read.bad().get(0).reason()).endsWith("\"" + time + "\" cannot be read");
  }

  /** Where a list has a column of days too, the day stands in for a time that cannot be read. */
  @Test
  void aDayStandsInForATime() {
    SceneLists.Read read =
        SceneLists.read(
            "Landsat Product Identifier L1,Date Acquired,Start Time\n"
                + "LT05_L1TP_015042_19860304_20200918_02_T1,1986/03/04,20:14.5\n");

    assertThat(read.format()).isEqualTo(SceneListFormat.EARTH_EXPLORER);
    assertThat(read.warnings()).containsExactly("Start Time \"20:14.5\" cannot be read");
    LandsatScene scene = read.scenes().get(0);
    assertThat(scene.acquired()).isEqualTo(Instant.parse("1986-03-04T00:00:00Z"));
    assertThat(scene.path()).isEqualTo(15);
    assertThat(scene.footprintSource()).isEqualTo(FootprintSource.WRS2_FRAME);
  }

  @Test
  void pathAndRowThatAreMissingAreThoseOfTheId() {
    SceneLists.Read read =
        SceneLists.read(
            HEADER
                + "\n"
                + A.replace(",15,32,", ",,NULL,")
                + "\n"
                + A.replaceFirst("^[^,]*", "").replace(",15,32,", ",,,"));

    assertThat(read.warnings()).containsExactly("", "");
    assertThat(read.scenes()).extracting(LandsatScene::path).containsOnly(15);
    assertThat(read.scenes()).extracting(LandsatScene::row).containsOnly(32);
  }

  /** Wherever the last URL is cut, down to nothing. */
  @Test
  void aListThatEndsWithinItsLastUrlWasCut() {
    String list = HEADER + "\n" + A + "\n" + B + "\n";
    for (int length = C.lastIndexOf(',') + 1; length < C.length(); length++) {
      String cut = list + C.substring(0, length);
      SceneLists.Read read = SceneLists.read(cut);

      assertThat(read.seemsCut()).as(cut).isTrue();
      assertThat(read.scenes()).hasSize(2);
      assertThat(read.bad().get(0).ids()).contains(C.substring(0, 40));
    }
  }

  /** Others of the same list may be of another satellite, level, collection or folder. */
  @ParameterizedTest
  @CsvSource({
    "LC08_L1TP, LE07_L1GT, LC8, LE7, false",
    "LC08_L1TP, LE07_L1GT, LC8, LE7, true",
    "example.org/, example.org/c1/L8/, LC8, LC8, false",
  })
  void aLastRowThatIsWholeIsNotTakenForCut(
      String from, String to, String entity, String otherEntity, boolean cut) {
    String last = C.replace(from, to).replace(entity, otherEntity);
    String end = cut ? last.substring(0, last.length() - "1/index.html".length()) : last;

    assertThat(SceneLists.read(HEADER + "\n" + A + "\n" + B + "\n" + end).seemsCut())
        .isEqualTo(cut);
    assertThat(SceneLists.read(HEADER + "\n" + end).seemsCut()).isEqualTo(cut);
  }

  @ParameterizedTest
  @CsvSource({"';', semicolons", "'\t', tabs", "'|', vertical bars"})
  void otherSeparatorsAreNamed(String separator, String word) {
    for (String header : List.of(HEADER, "\"" + HEADER.replace(",", "\",\"") + "\"")) {
      assertThatThrownBy(() -> SceneLists.read(header.replace(",", separator) + "\n"))
          .hasMessageContaining(word + " are between its cells");
    }
  }

  @Test
  void otherEncodingsAndLineEndsAreNamed() {
    byte[] utf16 = ("\ufeff" + HEADER + "\n").getBytes(StandardCharsets.UTF_16LE);

    assertThatThrownBy(() -> SceneLists.read(utf16)).hasMessageContaining("UTF-16");
    assertThatThrownBy(() -> SceneLists.read(Arrays.copyOfRange(utf16, 2, utf16.length)))
        .hasMessageContaining("UTF-16");
    assertThatThrownBy(() -> SceneLists.read(HEADER + "\r" + A + "\r"))
        .hasMessageContaining("carriage returns");
  }
}
