package io.landfall.index.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.index.query.SceneFilter.And;
import io.landfall.index.query.SceneFilter.Compare;
import io.landfall.index.query.SceneFilter.ComparisonOperator;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeRangeTest {
  @ParameterizedTest
  @CsvSource({
    "1985-04-12T23:20:50.52Z, 1985-04-12T23:20:50.520Z, 1985-04-12T23:20:50.520Z",
    "1985-04-12t23:20:50.123456789999z, 1985-04-12T23:20:50.123456789Z,"
        + " 1985-04-12T23:20:50.123456789Z",
    "1996-12-19T16:39:57-08:00, 1996-12-20T00:39:57Z, 1996-12-20T00:39:57Z",
    "1996-12-19T16:39:57-00:00, 1996-12-19T16:39:57Z, 1996-12-19T16:39:57Z",
    "1990-12-31T23:59:60Z, 1991-01-01T00:00:00Z, 1991-01-01T00:00:00Z",
    "1990-12-31T15:59:60-08:00, 1991-01-01T00:00:00Z, 1991-01-01T00:00:00Z",
    "2020-02-29T00:00:00Z/2021-01-01T00:00:00Z, 2020-02-29T00:00:00Z, 2021-01-01T00:00:00Z",
    "2020-01-01T00:00:00Z/.., 2020-01-01T00:00:00Z,",
    "2020-01-01T00:00:00Z/, 2020-01-01T00:00:00Z,",
    "../2020-01-01T00:00:00Z,, 2020-01-01T00:00:00Z",
    "/2020-01-01T00:00:00Z,, 2020-01-01T00:00:00Z"
  })
  void instantsAndRangesAreRead(String text, Instant start, Instant end) {
    assertThat(TimeRange.parse(text)).isEqualTo(new TimeRange(start, end));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "../..",
        "/..",
        "../",
        "//",
        "now",
        "2020",
        "2020-01-01",
        "2020-01-01/2020-01-02",
        "2020-01-01T00:00:00",
        "2020-01-01 00:00:00Z",
        "2020-01-01T00:00:00 00:00",
        "2020-01-01T00:00Z",
        "2020-01-01T00:00:00.Z",
        "2020-01-01T00:00:00,5Z",
        "20-01-01T00:00:00Z",
        "2020-13-01T00:00:00Z",
        "2020-02-30T00:00:00Z",
        "2019-02-29T00:00:00Z",
        "2020-01-01T24:00:00Z",
        "2020-01-01T00:60:00Z",
        "2020-01-01T00:00:61Z",
        "2020-01-01T00:00:60Z",
        "2020-01-01T00:00:00+19:00",
        "2020-01-01T00:00:00+01:60",
        "2020-01-01T00:00:00+0100",
        "2021-01-01T00:00:00Z/2020-01-01T00:00:00Z",
        "2020-01-01T00:00:00Z/2021-01-01T00:00:00Z/2022-01-01T00:00:00Z",
        "-2020-01-01T00:00:00Z",
        "٢٠٢٠-01-01T00:00:00Z"
      })
  void whatIsNoTimeIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> TimeRange.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid datetime: ")
        .hasMessageContaining("2020-06-01T00:00:00Z");
  }

  @Test
  void bothEndsAreIncluded() {
    Instant start = Instant.parse("2020-01-01T00:00:00Z");
    Instant end = Instant.parse("2021-01-01T00:00:00Z");
    var from = new Compare(SceneProperty.ACQUIRED, ComparisonOperator.GREATER_OR_EQUAL, start);
    var to = new Compare(SceneProperty.ACQUIRED, ComparisonOperator.LESS_OR_EQUAL, end);

    assertThat(new TimeRange(start, end).toFilter()).isEqualTo(new And(List.of(from, to)));
    assertThat(new TimeRange(start, null).toFilter()).isEqualTo(from);
    assertThat(new TimeRange(null, end).toFilter()).isEqualTo(to);
    assertThat(new TimeRange(start, start).toFilter())
        .isEqualTo(new Compare(SceneProperty.ACQUIRED, ComparisonOperator.EQUAL, start));
  }

  /** A database of microseconds would cut the start off to before itself. */
  @Test
  void whatIsFinerThanAMicrosecondFindsNothingOutsideOfIt() {
    var between = TimeRange.parse("2020-01-01T00:00:00.0000001Z/2020-01-01T00:00:00.0000029Z");
    assertThat(between.toFilter())
        .isEqualTo(
            new SceneFilter.And(
                List.of(
                    new Compare(
                        SceneProperty.ACQUIRED,
                        ComparisonOperator.GREATER_OR_EQUAL,
                        Instant.parse("2020-01-01T00:00:00.000001Z")),
                    new Compare(
                        SceneProperty.ACQUIRED,
                        ComparisonOperator.LESS_OR_EQUAL,
                        Instant.parse("2020-01-01T00:00:00.000002Z")))));
  }
}
