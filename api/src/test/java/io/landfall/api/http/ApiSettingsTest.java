package io.landfall.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiSettingsTest {
  @Test
  void theDefaultsAreGood() {
    ApiSettings settings = ApiSettings.from(ConfigFactory.load());
    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.bodyLimit()).isEqualTo(2 << 20);
    assertThat(settings.writeTimeout()).isLessThan(Duration.ofSeconds(3));
    assertThat(settings.linkLifetime()).isEqualTo(Duration.ofHours(24));
  }

  @ParameterizedTest(name = "{0} is refused by name")
  @ValueSource(
      strings = {
        "port = 70000",
        "body-limit = 3",
        "link-lifetime = 0 s",
        "external-url = \"ftp://x\""
      })
  void aWrongValue(String line) {
    var config =
        ConfigFactory.parseString("landfall.api." + line).withFallback(ConfigFactory.load());
    assertThatThrownBy(() -> ApiSettings.from(config))
        .isInstanceOf(ConfigException.BadValue.class)
        .hasMessageContaining("landfall.api." + line.split(" ")[0]);
  }
}
