package io.landfall.api;

import io.landfall.export.ExpectedAmount;
import io.landfall.export.ExportEstimate;
import io.landfall.export.ExportEstimate.DestinationCheck;
import io.landfall.export.ExportEstimate.DestinationStatus;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.ExportPlanBuilder;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.OutputFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An estimate of one band of one scene. */
final class SampleEstimate {
  private SampleEstimate() {}

  static ExportEstimate of(ExportRequest request) {
    return new ExportEstimate(
        plan(),
        ExpectedAmount.within(2, 100_000, "4 parts of the output, encoded on trial"),
        ExpectedAmount.within(2, 1.54, "what is usual; no export has been measured here"),
        request.delivery().stream()
            .map(to -> new DestinationCheck(to.type(), DestinationStatus.OK, null))
            .toList(),
        List.of("No node renders now."));
  }

  /** Positions of a tenth of a degree, from 35 W and 8 S on; the last is nowhere. */
  static CompletionStage<double[]> lonLat(PixelGrid grid, int columns, int rows) {
    double[] lonLat = new double[2 * columns * rows];
    for (int i = 0; i < columns * rows - 1; i++) {
      lonLat[2 * i] = -35 + i % columns / 10.0;
      lonLat[2 * i + 1] = -8 - i / columns / 10.0;
    }
    lonLat[lonLat.length - 1] = Double.NaN;
    return CompletableFuture.completedStage(lonLat);
  }

  static ExportPlan plan() {
    var red =
        new PlannedBand(
            "red",
            "file:///data/B4.TIF",
            "e",
            1000,
            0,
            SampleType.UINT16,
            0.0,
            new RasterGeometry(32625, GeoTransform.northUp(300000, 9120000, 30, 30), 70, 60),
            null);
    return new ExportPlanBuilder("landfall 0.1.0", "olinda.tif")
        .grid(new PixelGrid(32725, 300000, 9120000, 30, 1024, 512))
        .scenes(List.of(new PlannedScene(new SceneId("LC08_1"), "LC08 one", List.of(red), null)))
        .resampling(Resampling.BILINEAR)
        .bands(new OutputBands(List.of("red"), SampleType.UINT16, 0.0))
        .format(
            new OutputFormat(
                OutputFormat.FileFormat.COG,
                OutputFormat.BlockCompression.DEFLATE,
                null,
                1,
                2,
                512,
                Resampling.AVERAGE))
        .layout(new TileLayout(1, List.of(new PlannedTask(0, List.of(0))), 2, true, false, 123_456))
        .warnings(List.of("The datum of LC08_1 is not known."))
        .build();
  }
}
