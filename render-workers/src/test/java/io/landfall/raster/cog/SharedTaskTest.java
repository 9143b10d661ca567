package io.landfall.raster.cog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.request.OutputFormat;
import io.landfall.raster.BlockCache;
import io.landfall.raster.crs.FlatTransforms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A task that idle threads take parts of is the same as one that a thread renders alone. */
@Timeout(60)
class SharedTaskTest {
  private static final CogFiles.Disc DISC = new CogFiles.Disc(600, 740, 0.6);

  @ParameterizedTest
  @EnumSource(
      value = Resampling.class,
      names = {"AVERAGE", "CUBIC"})
  void theBytesAndStatisticsDoNotTellWhoHasRendered(Resampling overviews) {
    for (OutputMask mask : new OutputMask[] {null, OutputMask.INTERNAL}) {
      ExportPlan plan = plan(mask, overviews);
      for (PlannedTask task : plan.layout().tasks()) {
        RenderedTask alone = renderer(plan).render(task, tiles -> {});
        assertSame(renderer(plan).render(task, tiles -> {}, SharedTaskTest::atOnce), alone);
        assertSame(renderer(plan).render(task, tiles -> {}, SharedTaskTest::beside), alone);
      }
    }
  }

  @Test
  void tilesAreCountedOneByOneWhoeverRendersThem() {
    ExportPlan plan = plan(null, Resampling.AVERAGE);
    PlannedTask task = plan.layout().tasks().get(0);
    List<Integer> alone = new ArrayList<>();
    renderer(plan).render(task, alone::add);
    List<Integer> shared = Collections.synchronizedList(new ArrayList<>());

    renderer(plan).render(task, shared::add, SharedTaskTest::beside);

    assertThat(shared).isEqualTo(alone).startsWith(1, 2, 3);
  }

  @Test
  void whatEndsTheWorkOfAnotherThreadEndsTheTask() {
    ExportPlan plan = plan(null, Resampling.AVERAGE);
    Thread own = Thread.currentThread();
    var failed = new CountDownLatch(1);

    assertThatThrownBy(
            () ->
                renderer(plan)
                    .render(
                        plan.layout().tasks().get(0),
                        tiles -> {
                          if (Thread.currentThread() != own) {
                            failed.countDown();
                            throw new CancellationException("nobody waits");
                          }
                        },
                        work -> beside(work) && await(failed)))
        .isInstanceOf(CancellationException.class)
        .hasMessage("nobody waits");
  }

  @Test
  void sumsOfPartsAreThoseOfAllRowsInTheirOrder() {
    var random = new Random(7);
    double[][][] rows = new double[200][2][];
    for (double[][] row : rows) {
      for (int band = 0; band < 2; band++) {
        row[band] = random.doubles(31, -1e9, 1e9).map(v -> v < -9e8 ? Double.NaN : v).toArray();
      }
    }
    var whole = new BandStatisticsCollector(doubles(2));
    var joined = new BandStatisticsCollector(doubles(2));
    for (int from = 0; from < rows.length; from += 50) {
      var part = from % 100 == 0 ? joined : BandStatisticsCollector.ofPart(doubles(2));
      for (int i = from; i < from + 50; i++) {
        whole.addRow(rows[i], 31);
        part.addRow(rows[i], 31);
      }
      if (part != joined) {
        joined.addPart(part);
      }
    }

    assertThat(joined.toList()).isEqualTo(whole.toList());
  }

  @Test
  void theSignOfAZeroThatIsLeastDoesNotDependOnParts() {
    for (int width = 2; width <= 3; width++) {
      var whole = new BandStatisticsCollector(doubles(1));
      var joined = new BandStatisticsCollector(doubles(1));
      var part = BandStatisticsCollector.ofPart(doubles(1));
      double[][] plus = {{1, 0.0, 0.0}};
      double[][] minus = {{1, -0.0, -0.0}};
      whole.addRow(plus, width);
      whole.addRow(minus, width);
      joined.addRow(plus, width);
      part.addRow(minus, width);
      joined.addPart(part);
      assertThat(joined.toList()).isEqualTo(whole.toList());
    }
  }

  private static OutputBands doubles(int count) {
    return new OutputBands(Collections.nCopies(count, "b"), SampleType.FLOAT64, Double.NaN);
  }

  private static void assertSame(RenderedTask shared, RenderedTask alone) {
    assertThat(Arrays.deepEquals(parts(shared), parts(alone)))
        .as("the bytes are the same")
        .isTrue();
    assertThat(shared.scenes()).isEqualTo(alone.scenes());
    assertThat(shared.bandStatistics()).isEqualTo(alone.bandStatistics());
  }

  private static Object[] parts(RenderedTask task) {
    return new Object[] {
      task.full().toArray(),
      task.overviews().toArray(),
      task.topOverviews().toArray(),
      task.tileLengths().toArray(),
      task.maskLengths() == null ? null : task.maskLengths().toArray()
    };
  }

  private static ExportPlan plan(OutputMask mask, Resampling overviews) {
    ExportPlan plan =
        CogFiles.plan(
            DISC,
            CogFiles.bands(mask == null ? 0.0 : null, mask),
            OutputFormat.BlockCompression.DEFLATE,
            false,
            false);
    OutputFormat format =
        new OutputFormat(
            OutputFormat.FileFormat.COG,
            OutputFormat.BlockCompression.DEFLATE,
            null,
            6,
            2,
            128, // a metatile has four parts of two by two tiles
            overviews);
    return plan.toBuilder()
        .format(format)
        .layout(
            new LayoutPlanner(1, 0)
                .plan(
                    plan.grid(),
                    plan.bands(),
                    format,
                    0.5,
                    area -> true,
                    LayoutPlanner.ContentEstimate.FULL))
        .build();
  }

  private static TaskRenderer renderer(ExportPlan plan) {
    return new TaskRenderer(plan, band -> DISC, FlatTransforms.ENDLESS, new BlockCache(8 << 20));
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean atOnce(Runnable work) {
    work.run();
    return true;
  }

  private static boolean beside(Runnable work) {
    new Thread(work, "idle").start();
    return true;
  }
}
