package io.landfall.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Amounts as people write them. */
class QuotaAmountTest {
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "EXPORTS_AT_A_TIME, 0, 0",
    "EXPORTS_AT_A_TIME, 20, 20",
    "PIXELS_PER_DAY, 5000000000, 5000000000",
    "PIXELS_PER_DAY, 5G, 5000000000",
    "PIXELS_PER_DAY, 1.5M, 1500000",
    "PIXELS_PER_DAY, 9223372036854775806, 9223372036854775806",
    "BYTES_PER_DAY, 1024, 1024",
    "BYTES_PER_DAY, 200 GiB, 214748364800",
    "BYTES_PER_DAY, 1TB, 1000000000000",
    "BYTES_PER_DAY, none, 9223372036854775807",
  })
  void amountsAreRead(QuotaKind kind, String text, long expected) {
    assertThat(QuotaAmount.parse(kind, text)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "EXPORTS_AT_A_TIME, -1",
    "EXPORTS_AT_A_TIME, 1.5",
    "EXPORTS_AT_A_TIME, 1k",
    "EXPORTS_AT_A_TIME, NaN",
    "EXPORTS_AT_A_TIME, ''",
    "EXPORTS_AT_A_TIME, \u0665",
    "PIXELS_PER_DAY, 1e9",
    "PIXELS_PER_DAY, G",
    "PIXELS_PER_DAY, .",
    "PIXELS_PER_DAY, 1.2.3",
    "PIXELS_PER_DAY, -5G",
    "PIXELS_PER_DAY, 9223372036854775807",
    "PIXELS_PER_DAY, 99999999T",
    "PIXELS_PER_DAY, 0.0000000000001T1",
    "PIXELS_PER_DAY, 111111111111111111111111111111111111111111111",
    "BYTES_PER_DAY, -1 GiB",
    "BYTES_PER_DAY, 8 EiB",
    "BYTES_PER_DAY, Infinity",
    "BYTES_PER_DAY, some",
  })
  void whatIsNoneIsRefused(QuotaKind kind, String text) {
    assertThatThrownBy(() -> QuotaAmount.parse(kind, text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("must be none or ");
  }

  @Test
  void nobodyIsLimitedUnlessTheSettingsSaySo() {
    assertThat(QuotaSettings.from(ConfigFactory.load())).isEqualTo(QuotaSettings.NONE);
  }

  @Test
  void theOlderSettingOfBytesLimitsOwners() {
    var settings =
        QuotaSettings.from(
            ConfigFactory.parseString("landfall.metering.bytes-per-day = 1 KiB")
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .resolve());
    assertThat(settings.owner().bytesPerDay()).isEqualTo(1024);
    assertThat(settings.organization()).isEqualTo(QuotaLimits.NONE);
  }

  @Test
  void aSettingThatIsNoAmountIsNamed() {
    var config =
        ConfigFactory.parseString("landfall.quota.organization.pixels-per-day = many")
            .withFallback(ConfigFactory.load());
    assertThatThrownBy(() -> QuotaSettings.from(config))
        .isInstanceOf(ConfigException.BadValue.class)
        .hasMessageContaining("landfall.quota.organization.pixels-per-day")
        .hasMessageContaining("5G");
  }
}
