package io.landfall.simulation;

import io.landfall.export.StepPorts;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SceneId;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.raster.cog.CogAssembler;
import io.landfall.raster.cog.HeaderBuilder;
import io.landfall.raster.cog.RenderedTask;
import io.landfall.store.PlanCodec;
import io.landfall.store.UploadBody;
import io.landfall.worker.RenderFixture;
import io.landfall.worker.TaskExecutor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** What simulated exports are of, and the truth about their bytes: rendered in one go, alone. */
final class SimExports {
  static final TaskExecutor EXECUTOR = new RenderFixture.TextExecutor();
  private static final Map<Integer, ExportPlan> PLANS = new HashMap<>();
  private static final Map<Integer, String> TRUTHS = new HashMap<>();
  private static final Map<ExportPlan, PlanCodec.EncodedPlan> ENCODED = new IdentityHashMap<>();

  private SimExports() {}

  /** Makes a request for an export of so many tasks; 0: of a single object. */
  static ExportRequest request(int tasks) {
    var source = new ExportSource.MosaicSource(List.of(new SceneId("a")), List.of());
    return new ExportRequestBuilder("owner-" + tasks % 2, source)
        .name(String.valueOf(tasks))
        .delivery(
            tasks % 2 == 0
                ? List.of(new Destination.LinkDestination())
                : List.of(new Destination.LinkDestination(), bucket(0)))
        .build();
  }

  /** Returns a destination of the user's. */
  static Destination bucket(int number) {
    return new Destination.S3Destination(new UUID(0, number % 3));
  }

  static synchronized ExportPlan plan(ExportRequest request, Runnable checkWanted) {
    return PLANS.computeIfAbsent(
        Integer.parseInt(request.name()),
        tasks -> tasks == 0 ? RenderFixture.singleObjectPlan() : RenderFixture.plan(tasks));
  }

  /** Returns the content that the finished file must have. */
  static synchronized String truth(ExportPlan plan) {
    int tasks = plan.layout().singleObject() ? 0 : plan.layout().tasks().size();
    return TRUTHS.computeIfAbsent(tasks, key -> render(plan));
  }

  private static String render(ExportPlan plan) {
    List<RenderedTask> rendered =
        plan.layout().tasks().stream()
            .map(task -> EXECUTOR.render(plan, task, tiles -> {}))
            .toList();
    if (plan.layout().singleObject()) {
      return SimBucket.content(new UploadBody(EXECUTOR.wholeFile(plan, rendered.get(0)), 0));
    }
    List<StoredTask> stored = new ArrayList<>();
    for (int task = 0; task < rendered.size(); task++) {
      stored.add(RenderFixture.stored(task, rendered.size()));
    }
    HeaderBuilder header = EXECUTOR.header(plan);
    rendered.forEach(task -> header.addTask(task.topOverviews()));
    StringBuilder whole = new StringBuilder(padded(header.assemble(stored).chunks()));
    rendered.forEach(task -> whole.append(padded(task.overviews())));
    for (int task = 0; task < rendered.size(); task++) {
      boolean isLast = task == rendered.size() - 1;
      List<byte[]> full = rendered.get(task).full();
      whole.append(isLast ? SimBucket.content(UploadBody.paddedTo(full, 1)) : padded(full));
    }
    return whole.toString();
  }

  private static String padded(List<byte[]> chunks) {
    return SimBucket.content(UploadBody.paddedTo(chunks, CogAssembler.MIN_PART_BYTES));
  }

  /** Returns the plan as it lies in the store. */
  static synchronized PlanCodec.EncodedPlan encoded(ExportPlan plan) {
    return ENCODED.computeIfAbsent(plan, PlanCodec::encode);
  }

  /** Reads the object back and compares it with its parts, as a delivery does. */
  static CompletionStage<DeliveryReceipt> deliver(
      SimNode node, SimStore store, StepPorts.DeliveryRequest delivery) {
    StoredObject object = delivery.file().object();
    return store
        .get(object.key(), Long.MAX_VALUE)
        .thenApply(
            content -> {
              checkContent(node, delivery.file().parts(), RenderFixture.text(content));
              return new DeliveryReceipt(
                  delivery.destinationIndex(),
                  "out.tif",
                  "href",
                  object.bytes(),
                  "sum",
                  "image/tiff");
            });
  }

  private static void checkContent(SimNode node, List<StoredPart> parts, String content) {
    int at = 0;
    for (StoredPart part : parts) {
      int length = Integer.parseInt(part.sha256().split("-")[1]);
      if (at + length > content.length()
          || !SimBucket.sum(content.substring(at, at + length)).equals(part.sha256())) {
        at = -1;
        break;
      }
      at += length;
    }
    if (at != content.length() && node.world.guards.has(SimGuard.READ_BACK)) {
      throw new ExportFailure(ErrorCode.DESTINATION_CORRUPT, "Cannot deliver: it differs.");
    }
  }
}
