package io.landfall.render;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.serialization.SerializationExtension;
import io.landfall.model.BandTally;
import io.landfall.model.ExportPlan;
import io.landfall.model.GeoTransform;
import io.landfall.model.OutputBands;
import io.landfall.model.OutputFormat;
import io.landfall.model.PixelGrid;
import io.landfall.model.PlannedBand;
import io.landfall.model.PlannedRun;
import io.landfall.model.PlannedScene;
import io.landfall.model.Priority;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import io.landfall.model.Tool;
import io.landfall.raster.LayoutPlanner;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A coordinator holds metadata only, and no message of it is too large to be sent. */
class CoordinatorFootprintTest {
  private static final long FRAME = 4L << 20;

  @Test
  void tenGigapixelsCostUnderAHundredMegabytes() {
    long before = used();
    List<Object> held = new ArrayList<>();

    for (int copy = 0; copy < 2; copy++) { // the entity's, from the journal, and a coordinator's
      ExportPlan plan = plan(100_000, 3, SampleType.UINT16, LayoutPlanner.Content.FULL);
      List<StoredRun> runs = plan.layout().runs().stream().map(run -> stored(plan, run)).toList();
      held.add(List.of(plan, runs, scheduler(plan, runs)));
      assertThat(plan.layout().tilesTotal()).isEqualTo(196L * 196);
      assertThat(runs.size()).isGreaterThan(500);
    }
    long cost = used() - before;

    assertThat(held).hasSize(2);
    assertThat(cost).as("%,d bytes", cost).isBetween(1L << 20, 100L << 20);
  }

  @Test
  void theLargestResultOfARunFitsAFrame() throws Exception {
    // one band of bytes, of which next to nothing is there: the most tiles a run can have
    ExportPlan plan =
        plan(70_000, 1, SampleType.UINT8, (columns, rows, into) -> java.util.Arrays.fill(into, 0));
    StoredRun largest =
        plan.layout().runs().stream()
            .max((a, b) -> Integer.compare(a.units().size(), b.units().size()))
            .map(run -> stored(plan, run))
            .orElseThrow();
    ActorTestKit akka = ActorTestKit.create();
    try {
      TestProbe<TileWorker.Command> worker = akka.createTestProbe();
      var serialization = SerializationExtension.get(akka.system());
      byte[] bytes =
          serialization.serialize(new RenderCoordinator.RunDone(worker.getRef(), largest)).get();
      assertThat(largest.tileLengths().get(0).length).isGreaterThan(10_000);
      assertThat((long) bytes.length).isLessThan(FRAME);
    } finally {
      akka.shutdownTestKit();
    }
  }

  private static RunScheduler<ActorRef<TileWorker.Command>> scheduler(
      ExportPlan plan, List<StoredRun> runs) {
    @SuppressWarnings("unchecked")
    RunScheduler.Out<ActorRef<TileWorker.Command>> out =
        (RunScheduler.Out<ActorRef<TileWorker.Command>>)
            Proxy.newProxyInstance(
                RunScheduler.class.getClassLoader(),
                new Class<?>[] {RunScheduler.Out.class},
                (proxy, method, arguments) -> null);
    return new RunScheduler<>(
        new RunScheduler.Work(
            RenderFixture.ID, "me", runs.size(), plan.layout().tilesTotal(), 1 << 20),
        Priority.NORMAL,
        runs,
        RenderFixture.SETTINGS,
        worker -> "",
        out);
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** Lays out for real; 400 scenes of four bands each lie under it. */
  private static ExportPlan plan(
      int side, int bands, SampleType type, LayoutPlanner.Content content) {
    var grid = new PixelGrid(32633, 300_000, 6_000_000, 10, side, side);
    List<String> names = IntStream.range(0, bands).mapToObj(i -> "b" + i).toList();
    var output = new OutputBands(names, type, 0.0);
    var format =
        new OutputFormat(
            OutputFormat.Type.COG,
            OutputFormat.Compression.DEFLATE,
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
                FormatChoice.packedShare(format, output),
                (x0, y0, x1, y1) -> true,
                content);
    return new ExportPlan(
        "0.1.0",
        "large.tif",
        grid,
        IntStream.range(0, 400).mapToObj(scene -> scene(scene, names)).toList(),
        Resampling.BILINEAR,
        new Tool.Identity(),
        null,
        output,
        format,
        layout,
        null);
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

  private static StoredRun stored(ExportPlan plan, PlannedRun run) {
    int units = run.units().size();
    int levels = plan.layout().unitLevels();
    List<int[]> lengths = new ArrayList<>();
    for (int level = 0; level <= levels; level++) {
      lengths.add(
          IntStream.range(0, units << 2 * (levels - level)).map(i -> 200_000 + i).toArray());
    }
    return new StoredRun(
        run.index(),
        part(2 * run.index() + 2),
        part(2 * run.index() + 3),
        lengths,
        plan.scenes().subList(0, 20).stream().map(PlannedScene::id).toList(),
        "akka://landfall@10.11.12.13:25520",
        Collections.nCopies(
            plan.bands().count(), new BandTally(16_777_216, 1, 10_000, 1.5e10, 3.25e13)));
  }

  /** Returns the result of a run of eight units in three bands. */
  static StoredRun usual() {
    ExportPlan plan = plan(10_000, 3, SampleType.UINT8, LayoutPlanner.Content.FULL);
    return stored(plan, plan.layout().runs().get(0));
  }

  private static StoredPart part(int number) {
    return new StoredPart(
        number, "\"%032x\"".formatted(number), 32 << 20, "%064x".formatted(number));
  }
}
