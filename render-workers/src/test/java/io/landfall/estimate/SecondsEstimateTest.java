package io.landfall.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.export.ExpectedAmount;
import io.landfall.model.PixelGrid;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.Tool;
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
  void exportsOfTheSameKindTellHowLongItTakes() {
    List<MeasuredExport> recent =
        IntStream.rangeClosed(1, 10)
            .mapToObj(i -> measured(i, 0.2 + 0.1 * i)) // 0.2 s and then 0.1 s a million
            .toList();
    ExpectedAmount seconds = new SecondsEstimate(recent, 2, 1).of(PLAN, SAMPLE, 0.1);
    double megaSamples = PlanSize.megaSamples(PLAN);
    assertThat(seconds.expected()).isCloseTo(0.3 + 0.2 + 0.1 * megaSamples + 0.5, within(0.05));
    assertThat(seconds.basis()).startsWith("10 exports of the same kind");
  }

  @Test
  void withoutAnyTheTrialDoesAndTheRangeIsWider() {
    ExpectedAmount unknown = new SecondsEstimate(List.of(), 2, 1).of(PLAN, SAMPLE, 0.1);
    assertThat(unknown.expected()).isBetween(1.4, 2.5);
    assertThat(unknown.high() / unknown.expected()).isGreaterThan(2.5);
    assertThat(unknown.basis())
        .isEqualTo("4 parts of the output, rendered on trial; no export has been measured here");
  }

  private static MeasuredExport measured(double megaSamples, double renderSeconds) {
    return new MeasuredExport(WorkKind.of(PLAN), megaSamples, 1, 0.3, renderSeconds, 0.5, 0.5);
  }

  private static ExportPlan plan() {
    return new ExportPlan(
        "test",
        "a.tif",
        new PixelGrid(32616, 0, 4_000_000, 30, 2048, 2048),
        List.of(),
        Resampling.NEAREST,
        new Tool.IdentityTool(),
        null,
        new OutputBands(List.of("red"), SampleType.UINT16, 0.0),
        new OutputFormat(
            OutputFormat.FileFormat.COG,
            OutputFormat.BlockCompression.DEFLATE,
            null,
            6,
            2,
            512,
            Resampling.AVERAGE),
        new TileLayout(2, List.of(new PlannedTask(0, List.of(0))), 16, true, false, 1),
        null);
  }
}
