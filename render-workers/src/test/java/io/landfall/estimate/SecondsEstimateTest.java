package io.landfall.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.export.ExpectedAmount;
import io.landfall.model.PixelGrid;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.ExportPlanBuilder;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.OutputFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SecondsEstimateTest {
  /** Four million values in 16 tiles. */
  private static final ExportPlan PLAN = plan();

  /** A tenth of a second for a million values. */
  private static final EncodedSample SAMPLE =
      new EncodedSample(4, 1_000_000, 500_000, 0, 0, 4, 100, 0, false);

  @Test
  void exportsOfAnyKindTellHowLongItTakes() {
    ExpectedAmount seconds = new SecondsEstimate(exports(1), 2, 1).of(PLAN, EncodedSample.NONE, 0);
    double size = PlanSize.megaSamples(PLAN);
    ExportWork work = ExportWork.of(WorkKind.of(PLAN), size, size);
    double usual = 0.4 * work.fixed() + 0.2 * work.pixels();
    assertThat(seconds.expected()).isCloseTo(usual, within(0.01));
    assertThat(seconds.basis()).isEqualTo("10 exports that ended lately, of all kinds");
    double fasterByTrial =
        new SecondsEstimate(exports(1), 2, 1).of(PLAN, SAMPLE, 0).expected() / usual;
    assertThat(fasterByTrial).isBetween(0.6, 0.9);
  }

  /** The machine has become three times slower: four exports say so. */
  @Test
  void theNewestTellHowBusyTheClusterIs() {
    List<MeasuredExport> slower = new ArrayList<>(exports(3).subList(0, 4));
    slower.addAll(exports(1).subList(4, 10));
    double before =
        new SecondsEstimate(exports(1), 2, 1).of(PLAN, EncodedSample.NONE, 0).expected();
    double now = new SecondsEstimate(slower, 2, 1).of(PLAN, EncodedSample.NONE, 0).expected();
    assertThat(now / before).isBetween(1.7, 3.3);
  }

  @Test
  void theRangeIsWiderWhereExportsDiffer() {
    List<MeasuredExport> wild = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      wild.add(exports(i % 2 == 0 ? 0.5 : 2).get(i));
    }
    ExpectedAmount even = new SecondsEstimate(exports(1), 2, 1).of(PLAN, SAMPLE, 0);
    ExpectedAmount uneven = new SecondsEstimate(wild, 2, 1).of(PLAN, SAMPLE, 0);
    assertThat(even.high() / even.expected()).isCloseTo(1.8, within(0.01));
    assertThat(uneven.high() / uneven.expected()).isGreaterThan(3);
  }

  /** What lies far beyond what was measured takes its pixels from the trial. */
  @Test
  void aTrialCountsForWhatIsMuchLarger() {
    List<MeasuredExport> tiny =
        exports(1).stream().map(one -> measured(one.megaSamples() / 100, one.seconds())).toList();
    ExpectedAmount seconds = new SecondsEstimate(tiny, 2, 1).of(PLAN, SAMPLE, 0);
    assertThat(seconds.basis()).contains("on trial; 10 exports of other sizes");
    double slow = 100 * SAMPLE.renderNanos();
    var slowSample = new EncodedSample(4, 1_000_000, 500_000, 0, 0, 4, slow, 0, false);
    double more = new SecondsEstimate(tiny, 2, 1).of(PLAN, slowSample, 0).expected();
    assertThat(more - seconds.expected())
        .isCloseTo(99 * 0.1 * PlanSize.megaSamples(PLAN) / 0.8, within(0.5));
  }

  @Test
  void withoutAnyTheTrialDoesAndTheRangeIsWider() {
    ExpectedAmount unknown = new SecondsEstimate(List.of(), 2, 1).of(PLAN, SAMPLE, 0.1);
    assertThat(unknown.expected()).isBetween(1.4, 5.0);
    assertThat(unknown.high() / unknown.expected()).isGreaterThan(2.5);
    assertThat(unknown.basis())
        .isEqualTo("4 parts of the output, rendered on trial; no export has been measured here");
  }

  /**
   * 700 million values: the start of a node, which is in what is usual, is not that of each pixel.
   */
  @Test
  void whatIsUsualDoesNotGrowWithThePixels() {
    ExportPlan large = plan(27_000);
    ExpectedAmount seconds = new SecondsEstimate(List.of(), 2, 6).of(large, SAMPLE, 0);
    double trial = 0.1 * PlanSize.megaSamples(large) / 0.8;
    assertThat(seconds.expected() - trial).isBetween(6.0, 20.0);
    ExpectedAmount withoutTrial =
        new SecondsEstimate(List.of(), 2, 6).of(large, EncodedSample.NONE, 0);
    assertThat(withoutTrial.expected()).isBetween(12.0, 60.0);
  }

  /** Ten of 1 to 10 million values, each so many times slower than usual. */
  private static List<MeasuredExport> exports(double times) {
    return IntStream.rangeClosed(1, 10)
        .mapToObj(
            i -> {
              ExportWork work = ExportWork.of(WorkKind.of(PLAN), i, i);
              return measured(i, times * (0.4 * work.fixed() + 0.2 * work.pixels()));
            })
        .toList();
  }

  /** It was given up after 4 s for a quarter of a million of four million pixels. */
  @Test
  void aTrialThatWasGivenUpMakesItLonger() {
    var given = EncodedSample.givenUp(4e9 / 262_144);
    double usual = new SecondsEstimate(exports(1), 2, 1).of(PLAN, EncodedSample.NONE, 0).expected();
    double longer = new SecondsEstimate(exports(1), 2, 1).of(PLAN, given, 0).expected();
    assertThat(longer / usual).isBetween(4.0, 12.0);
  }

  private static MeasuredExport measured(double megaSamples, double seconds) {
    return new MeasuredExport(WorkKind.of(PLAN), megaSamples, 1, 0, seconds, 0, 0.5);
  }

  private static ExportPlan plan() {
    return plan(2048);
  }

  private static ExportPlan plan(int side) {
    long tiles = (long) Math.pow(Math.ceil(side / 512.0), 2);
    return new ExportPlanBuilder("test", "a.tif")
        .grid(new PixelGrid(32616, 0, 4_000_000, 30, side, side))
        .bands(new OutputBands(List.of("red"), SampleType.UINT16, 0.0))
        .format(
            new OutputFormat(
                OutputFormat.FileFormat.COG,
                OutputFormat.BlockCompression.DEFLATE,
                null,
                6,
                2,
                512,
                Resampling.AVERAGE))
        .layout(new TileLayout(2, List.of(new PlannedTask(0, List.of(0))), tiles, true, false, 1))
        .build();
  }
}
