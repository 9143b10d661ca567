package io.landfall.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.landfall.api.proxy.AddressRanges;
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

  @Test
  void listsMayComeInOneTextAsFromTheEnvironment() {
    var config =
        ConfigFactory.parseString(
                "landfall.api { trusted-proxies = \"10.0.0.0/8, fd00::1\", metrics-readers = none,"
                    + " cors-origins = \"https://Maps.example.org,http://localhost:3000\" }")
            .withFallback(ConfigFactory.load());
    ApiSettings settings = ApiSettings.from(config);
    assertThat(settings.corsOrigins())
        .containsExactlyInAnyOrder("https://maps.example.org", "http://localhost:3000");
    var proxies = settings.connections().proxies();
    assertThat(proxies.isProxy(AddressRanges.address("10.9.9.9"))).isTrue();
    assertThat(proxies.isProxy(AddressRanges.address("fd00::1"))).isTrue();
    assertThat(proxies.isProxy(AddressRanges.address("127.0.0.1"))).isFalse();
    assertThat(settings.metricsReaders().contains(AddressRanges.address("127.0.0.1"))).isFalse();
  }

  @ParameterizedTest(name = "{0} is refused by name")
  @ValueSource(
      strings = {
        "port = 70000",
        "body-limit = 3",
        "link-lifetime = 0 s",
        "external-url = \"ftp://x\"",
        "trusted-proxies = [\"proxy.example.org\"]",
        "metrics-readers = [\"10.0.0.0/40\"]",
        "cors-origins = [\"https://maps.example.org/path\"]",
        "cors-origins = [\"maps.example.org\"]"
      })
  void aWrongValue(String line) {
    var config =
        ConfigFactory.parseString("landfall.api." + line).withFallback(ConfigFactory.load());
    assertThatThrownBy(() -> ApiSettings.from(config))
        .isInstanceOf(ConfigException.BadValue.class)
        .hasMessageContaining("landfall.api." + line.split(" ")[0]);
  }
}
