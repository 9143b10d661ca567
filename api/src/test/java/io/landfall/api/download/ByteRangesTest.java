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
        "bytes=10-14, 0-9; 10-14 0-9",
        "bytes=0-9, 9-14; nothing",
        "bytes=20-29, 0-99; nothing",
        "bytes=5-, -5; nothing",
        "bytes=0-0,2-2,4-4,6-6,8-8,10-10,12-12,14-14,16-16,18-18,20-20,22-22,24-24,26-26,28-28,30-30,32-32,34-34,36-36,38-38,40-40,42-42,44-44,46-46,48-48,50-50,52-52,54-54,56-56,58-58,60-60,62-62,64-64;"
            + " nothing",
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
