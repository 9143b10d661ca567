package io.landfall.export.entity;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExportEntitySettingsTest {
  @Test
  void whoAsksWhileNodesComeOrGoWaitsLonger() {
    ExportEntitySettings settings = settings("");
    assertThat(settings.movingAskTimeout()).isGreaterThan(settings.askTimeout());
  }

  @Test
  void aConfigurationThatKnowsTheUsualTimeAloneIsStillTaken() {
    ExportEntitySettings settings = settings("landfall.export.ask-timeout = 20 s");
    assertThat(settings.askTimeout()).isEqualTo(Duration.ofSeconds(20));
    assertThat(settings.movingAskTimeout()).isEqualTo(Duration.ofSeconds(20));
  }

  private static ExportEntitySettings settings(String changes) {
    return ExportEntitySettings.from(
        ConfigFactory.parseString(changes).withFallback(ConfigFactory.load()));
  }
}
