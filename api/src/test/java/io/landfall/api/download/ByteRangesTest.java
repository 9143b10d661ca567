package io.landfall.api.download;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangesTest {
  @ParameterizedTest(name = "{0} of 100 bytes is {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "bytes=0-9; 0-9",
        "bytes=90-; 90-99",
        "bytes=-10; 90-99",
        "bytes=-1000; 0-99",
        "bytes=95-200; 95-99",
        "Bytes=0-0; 0-0",
        "bytes=0-4, 10-14; 0-4 10-14",
        "bytes=200-300, 1-2; 1-2", // what cannot be had is left out while another can
        "bytes=100-; nothing",
        "bytes=-0; nothing",
        "bytes=9-3; ignored",
        "bytes=; ignored",
        "bytes=a-b; ignored",
        "bytes=--5; ignored",
        "rows=0-9; ignored",
        "bytes=9999999999999999999999-; ignored",
      })
  void aHeader(String header, String expected) {
    var ranges = ByteRanges.parse(header, 100);
    String shown =
        ranges == null
            ? "ignored"
            : ranges.isEmpty()
                ? "nothing"
                : String.join(
                    " ", ranges.stream().map(range -> range.first() + "-" + range.last()).toList());
    assertThat(shown).isEqualTo(expected);
  }
}
