package io.landfall.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "24h, PT24H",
    "1h30m, PT1H30M",
    "90m, PT1H30M",
    "1.5h, PT1H30M",
    "300ms, PT0.3S",
    "1h0m0.5s, PT1H0.5S",
    "PT24H, PT24H",
    "p1dT12h, PT36H",
    "24 h, PT24H",
    "2d, PT48H",
  })
  void goAndIsoAreRead(String text, Duration expected) {
    assertThat(DurationText.parse(text)).hasValue(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "24", "h", "24x", "24h x", "-24h", "P", "PT", "daily", "9e99h"})
  void othersAreNone(String text) {
    assertThat(DurationText.parse(text)).isEmpty();
  }

  @Test
  void settingsThatCannotBeStopTheStartAndSayWhy() {
    assertThatThrownBy(() -> settings("frequency", "daily"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("must be like 24h, 1h30m, 365d or PT24H");
    assertThatThrownBy(() -> settings("frequency", "59s")).hasMessageContaining("at least 1m");
    assertThatThrownBy(() -> settings("frequency", "0h")).hasMessageContaining("at least 1m");
    assertThatThrownBy(() -> settings("frequency", "PT-1H")).hasMessageContaining("at least 1m");
    assertThatThrownBy(() -> settings("frequency", "1y")).hasMessageContaining("365d");
    assertThatThrownBy(() -> settings("frequency", "P99999999D"))
        .hasMessageContaining("at most 3650d");
    assertThat(settings("frequency", "8760h").frequency()).isEqualTo(Duration.ofDays(365));
    assertThatThrownBy(() -> settings("scenes-url", "ftp://example.org/list"))
        .hasMessageContaining("no way to read ftp:");
    assertThat(settings("frequency", "1h30m").frequency()).isEqualTo(Duration.ofMinutes(90));
  }

  private static IngestSettings settings(String key, String value) {
    Map<String, Object> values =
        Map.of(
            "scenes-url", "",
            "list-name", "",
            "frequency", "24h",
            "start-delay", "10s",
            "read-timeout", "60s",
            "attempts", 5,
            "pause", "5s");
    return IngestSettings.from(
        ConfigFactory.parseMap(Map.of("landfall.ingest." + key, value))
            .withFallback(ConfigFactory.parseMap(Map.of("landfall.ingest", values))));
  }
}
