package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.landfall.node.config.Configuration;
import io.landfall.node.config.NodeSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterSetupTest {
  @TempDir Path folder;

  @Test
  void aNodeWithoutAListLeavesTheIngestToOthers() {
    assertThat(roles(Map.of())).containsExactlyInAnyOrder("api", "control", "worker");
    assertThat(roles(Map.of("landfall.ingest.scenes-url", "/lists/scene_list.gz")))
        .containsExactlyInAnyOrder("api", "control", "worker", "ingest");
  }

  private List<String> roles(Map<String, ?> flags) {
    Config config = Configuration.load(flags, Map.of(), folder);
    return ClusterSetup.config(config, NodeSettings.from(config), Optional.empty())
        .getStringList("akka.cluster.roles");
  }
}
