package io.landfall.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookScheduleTest {
  private static final WebhookSchedule SCHEDULE =
      new WebhookSchedule(List.of(Duration.ofSeconds(5), Duration.ofHours(24)));

  @ParameterizedTest(name = "after attempt {0}, asked for {1}, by chance {2}: {3}")
  @CsvSource({
    "1, PT0S,    0,   PT5S",
    "1, PT0S,    1,   PT6S",
    "1, PT1M,    0,   PT1M",
    "1, PT1000H, 0,   PT24H",
    "2, PT1M,    0,   PT24H",
    "2, PT0S,    0.5, PT26H24M",
  })
  void waitsAsTheScheduleAndTheReceiverSay(int n, Duration asked, double random, Duration wait) {
    assertThat(SCHEDULE.delayAfter(n, asked, random)).contains(wait);
  }

  @Test
  void endsAfterTheLastDelay() {
    assertThat(SCHEDULE.delayAfter(3, Duration.ofHours(1), 0)).isEmpty();
    assertThat(new WebhookSchedule(List.of()).delayAfter(1, Duration.ZERO, 0)).isEmpty();
  }

  @Test
  void growsFromSecondsToADayByDefault() {
    List<Duration> delays = settings("").schedule().delays();
    assertThat(delays).isSorted().hasSize(9);
    assertThat(delays.get(0)).isEqualTo(Duration.ofSeconds(5));
    assertThat(delays.get(8)).isEqualTo(Duration.ofHours(24));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "retry-delays = [0 s]           | retry-delays",
        "retry-delays = [300 h, 400 h]  | retry-delays",
        "timeout = 0 s                  | timeout",
        "sending = 0                    | sending",
        "sending-per-owner = 1000       | sending-per-owner",
        "poll = -1 s                    | poll",
        "allowed-hosts = [\"http://a\"] | allowed-hosts",
      })
  void aSettingThatCannotBeIsNamed(String setting, String key) {
    assertThatThrownBy(() -> settings("landfall.webhook." + setting.strip()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("landfall.webhook." + key);
  }

  private static WebhookSenderSettings settings(String text) {
    return WebhookSenderSettings.from(
        ConfigFactory.parseString(text).withFallback(ConfigFactory.defaultReference()).resolve());
  }
}
