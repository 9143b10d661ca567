package io.landfall.api.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.landfall.api.MemoryDeliveryConfigs;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.PoolSettings;
import io.landfall.workspace.Access;
import io.landfall.workspace.DeliveryConfig;
import io.landfall.workspace.DeliveryConfig.DeliverySecrets;
import io.landfall.workspace.DeliveryConfig.DeliverySettings;
import io.landfall.workspace.DeliveryConfig.DeliveryType;
import io.landfall.workspace.Visibility;
import io.landfall.workspace.WorkspaceIds;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeliveryConfigCheckTest {
  private final BoundedPool pool = new BoundedPool("test", new PoolSettings(1, 1));

  @AfterEach
  void stop() {
    pool.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"NODE_BUSY", "DATABASE_UNAVAILABLE"})
  void ourOwnTroubleIsNoFinding(ErrorCode code) {
    assertThatThrownBy(() -> checkFailingWith(new ExportFailure(code, "Ask again.")))
        .satisfies(thrown -> assertThat(ExportFailure.of(thrown).code()).isEqualTo(code));
  }

  @Test
  void whatTheDestinationRefusesIsAProblem() {
    JsonNode found =
        checkFailingWith(new ExportFailure(ErrorCode.DESTINATION_DENIED, "It is refused."));

    assertThat(found.path("status").asText()).isEqualTo("PROBLEM");
    assertThat(found.path("checks").path(1).path("detail").asText()).isEqualTo("It is refused.");
  }

  @Test
  void whatFailsInsideLeavesTheDestinationUnchecked() {
    JsonNode found = checkFailingWith(new IllegalStateException("inner words"));

    assertThat(found.path("status").asText()).isEqualTo("UNCHECKED");
    assertThat(found.toString()).contains("operator").doesNotContain("inner words", "java.");
  }

  private JsonNode checkFailingWith(Throwable failure) {
    var configs = new MemoryDeliveryConfigs();
    var settings =
        new DeliverySettings("a", DeliveryType.S3, JsonNodeFactory.instance.objectNode());
    DeliveryConfig config =
        configs.create(
            WorkspaceIds.generate(),
            new Access("ann", null, Visibility.PRIVATE),
            settings,
            new DeliverySecrets(Map.of()));
    var delivery =
        new DeliveryPorts(
            configs, null, "own-bucket", "", one -> CompletableFuture.failedFuture(failure));
    return new DeliveryConfigCheck(new WorkspacePorts(null, null, null, null, delivery, pool))
        .check(config)
        .toCompletableFuture()
        .join();
  }
}
