package io.landfall.node.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreChecksTest {
  private static final Instant NOW = Instant.parse("2026-11-29T00:30:00Z");

  @ParameterizedTest(name = "{0}: {1}, {2}")
  @CsvSource({
    "'Sun, 29 Nov 2026 00:30:04 GMT', true, 4 s from ours",
    "'Sun, 29 Nov 2026 00:10:00 GMT', false, 1200 s from ours: it refuses what we sign. Let NTP set"
        + " both clocks",
    "'Sun, 29 Nov 2026 01:10:00 GMT', false, 2400 s from ours: it refuses what we sign. Let NTP set"
        + " both clocks",
    "'', true, the store tells no time",
    "yesterday, true, the store tells no time",
  })
  void aStoreRefusesUsWhenOurClocksAreFarApart(String date, boolean passed, String detail) {
    assertThat(StoreChecks.clock(date, NOW))
        .isEqualTo(new CheckResult("store clock", passed, detail));
  }
}
