package io.landfall.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.Morton;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.plan.TileLayout;
import io.landfall.raster.crs.FlatTransforms;
import io.landfall.schedule.ExpectedTask;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tasks of 1,024 x 1,024 pixels of 10 m in a row from west to east, from (0, 0) on. */
class TaskCostsTest {
  private static final int TASK_METRES = 10_240;

  @Test
  void eachSceneUnderATaskMakesItDearer() {
    List<ExpectedTask> tasks = tasks(scene(0, 4), scene(1, 2), scene(1, 1));

    assertThat(tasks).extracting(ExpectedTask::tiles).containsOnly(4);
    assertThat(tasks).extracting(ExpectedTask::cost).containsExactly(8000L, 10_000L, 9000L, 8000L);
  }

  @Test
  void aTaskThatNoSceneCoversIsCheap() {
    assertThat(tasks(scene(0, 2)))
        .extracting(ExpectedTask::cost)
        .containsExactly(8000L, 8000L, 4000L, 4000L);
  }

  /** Returns the costs of four tasks over these scenes, the first on top. */
  private static List<ExpectedTask> tasks(RasterGeometry... scenes) {
    ExportPlan plan = RenderFixture.plan(4);
    List<PlannedScene> planned =
        IntStream.range(0, scenes.length)
            .mapToObj(
                i ->
                    new PlannedScene(
                        new SceneId("s" + i), "s" + i, Arrays.asList(band(scenes[i])), null))
            .toList();
    return TaskCosts.of(
        plan.toBuilder().scenes(planned).layout(layout()).build(), new FlatTransforms(0));
  }

  private static TileLayout layout() {
    List<PlannedTask> tasks =
        IntStream.range(0, 4)
            .mapToObj(task -> new PlannedTask(task, List.of(Morton.code(task, 0))))
            .toList();
    return new TileLayout(1, tasks, 16, false, false, 1000);
  }

  private static PlannedBand band(RasterGeometry geometry) {
    return new PlannedBand("b", "b.tif", "e", 1, 0, SampleType.UINT8, null, geometry, null);
  }

  /** Returns a scene under tasks from {@code first} on. */
  private static RasterGeometry scene(int first, int tasks) {
    return new RasterGeometry(
        3857, GeoTransform.northUp(first * TASK_METRES, 0, 10, 10), 1024 * tasks, 1024);
  }
}
