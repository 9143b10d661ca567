package io.landfall.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.landfall.node.cli.Manifests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutoscalerTest {
  @ParameterizedTest(name = "{0} tasks, {1} pods: {2}")
  @CsvSource({
    "0,   2, 0", // nothing is wanted
    "1,   0, 1", // the first task wakes the first worker
    "8,   1, 1",
    "9,   1, 2",
    "17,  2, 2", // within a tenth of the target
    "20,  2, 3",
    "800, 3, 20",
  })
  void podsByTasks(double tasks, int pods, int wanted) {
    assertThat(new Autoscaler(8, 0, 20).wanted(tasks, pods)).isEqualTo(wanted);
  }

  @Test
  void theShippedOneKeepsTwo() {
    HasMetadata shipped =
        Manifests.read(Manifests.FOLDER.resolve("overlays/prod")).stream()
            .filter(HorizontalPodAutoscaler.class::isInstance)
            .findFirst()
            .orElseThrow();
    Autoscaler scaler = Autoscaler.of(((HorizontalPodAutoscaler) shipped).getSpec());
    assertThat(scaler.wanted(0, 2)).isEqualTo(2);
    assertThat(scaler.wanted(40, 2)).isEqualTo(5);
  }
}
