package io.landfall.api.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.plan.PlannedTask;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExportTasksJsonTest {
  @Test
  void cellsAreJoinedUntilAMapCanShowThem() {
    List<PlannedTask> tasks =
        List.of(
            new PlannedTask(0, IntStream.range(0, 32).boxed().toList()),
            new PlannedTask(1, IntStream.range(32, 64).boxed().toList()));

    assertThat(ExportTasksJson.halvings(tasks, 64)).isZero();
    assertThat(ExportTasksJson.halvings(tasks, 63)).isEqualTo(1);
    assertThat(ExportTasksJson.halvings(tasks, 15)).isEqualTo(2);
    assertThat(ExportTasksJson.halvings(tasks, 1)).as("a task keeps one cell").isEqualTo(3);
  }
}
