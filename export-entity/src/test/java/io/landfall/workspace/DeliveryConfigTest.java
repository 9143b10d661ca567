package io.landfall.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.workspace.DeliveryConfig.DeliverySecrets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliveryConfigTest {
  @Test
  void secretsDoNotPrint() {
    DeliverySecrets secrets = DeliverySecrets.of(Map.of("accessToken", "hush"));
    assertThat(secrets).hasToString("***").hasSameHashCodeAs(DeliverySecrets.of(Map.of()));
  }
}
