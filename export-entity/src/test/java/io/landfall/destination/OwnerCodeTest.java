package io.landfall.destination;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.landfall.workspace.Access;
import io.landfall.workspace.DeliveryConfig;
import io.landfall.workspace.DeliveryConfig.DeliverySettings;
import io.landfall.workspace.DeliveryConfig.DeliveryType;
import io.landfall.workspace.Visibility;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OwnerCodeTest {
  @Test
  void nobodyElseHasTheExternalIdOfARole() {
    String role = "arn:aws:iam::123456789012:role/landfall";
    String ofAnn = OwnerCode.externalId(bucket("ann", role)).orElseThrow();
    assertThat(ofAnn).matches("landfall-[0-9a-f]{32}");
    assertThat(OwnerCode.externalId(bucket("ann", role))).contains(ofAnn);
    assertThat(OwnerCode.externalId(bucket("bob", role)).orElseThrow()).isNotEqualTo(ofAnn);
    assertThat(OwnerCode.externalId(bucket("ann", null))).isEmpty();
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
