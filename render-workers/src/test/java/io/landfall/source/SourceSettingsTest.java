package io.landfall.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceSettingsTest {

  @Test
  void theDefaultsAreThoseOfTheReference() {
    assertThat(SourceSettings.from(ConfigFactory.defaultReference()))
        .isEqualTo(
            new SourceSettings(
                java.util.List.of(),
                64 << 20,
                Duration.ofSeconds(30),
                4,
                Duration.ofMillis(500),
                Duration.ofMinutes(2),
                Duration.ofSeconds(30),
                16,
                48,
                new SourceS3Settings(
                    "us-west-2",
                    "",
                    SourceS3Settings.S3Account.ANONYMOUS,
                    "",
                    "",
                    SourceS3Settings.S3Payer.OWNER)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allowed-hosts = [\"http://a/\"] | allowed-hosts",
        "attempts = 0 | at least 1",
        "requests = 1000 | from 0 to 256",
        "requests-per-host = -1 | from 0 to 256",
        "request-timeout = 0s | above 0",
        "s3.region = \"a.example/\" | region's name",
        "s3.endpoint = \"s3.example\" | http://host:port",
        "s3.endpoint = \"http://a/b\" | without a path",
        "s3.credentials = mine | one of anonymous, node, keys",
        "s3.credentials = keys | access-key-id",
        "s3.payer = me | one of owner, requester",
      })
  void aMistakeIsNamed(String setting, String named) {
    var config =
        ConfigFactory.parseString("landfall.source." + setting)
            .withFallback(ConfigFactory.defaultReference());
    assertThatThrownBy(() -> SourceSettings.from(config)).hasMessageContaining(named);
  }

  @Test
  void secretsAreNotPrinted() {
    var config =
        ConfigFactory.parseString("landfall.source.s3.secret-access-key = hush")
            .withFallback(ConfigFactory.defaultReference());
    assertThat(SourceSettings.from(config).toString()).doesNotContain("hush");
  }
}
