package io.landfall.ingest.list;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.landfall.landsat.LandsatId;
import io.landfall.landsat.LandsatIdCheck;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Cells against a parser that is not ours, and against the JDK's numbers and times. */
class CsvFieldsTest {
  private static final String NEITHER = "neither";

  @Property
  void cellsAreThoseOfAnotherParser(@ForAll("lines") String line) {
    assertThat(ours(line)).isEqualTo(theirs(line));
  }

  @Provide
  Arbitrary<String> lines() {
    return Arbitraries.of("a", "b1", ",", ",", "\"", "\"\"", ",\"", "\",", "é", "")
        .list()
        .ofMaxSize(12)
        .map(parts -> "x" + String.join("", parts));
  }

  private static Object ours(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    var cells = new CsvFields();
    try {
      cells.split(bytes, 0, bytes.length);
    } catch (RowException e) {
      return NEITHER;
    }
    List<String> texts = new ArrayList<>();
    for (int cell = 0; cell < cells.count(); cell++) {
      texts.add(cells.text(cell));
    }
    return texts;
  }

  private static Object theirs(String line) {
    try {
      return CsvReader.builder().allowUnclosedQuote(false).ofSingleCsvRecord(line).getFields();
    } catch (CsvParseException e) {
      return NEITHER;
    }
  }

  @Property
  void numbersAreTheJdks(
      @ForAll @LongRange(min = -9_999_999_999_999_999L, max = 9_999_999_999_999_999L) long digits,
      @ForAll @IntRange(min = 0, max = 12) int decimals)
      throws RowException {
    String text = java.math.BigDecimal.valueOf(digits, decimals).toPlainString();

    assertThat(CsvFieldParser.parseNumber(of(text), 0, "n")).isEqualTo(Double.parseDouble(text));
  }

  @Property
  void timesAreTheJdks(
      @ForAll @LongRange(min = 63_072_000_000_000L, max = 4_102_444_800_000_000L) long micros)
      throws RowException {
    var time =
        LocalDateTime.ofEpochSecond(
            micros / 1_000_000, (int) (micros % 1_000_000) * 1000, ZoneOffset.UTC);

    for (String pattern :
        List.of(
            "yyyy-MM-dd HH:mm:ss.SSSSSS",
            "yyyy:DDD:HH:mm:ss.SSSSSSS",
            "yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'",
            "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'+00:00'",
            "yyyy/MM/dd HH:mm:ss.SSSSSS")) {
      String text = time.format(DateTimeFormatter.ofPattern(pattern));
      assertThat(CsvFieldParser.parseTime(of(text), 0, "t"))
          .isEqualTo(time.toInstant(ZoneOffset.UTC));
    }
    String day = time.format(DateTimeFormatter.ofPattern("yyyy/MM/dd"));
    assertThat(CsvFieldParser.parseTime(of(day), 0, "t"))
        .isEqualTo(time.truncatedTo(ChronoUnit.DAYS).toInstant(ZoneOffset.UTC));
  }

  @Property(tries = 20_000)
  void idsAreThoseOfLandsat(@ForAll("ids") String id) {
    assertThat(LandsatIdCheck.isProduct(id) || LandsatIdCheck.isEntity(id))
        .isEqualTo(LandsatId.parse(id).isPresent());
    assertThat(LandsatIdCheck.isProduct(id))
        .isEqualTo(LandsatId.parse(id).map(found -> found.collection() > 0).orElse(false));
  }

  /** Ids with one or two letters changed, so that about half are none. */
  @Provide
  Arbitrary<String> ids() {
    Arbitrary<Character> letters = Arbitraries.chars().with("0123456789LCOTEMSP_RA").with(' ');
    return net.jqwik.api.Combinators.combine(
            Arbitraries.of(
                "LC08_L1TP_040038_20190131_20190205_01_T1",
                "LE07_L2SP_158029_20000229_20170127_02_RT",
                "LC80400382019031LGN00",
                "LT50430302000366XXX03"),
            Arbitraries.integers().between(0, 39),
            letters,
            Arbitraries.integers().between(0, 39),
            letters)
        .as((id, at, letter, at2, letter2) -> put(put(id, at, letter), at2, letter2));
  }

  private static String put(String id, int at, char letter) {
    var text = new StringBuilder(id);
    text.setCharAt(at % id.length(), letter);
    return text.toString();
  }

  private static CsvFields of(String text) throws RowException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var cells = new CsvFields();
    cells.split(bytes, 0, bytes.length);
    return cells;
  }
}
