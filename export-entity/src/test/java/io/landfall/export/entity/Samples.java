package io.landfall.export.entity;

import io.landfall.export.ExportStep;
import io.landfall.export.UploadTarget;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.Priority;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.delivery.DeliveredFile;
import io.landfall.model.delivery.DeliveryFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.model.delivery.LeftFile;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.ExportPlanBuilder;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.PartialBandStatistics;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.Tool;
import io.landfall.trace.TraceContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** An export of two tasks for a link and a local file, step by step. */
final class Samples {
  static final Instant NOW = Instant.parse("2026-11-21T10:15:30.123456Z");
  static final ExportId ID = ExportId.parse("019aa1f0-7c00-7000-8000-000000000001");
  static final Aoi MASK =
      new Aoi(new double[][][][] {{{{-35, -8}, {-34.5, -8}, {-34.5, -8.25}, {-35, -8}}}});
  static final ExportRequest REQUEST =
      new ExportRequestBuilder(
              "ana",
              new ExportSource.MosaicSource(
                  List.of(new SceneId("LC08_1"), new SceneId("LC08_2")), List.of("red")))
          .labels(List.of("demo"))
          .outputProjection(32725)
          .resolution(30.0)
          .resampling(Resampling.BILINEAR)
          .mask(MASK)
          .stretch(List.of(new Tool.ValueRange(0, 3000)))
          .delivery(
              List.of(
                  new Destination.LinkDestination(),
                  new Destination.LocalFileDestination("/tmp/olinda.tif")))
          .build();
  static final ExportPlan PLAN = plan(false, 2);
  static final List<StoredPart> PARTS =
      List.of(
          new StoredPart(1, "\"h\"", 5_242_880, "01"),
          task(0).overviews(),
          task(1).overviews(),
          task(0).fullResolution(),
          task(1).fullResolution());
  static final DeliverySession SESSION = new DeliverySession(0, "maps/olinda.tif", "up-9");
  static final DeliveryFailure DELIVERY_FAILURE =
      new DeliveryFailure(1, ErrorCode.DESTINATION_DENIED, "Cannot deliver: the key is revoked.");
  static final List<Destination> DESTINATIONS =
      List.of(
          new Destination.LinkDestination(new UUID(7, 1), 1_000_000L, 3_600L),
          new Destination.S3Destination(new UUID(7, 2)),
          new Destination.DropboxDestination(new UUID(7, 3)));
  static final StoredObject OBJECT =
      new StoredObject(
          "exports/" + ID + "/olinda.tif", "\"o-5\"", 5_242_880 + 2 * 11_000_000, "0b");

  private Samples() {}

  static ExportPlan plan(boolean singleObject, int tasks) {
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
    var planned = new ArrayList<PlannedTask>();
    for (int r = 0; r < tasks; r++) {
      planned.add(new PlannedTask(r, List.of(r)));
    }
    return new ExportPlanBuilder("0.1.0", "olinda.tif")
        .grid(new PixelGrid(32725, 300000, 9120000, 30, 1024, 512))
        .scenes(List.of(new PlannedScene(new SceneId("LC08_1"), "LC08 one", bands, null)))
        .resampling(Resampling.BILINEAR)
        .tool(new Tool.LinearStretchTool(List.of(new Tool.ValueRange(0, 3000))))
        .mask(MASK)
        .bands(new OutputBands(List.of("red"), SampleType.UINT8, 0.0))
        .format(
            new OutputFormat(
                OutputFormat.FileFormat.COG,
                OutputFormat.BlockCompression.DEFLATE,
                null,
                1,
                2,
                512,
                Resampling.AVERAGE))
        .layout(new TileLayout(1, planned, 2, singleObject, false, 123_456))
        .build();
  }

  static StoredTask task(int task) {
    return task(task, 2);
  }

  /** Makes task number {@code task} of {@code tasks}. */
  static StoredTask task(int task, int tasks) {
    return new StoredTask(
        task,
        new StoredPart(2 + task, "\"v%d\"".formatted(task), 5_500_000, "0" + task),
        new StoredPart(2 + tasks + task, "\"f%d\"".formatted(task), 5_500_000, "1" + task),
        List.of(new int[] {4000 + task}, new int[] {0}),
        List.of(new SceneId("LC08_1")),
        "worker-1",
        null);
  }

