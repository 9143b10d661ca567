package io.landfall.export;

import io.landfall.model.Aoi;
import io.landfall.model.DeliveryReceipt;
import io.landfall.model.Destination;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.ExportSource;
import io.landfall.model.GeoTransform;
import io.landfall.model.OutputBands;
import io.landfall.model.OutputFormat;
import io.landfall.model.OutputFormatRequest;
import io.landfall.model.PixelGrid;
import io.landfall.model.PlannedBand;
import io.landfall.model.PlannedRun;
import io.landfall.model.PlannedScene;
import io.landfall.model.Priority;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import io.landfall.model.TileLayout;
import io.landfall.model.Tool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An export of two runs for a link and a local file, step by step. */
final class Samples {
  static final Instant NOW = Instant.parse("2026-11-21T10:15:30.123456Z");
  static final ExportId ID = ExportId.parse("019aa1f0-7c00-7000-8000-000000000001");
  static final Aoi MASK =
      new Aoi(new double[][][][] {{{{-35, -8}, {-34.5, -8}, {-34.5, -8.25}, {-35, -8}}}});
  static final ExportRequest REQUEST =
      new ExportRequest(
          "ana",
          null,
          List.of("demo"),
          new ExportSource.Scenes(
              List.of(new SceneId("LC08_1"), new SceneId("LC08_2")), List.of("red")),
          32725,
          30.0,
          Resampling.BILINEAR,
          MASK,
          List.of(new Tool.Range(0, 3000)),
          OutputFormatRequest.ofDefaults(),
          List.of(new Destination.Link(), new Destination.LocalFile("/tmp/olinda.tif")),
          null);
  static final ExportPlan PLAN = plan(false, 2);
  static final List<StoredPart> PARTS =
      List.of(
          new StoredPart(1, "\"h\"", 5_242_880, "01"),
          run(0).overviews(),
          run(1).overviews(),
          run(0).full(),
          run(1).full());
  static final StoredObject OBJECT =
      new StoredObject(
          "exports/" + ID + "/olinda.tif", "\"o-5\"", 5_242_880 + 2 * 11_000_000, "0b");

  private Samples() {}

  static ExportPlan plan(boolean singleObject, int runs) {
    var bands =
        List.of(
            new PlannedBand(
                "red",
                "file:///data/B4.TIF",
                "\"e\"",
                1000,
                0,
                SampleType.UINT16,
                0.0,
                new RasterGeometry(32625, GeoTransform.northUp(300000, 9120000, 30, 30), 70, 60),
                null));
    var planned = new ArrayList<PlannedRun>();
    for (int r = 0; r < runs; r++) {
      planned.add(new PlannedRun(r, List.of(r)));
    }
    return new ExportPlan(
        "0.1.0",
        "olinda.tif",
        new PixelGrid(32725, 300000, 9120000, 30, 1024, 512),
        List.of(new PlannedScene(new SceneId("LC08_1"), "LC08 one", bands, null)),
        Resampling.BILINEAR,
        new Tool.LinearStretch(List.of(new Tool.Range(0, 3000))),
        MASK,
        new OutputBands(List.of("red"), SampleType.UINT8, 0.0),
        new OutputFormat(
            OutputFormat.Type.COG,
            OutputFormat.Compression.DEFLATE,
            null,
            1,
            2,
            512,
            Resampling.AVERAGE),
        new TileLayout(1, planned, 2, singleObject, false, 123_456),
        null);
  }

  static StoredRun run(int run) {
    return run(run, 2);
  }

  /** Makes run number {@code run} of {@code runs}. */
  static StoredRun run(int run, int runs) {
    return new StoredRun(
        run,
        new StoredPart(2 + run, "\"v%d\"".formatted(run), 5_500_000, "0" + run),
        new StoredPart(2 + runs + run, "\"f%d\"".formatted(run), 5_500_000, "1" + run),
        List.of(new int[] {4000 + run}, new int[] {0}),
        List.of(new SceneId("LC08_1")),
        "worker-1",
        null);
  }

  /** Returns the header and the parts of {@code runs}, in order. */
  static List<StoredPart> parts(List<StoredRun> runs) {
    var parts = new ArrayList<>(List.of(PARTS.get(0)));
    runs.forEach(run -> parts.add(run.overviews()));
    runs.forEach(run -> parts.add(run.full()));
    return parts;
  }

  static DeliveryReceipt receipt(int destination) {
    return new DeliveryReceipt(
        destination,
        "olinda.tif",
        "/v1/exports/%s/files/olinda.tif".formatted(ID),
        OBJECT.bytes(),
        "0b",
        "image/tiff");
  }

  /** One of every kind, in the order of a life. */
  static List<ExportEvent> events() {
    return List.of(
        new ExportEvent.Requested(REQUEST, NOW),
        new ExportEvent.Planned(PLAN, NOW),
        new ExportEvent.UploadOpened("up-1", NOW),
        new ExportEvent.RunStored(run(0), NOW),
        new ExportEvent.CommitIntended(PARTS, NOW),
        new ExportEvent.ObjectStored(OBJECT, NOW),
        new ExportEvent.Delivered(receipt(0), NOW),
        new ExportEvent.Completed(NOW),
        new ExportEvent.Failed(ErrorCode.RUN_POISONED, "render", "Cannot render run 1.", NOW),
        new ExportEvent.Canceled("ana", "render", NOW),
        new ExportEvent.CleanedUp(NOW),
        new ExportEvent.Paused("ana", NOW),
        new ExportEvent.Resumed("ana", NOW),
        new ExportEvent.Retried("ana", 2, NOW),
        new ExportEvent.Reprioritized(Priority.HIGH, "ana", NOW));
  }

  /** One of every kind. */
  static List<ExportState> states() {
    var pending = new ExportState.None().after(new ExportEvent.Requested(REQUEST, NOW));
    var submitted = pending.after(new ExportEvent.Planned(PLAN, NOW));
    var rendering = submitted.after(new ExportEvent.UploadOpened("up-1", NOW));
    var rendered =
        rendering
            .after(new ExportEvent.RunStored(run(0), NOW))
            .after(new ExportEvent.RunStored(run(1), NOW));
    var committing = rendered.after(new ExportEvent.CommitIntended(PARTS, NOW));
    var delivering = committing.after(new ExportEvent.ObjectStored(OBJECT, NOW));
    return List.of(
        new ExportState.None(),
        pending,
        submitted,
        rendered,
        committing,
        delivering,
        delivering
            .after(new ExportEvent.Delivered(receipt(0), NOW))
            .after(new ExportEvent.Delivered(receipt(1), NOW))
            .after(new ExportEvent.Completed(NOW)),
        submitted.after(new ExportEvent.Canceled("ana", "upload", NOW)),
        rendered.after(new ExportEvent.Paused("ana", NOW)),
        delivering
            .after(new ExportEvent.Failed(ErrorCode.DESTINATION_FULL, "deliver", "Full.", NOW))
            .after(new ExportEvent.Retried("ana", 1, NOW)));
  }
}
