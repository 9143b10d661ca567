package io.landfall.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.secret.Secret;
import io.landfall.workspace.DeliveryConfig.DeliverySecrets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliveryConfigTest {
  @Test
  void secretsDoNotPrint() {
    DeliverySecrets secrets = new DeliverySecrets(Map.of("accessToken", Secret.of("hush")));
    assertThat(secrets.toString()).contains("accessToken=***").doesNotContain("hush");
    assertThat(secrets.find("accessToken")).contains(Secret.of("hush"));
    assertThat(secrets.find("appKey")).isEmpty();
  }
}
