package io.landfall.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.landfall.secret.Secret;
import io.landfall.workspace.DeliveryConfig.DeliverySecrets;
import io.landfall.workspace.DeliveryConfig.DeliverySettings;
import io.landfall.workspace.DeliveryConfig.DeliveryType;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeliveryConfigTest {
  @Test
  void secretsDoNotPrint() {
    DeliverySecrets secrets = new DeliverySecrets(Map.of("accessToken", Secret.of("hush")));
    assertThat(secrets.toString()).contains("accessToken=***").doesNotContain("hush");
    assertThat(secrets.find("accessToken")).contains(Secret.of("hush"));
    assertThat(secrets.find("appKey")).isEmpty();
  }

  @Test
  void nobodyElseHasTheExternalIdOfARole() {
    String role = "arn:aws:iam::123456789012:role/landfall";
    String ofAnn = bucket("ann", role).externalId().orElseThrow();
    assertThat(ofAnn).matches("landfall-[0-9a-f]{32}");
    assertThat(bucket("ann", role).externalId()).contains(ofAnn);
    assertThat(bucket("bob", role).externalId().orElseThrow()).isNotEqualTo(ofAnn);
    assertThat(bucket("ann", null).externalId()).isEmpty();
  }

  private static DeliveryConfig bucket(String owner, String role) {
    var values = JsonNodeFactory.instance.objectNode().put("bucket", "b").put("roleArn", role);
    return new DeliveryConfig(
        UUID.randomUUID(),
        new Access(owner, null, Visibility.PRIVATE),
        new DeliverySettings("b", DeliveryType.S3, values),
        Instant.EPOCH);
  }
}
