package io.landfall.raster;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.SampleType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The expected values are what GDAL 3.6 reads of the same texts ({@code CPLAtofM}). */
class DecimalTextTest {
  @ParameterizedTest(name = "\"{0}\" is {1}")
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "-9999|-9999",
        " -9999.5 |-9999.5",
        "1e-3|0.001",
        ".5|0.5",
        "+7.|7",
        "-9999 -9999|-9999",
        "12abc|12",
        "1e|1",
        "nan|NaN",
        "-1.#IND|NaN",
        "-Infinity|-Infinity",
        "1.#INF|Infinity",
      })
  void aNumberIsWhatTheTextStartsWith(String text, Double value) {
    assertThat(DecimalText.parse(text)).isEqualTo(value);
  }

  @ParameterizedTest(name = "\"{0}\" is {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "-3,4e38|-3.4e38",
        "0,0001|0.0001",
        "2,75E-05|2.75e-5",
        "-0,2|-0.2",
        ",5|0.5",
        "1,5,6|1.5",
        "1,000.5|1",
        "1.5,6|1.5",
        "-9999, -9999|-9999",
      })
  void aCommaBeforeAnyPointIsOne(String text, Double value) {
    assertThat(DecimalText.parse(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "-", ",", "e5", "0x10", "-0XFF", "NODATA -9999"})
  void whatIsNoNumberIsNone(String text) {
    assertThat(DecimalText.parse(text)).isNull();
  }

  @Test
  void theLargestNumbersAreMeantWhereTheyAreRoundedBeyond() {
    assertThat(DecimalText.parse("-1,797693134862316e+308")).isEqualTo(-Double.MAX_VALUE);
    assertThat(DecimalText.parseNodata("-3,4028235e+38", SampleType.FLOAT32))
        .isEqualTo(-(double) Float.MAX_VALUE);
  }
}