  /** Returns the header and the parts of {@code tasks}, in order. */
  static List<StoredPart> parts(List<StoredTask> tasks) {
    var parts = new ArrayList<>(List.of(PARTS.get(0)));
    tasks.forEach(task -> parts.add(task.overviews()));
    tasks.forEach(task -> parts.add(task.fullResolution()));
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
        new ExportEvent.UploadOpened(new UploadTarget.MultipartUpload("up-1"), NOW),
        new ExportEvent.TaskStored(task(0), NOW),
        new ExportEvent.CommitIntended(PARTS, NOW),
        new ExportEvent.ObjectStored(OBJECT, NOW),
        new ExportEvent.DeliveryOpened(SESSION, NOW),
        new ExportEvent.Delivered(receipt(0), NOW),
        new ExportEvent.DeliveryFailed(DELIVERY_FAILURE, NOW),
        new ExportEvent.DestinationsAdded(DESTINATIONS, "ana", NOW),
        new ExportEvent.Completed(NOW),
        new ExportEvent.Failed(
            ErrorCode.POISON_TASK, ExportStep.RENDER, "Cannot render task 1.", NOW),
        new ExportEvent.Canceled("ana", ExportStep.RENDER, NOW),
        new ExportEvent.CleanedUp(NOW),
        new ExportEvent.Paused("ana", NOW),
        new ExportEvent.Resumed("ana", NOW),
        new ExportEvent.Retried("ana", 2, NOW),
        new ExportEvent.Reprioritized(Priority.HIGH, "ana", NOW),
        new ExportEvent.KeptUntil(NOW.plusSeconds(86_400), "ana", NOW),
        new ExportEvent.Expired(NOW));
  }

  /** Other shapes of the same kinds. */
  static List<ExportEvent> variants() {
    StoredTask whole = task(0);
    var statistics = new PartialBandStatistics(2, 1, 255, 256, 65026);
    var sidecar = new DeliveredFile("SHA256SUMS", "/files/SHA256SUMS", 80, "0c", "text/plain");
    return List.of(
        new ExportEvent.DeliveryOpened(new DeliverySession(1, "maps/olinda.tif", null), NOW),
        new ExportEvent.Failed(
            ErrorCode.DESTINATION_FULL, ExportStep.DELIVER, "Cannot deliver.", NOW, true),
        new ExportEvent.Canceled("ana", ExportStep.DELIVER, NOW, true),
        new ExportEvent.CleanedUp(NOW, List.of(new LeftFile(1, "s3://bucket/olinda.tif"))),
        new ExportEvent.UploadOpened(new UploadTarget.SingleObject(), NOW),
        new ExportEvent.TaskStored(
            new StoredTask(
                0,
                null,
                whole.fullResolution(),
                whole.tileLengths(),
                whole.scenes(),
                whole.node(),
                List.of(statistics)),
            NOW),
        new ExportEvent.Delivered(
            new DeliveryReceipt(0, "a.tif", "/a.tif", 3, "0b", "image/tiff", List.of(sidecar)),
            NOW),
        new ExportEvent.TaskStored(
            new StoredTask(
                0,
                whole.overviews(),
                whole.fullResolution(),
                whole.tileLengths(),
                List.of(new int[] {40}, new int[] {0}),
                whole.scenes(),
                whole.node(),
                null),
            NOW),
        new ExportEvent.UploadOpened(new UploadTarget.ComposedUpload("up-1"), NOW),
        new ExportEvent.KeptUntil(NOW.plusSeconds(86_400), null, NOW),
        new ExportEvent.Completed(NOW, true, NOW.plusSeconds(86_400)),
        new ExportEvent.Failed(
            ErrorCode.DESTINATION_FULL,
            ExportStep.DELIVER,
            "Cannot deliver.",
            NOW,
            true,
            NOW.plusSeconds(86_400)),
        new ExportEvent.Canceled("ana", ExportStep.DELIVER, NOW, true, NOW.plusSeconds(86_400)),
        new ExportEvent.Retried(
            "ana",
            2,
            NOW,
            new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "01", "vendor=a1")));
  }

  /** One of every kind. */
  static List<ExportState> states() {
    var pending = new ExportState.EmptyState().apply(new ExportEvent.Requested(REQUEST, NOW));
    var submitted = pending.apply(new ExportEvent.Planned(PLAN, NOW));
    var rendering =
        submitted.apply(
            new ExportEvent.UploadOpened(new UploadTarget.MultipartUpload("up-1"), NOW));
    var rendered =
        rendering
            .apply(new ExportEvent.TaskStored(task(0), NOW))
            .apply(new ExportEvent.TaskStored(task(1), NOW));
    var committing = rendered.apply(new ExportEvent.CommitIntended(PARTS, NOW));
    var delivering = committing.apply(new ExportEvent.ObjectStored(OBJECT, NOW));
    return List.of(
        new ExportState.EmptyState(),
        pending,
        submitted,
        rendered,
        committing,
        delivering,
        delivering
            .apply(new ExportEvent.Delivered(receipt(0), NOW))
            .apply(new ExportEvent.Delivered(receipt(1), NOW))
            .apply(new ExportEvent.Completed(NOW)),
        delivering
            .apply(new ExportEvent.DestinationsAdded(DESTINATIONS, "ana", NOW))
            .apply(new ExportEvent.DeliveryOpened(SESSION, NOW))
            .apply(new ExportEvent.DeliveryFailed(DELIVERY_FAILURE, NOW)),
        delivering
            .apply(new ExportEvent.DeliveryOpened(SESSION, NOW))
            .apply(new ExportEvent.DeliveryFailed(DELIVERY_FAILURE, NOW))
            .apply(new ExportEvent.Canceled("ana", ExportStep.DELIVER, NOW, true))
            .apply(new ExportEvent.CleanedUp(NOW, List.of(new LeftFile(0, "s3://b/olinda.tif")))),
        submitted.apply(new ExportEvent.Canceled("ana", ExportStep.UPLOAD, NOW)),
        rendered.apply(new ExportEvent.Paused("ana", NOW)),
        delivering
            .apply(
                new ExportEvent.Failed(
                    ErrorCode.DESTINATION_FULL, ExportStep.DELIVER, "Full.", NOW))
            .apply(new ExportEvent.Retried("ana", 1, NOW)));
  }
}
