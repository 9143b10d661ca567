package io.landfall.export.entity;

import io.landfall.export.ExportQuotas.EndedUse;
import io.landfall.export.ExportStep;
import io.landfall.export.StepPorts;
import io.landfall.export.UploadTarget;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.request.ExportRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was asked, in words, and answers nothing. */
final class RecordingStepPorts implements StepPorts {
  final List<String> calls = new CopyOnWriteArrayList<>();
  final List<String> settled = new CopyOnWriteArrayList<>();

  List<String> take() {
    var taken = new ArrayList<>(calls);
    calls.clear();
    return taken;
  }

  /** Returns how the first attempt is asked to leave nothing when it has ended in a step. */
  static String discard(ExportStep step) {
    return step == ExportStep.PLAN ? "end unplanned 1" : "discard 1";
  }

  @Override
  public void plan(ExportAttempt attempt, ExportRequest request) {
    calls.add("plan " + attempt.number());
  }

  @Override
  public void openUpload(ExportAttempt attempt, ExportPlan plan) {
    calls.add("open upload " + attempt.number());
  }

  @Override
  public void render(RenderRequest rendering) {
    calls.add(
        "render %d into %s, done %s"
            .formatted(
                rendering.attempt().number(),
                name(rendering.uploadTarget()),
                rendering.storedTasks().stream().map(StoredTask::index).toList()));
  }

  @Override
  public void commit(
      ExportAttempt attempt,
      ExportPlan plan,
      UploadTarget uploadTarget,
      List<StoredPart> parts,
      long sequenceNumber) {
    calls.add(
        "commit %d: %d parts into %s"
            .formatted(attempt.number(), parts.size(), name(uploadTarget)));
  }

  @Override
  public void deliver(DeliveryRequest delivery) {
    calls.add(
        "deliver %d %s to %d"
            .formatted(
                delivery.attempt().number(),
                delivery.file().object().key(),
                delivery.destinationIndex()));
  }

  @Override
  public void cleanUp(ExportAttempt attempt, List<EndedDelivery> ended) {
    calls.add("clean up " + attempt.number() + sessions(ended));
  }

  @Override
  public void discard(ExportAttempt attempt, List<EndedDelivery> ended) {
    calls.add("discard " + attempt.number() + sessions(ended));
  }

  @Override
  public void endUnplanned(ExportAttempt attempt) {
    calls.add("end unplanned " + attempt.number());
  }

  @Override
  public void settle(ExportAttempt attempt, EndedUse use) {
    long all = (long) Samples.PLAN.grid().width() * Samples.PLAN.grid().height();
    String share = use.pixels() == 0 ? "no" : use.pixels() == all ? "all" : "some";
    settled.add(
        "%d: %s pixels, %s"
            .formatted(attempt.number(), share, new TreeSet<>(use.bytesDelivered().keySet())));
  }

  @Override
  public void changePriority(ExportAttempt attempt, Priority priority) {
    calls.add("prioritize " + priority);
  }

  @Override
  public void stopSteps(ExportId id) {
    calls.add("release");
  }

  private static String sessions(List<EndedDelivery> ended) {
    return ended.isEmpty()
        ? ""
        : " and " + ended.stream().map(one -> one.session().location()).toList();
  }

  private static String name(UploadTarget target) {
    return target instanceof UploadTarget.MultipartUpload upload ? upload.uploadId() : "one object";
  }
}
