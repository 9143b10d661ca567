package io.landfall.render;

import io.landfall.export.Collaborators;
import io.landfall.model.DeliveryReceipt;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.ExportSource;
import io.landfall.model.SceneId;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import io.landfall.raster.RenderedRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** What simulated exports are of, and the truth about their bytes: rendered in one go, alone. */
final class SimWork {
  static final RunExecutor EXECUTOR = new RenderFixture.TextExecutor();
  private static final Map<Integer, ExportPlan> PLANS = new HashMap<>();
  private static final Map<Integer, String> TRUTHS = new HashMap<>();
  private static final Map<ExportPlan, PlanCodec.Encoded> ENCODED = new IdentityHashMap<>();

  private SimWork() {}

  /** Makes a request for an export of so many runs; 0: of a single object. */
  static ExportRequest request(int runs) {
    return new ExportRequest(
        "owner-" + runs % 2,
        String.valueOf(runs),
        null,
        new ExportSource.Scenes(List.of(new SceneId("a")), List.of()),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  static synchronized ExportPlan plan(ExportRequest request) {
    return PLANS.computeIfAbsent(
        Integer.parseInt(request.name()),
        runs -> runs == 0 ? RenderFixture.singleObjectPlan() : RenderFixture.plan(runs));
  }

  /** Returns the content that the finished file must have. */
  static synchronized String truth(ExportPlan plan) {
    int runs = plan.layout().singleObject() ? 0 : plan.layout().runs().size();
    return TRUTHS.computeIfAbsent(runs, key -> render(plan));
  }

  private static String render(ExportPlan plan) {
    List<RenderedRun> rendered =
        plan.layout().runs().stream().map(run -> EXECUTOR.render(plan, run, tiles -> {})).toList();
    if (plan.layout().singleObject()) {
      return SimBucket.content(new Body(EXECUTOR.wholeFile(plan, rendered.get(0)), 0));
    }
    List<StoredRun> stored = new ArrayList<>();
    for (int run = 0; run < rendered.size(); run++) {
      stored.add(RenderFixture.stored(run, rendered.size()));
    }
    byte[] header =
        EXECUTOR.header(plan, stored, rendered.stream().map(RenderedRun::tops).toList());
    StringBuilder whole = new StringBuilder(padded(List.of(header)));
    rendered.forEach(run -> whole.append(padded(run.overviews())));
    for (int run = 0; run < rendered.size(); run++) {
      boolean isLast = run == rendered.size() - 1;
      List<byte[]> full = rendered.get(run).full();
      whole.append(isLast ? SimBucket.content(Body.padded(full, 1)) : padded(full));
    }
    return whole.toString();
  }

  private static String padded(List<byte[]> chunks) {
    return SimBucket.content(Body.padded(chunks, RunUpload.MIN_PART_BYTES));
  }

  /** Returns the plan as it lies in the store. */
  static synchronized PlanCodec.Encoded encoded(ExportPlan plan) {
    return ENCODED.computeIfAbsent(plan, PlanCodec::encode);
  }

  /** Reads the object back and compares it with its parts, as a delivery does. */
  static CompletionStage<DeliveryReceipt> deliver(
      SimNode node, SimStore store, Collaborators.Delivery delivery) {
    StoredObject object = delivery.file().object();
    return store
        .get(object.key(), Long.MAX_VALUE)
        .thenApply(
            content -> {
              checkContent(node, delivery.file().parts(), RenderFixture.text(content));
              return new DeliveryReceipt(
                  delivery.index(), "out.tif", "href", object.bytes(), "sum", "image/tiff");
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
