package io.landfall.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreSettingsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"http://object_store:9000", "http://store:port", "https://a b", "http://:9000"})
  void anEndpointThatNamesNoHostStopsTheStart(String endpoint) {
    assertThatThrownBy(() -> settings(endpoint))
        .hasMessageContaining("landfall.store.endpoint")
        .hasMessageContaining("must name a host");
  }

  @Test
  void aLoginInTheEndpointIsNotShown() {
    assertThat(settings("https://ann:hush@store:9000").shownAddress())
        .isEqualTo("https://store:9000");
    assertThat(settings("http://[::1]:9000/").shownAddress()).isEqualTo("http://[::1]:9000");
  }

  private static StoreSettings settings(String endpoint) {
    Config config =
        ConfigFactory.parseMap(
            Map.of("landfall.store.endpoint", endpoint, "landfall.store.bucket", "b"));
    return StoreSettings.from(config.withFallback(ConfigFactory.load()));
  }
}
