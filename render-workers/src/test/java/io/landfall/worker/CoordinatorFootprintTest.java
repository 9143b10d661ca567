package io.landfall.worker;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.serialization.SerializationExtension;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.Priority;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.ExportPlanBuilder;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.PartialBandStatistics;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.request.OutputFormat;
import io.landfall.plan.FormatChoice;
import io.landfall.raster.cog.LayoutPlanner;
import io.landfall.schedule.SchedulerOutput;
import io.landfall.schedule.TaskScheduler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A coordinator holds metadata only, and no message of it is too large to be sent. */
public class CoordinatorFootprintTest {
  private static final long FRAME = 4L << 20;
  private static final int ROUNDS = 5;

  @Test
  void tenGigapixelsCostUnderAHundredMegabytes() {
    // the heap is that of all tests of this JVM, whose threads take of it and give back meanwhile
    long[] costs = IntStream.range(0, ROUNDS).mapToLong(round -> cost()).sorted().toArray();
    assertThat(costs[ROUNDS / 2])
        .as("bytes: %s", Arrays.toString(costs))
        .isBetween(1L << 20, 100L << 20);
  }

  /** Returns by how much the heap shrinks when two copies are let go of. */
  private static long cost() {
    List<Object> held = new ArrayList<>();
    for (int copy = 0; copy < 2; copy++) { // the entity's, from the journal, and a coordinator's
      ExportPlan plan = plan(100_000, 3, SampleType.UINT16, LayoutPlanner.ContentEstimate.FULL);
      List<StoredTask> tasks =
          plan.layout().tasks().stream().map(task -> stored(plan, task)).toList();
      held.add(List.of(plan, tasks, scheduler(plan, tasks)));
      assertThat(plan.layout().tilesTotal()).isEqualTo(196L * 196);
      assertThat(tasks.size()).isGreaterThan(500);
    }
    long with = used();
    assertThat(held).hasSize(2);
    held.clear();
    return with - used();
  }

  @Test
  void theLargestResultOfATaskFitsAFrame() throws Exception {
    // one band of bytes, of which next to nothing is there: the most tiles a task can have
    ExportPlan plan =
        plan(70_000, 1, SampleType.UINT8, (columns, rows, into) -> Arrays.fill(into, 0));
    StoredTask largest =
        plan.layout().tasks().stream()
            .max((a, b) -> Integer.compare(a.metatiles().size(), b.metatiles().size()))
            .map(task -> stored(plan, task))
            .orElseThrow();
    ActorTestKit akka = ActorTestKit.create();
    try {
      TestProbe<TileWorker.Command> worker = akka.createTestProbe();
      var serialization = SerializationExtension.get(akka.system());
      byte[] bytes =
          serialization
              .serialize(new RenderCoordinator.TaskFinished(worker.getRef(), largest))
              .get();
      assertThat(largest.tileLengths().get(0).length).isGreaterThan(10_000);
      assertThat((long) bytes.length).isLessThan(FRAME);
    } finally {
      akka.shutdownTestKit();
    }
  }

  private static TaskScheduler<ActorRef<TileWorker.Command>> scheduler(
      ExportPlan plan, List<StoredTask> tasks) {
    @SuppressWarnings("unchecked")
    SchedulerOutput<ActorRef<TileWorker.Command>> out =
        (SchedulerOutput<ActorRef<TileWorker.Command>>)
            Proxy.newProxyInstance(
                TaskScheduler.class.getClassLoader(),
                new Class<?>[] {SchedulerOutput.class},
                (proxy, method, arguments) -> null);
    return new TaskScheduler<>(
        new TaskScheduler.RenderJob(RenderFixture.ID, "me", TaskCosts.byTiles(plan), 1 << 20),
        Priority.NORMAL,
        tasks,
        RenderFixture.SETTINGS,
        worker -> "",
        out);
  }

  private static long used() {
    // the serial collector leaves up to a twentieth of the heap as it is, but for each fourth time
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** Lays out for real; 400 scenes of four bands each lie under it. */
  private static ExportPlan plan(
      int side, int bands, SampleType type, LayoutPlanner.ContentEstimate content) {
    var grid = new PixelGrid(32633, 300_000, 6_000_000, 10, side, side);
    List<String> names = IntStream.range(0, bands).mapToObj(i -> "b" + i).toList();
    var output = new OutputBands(names, type, 0.0);
    var format =
        new OutputFormat(
            OutputFormat.FileFormat.COG,
            OutputFormat.BlockCompression.DEFLATE,
            "libdeflate 1.14",
            6,
            2,
            512,
            Resampling.AVERAGE);
    var layout =
        new LayoutPlanner(32 << 20, 16 << 20)
            .plan(
                grid,
                output,
                format,
                FormatChoice.compressedShare(format, output),
                area -> true,
                content);
    return new ExportPlanBuilder("0.1.0", "large.tif")
        .grid(grid)
        .scenes(IntStream.range(0, 400).mapToObj(scene -> scene(scene, names)).toList())
        .resampling(Resampling.BILINEAR)
        .bands(output)
        .format(format)
        .layout(layout)
        .build();
  }

  private static PlannedScene scene(int scene, List<String> names) {
    String name = "S2A_MSIL2A_20260815T101031_N0511_R022_T33U%03d".formatted(scene);
    var geometry =
        new RasterGeometry(
            32633, GeoTransform.northUp(300_000 + scene, 6_000_000, 10, 10), 10_980, 10_980);
    var bands =
        names.stream()
            .map(
                band ->
                    new PlannedBand(
                        band,
                        "https://scenes.example/%s/%s.tif".formatted(name, band),
                        "\"%032x\"".formatted(scene),
                        123_456_789,
                        0,
                        SampleType.UINT16,
                        0.0,
                        geometry,
                        null))
            .toList();
    return new PlannedScene(new SceneId(name), name, bands, "2026-08-15T10:10:31Z");
  }

  private static StoredTask stored(ExportPlan plan, PlannedTask task) {
    int units = task.metatiles().size();
    int levels = plan.layout().metatileLevels();
    List<int[]> lengths = new ArrayList<>();
    for (int level = 0; level <= levels; level++) {
      lengths.add(
          IntStream.range(0, units << 2 * (levels - level)).map(i -> 200_000 + i).toArray());
    }
    return new StoredTask(
        task.index(),
        part(2 * task.index() + 2),
        part(2 * task.index() + 3),
        lengths,
        plan.scenes().subList(0, 20).stream().map(PlannedScene::id).toList(),
        "akka://landfall@10.11.12.13:25520",
        Collections.nCopies(
            plan.bands().count(),
            new PartialBandStatistics(16_777_216, 1, 10_000, 1.5e10, 3.25e13)));
  }

  /** Returns the result of a task of eight metatiles in three bands. */
  public static StoredTask usual() {
    ExportPlan plan = plan(10_000, 3, SampleType.UINT8, LayoutPlanner.ContentEstimate.FULL);
    return stored(plan, plan.layout().tasks().get(0));
  }

  private static StoredPart part(int number) {
    return new StoredPart(
        number, "\"%032x\"".formatted(number), 32 << 20, "%064x".formatted(number));
  }
}
