package io.landfall.node.wiring;

import io.landfall.export.StepPorts;
import io.landfall.export.UploadTarget;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import java.util.List;

/** The step ports of a node on which no export lives: being asked is a mistake. */
enum UnsupportedStepPorts implements StepPorts {
  INSTANCE;

  @Override
  public void plan(ExportAttempt attempt, ExportRequest request) {
    throw unsupported(attempt.id());
  }

  @Override
  public void openUpload(ExportAttempt attempt, ExportPlan plan) {
    throw unsupported(attempt.id());
  }

  @Override
  public void render(RenderRequest rendering) {
    throw unsupported(rendering.id());
  }

  @Override
  public void commit(
      ExportAttempt attempt,
      ExportPlan plan,
      UploadTarget uploadTarget,
      List<StoredPart> parts,
      long sequenceNumber) {
    throw unsupported(attempt.id());
  }

  @Override
  public void deliver(DeliveryRequest delivery) {
    throw unsupported(delivery.id());
  }

  @Override
  public void cleanUp(ExportAttempt attempt, List<EndedDelivery> ended) {
    throw unsupported(attempt.id());
  }

  @Override
  public void discard(ExportAttempt attempt, List<EndedDelivery> ended) {
    throw unsupported(attempt.id());
  }

  @Override
  public void endUnplanned(ExportAttempt attempt) {
    throw unsupported(attempt.id());
  }

  @Override
  public void changePriority(ExportAttempt attempt, Priority priority) {
    throw unsupported(attempt.id());
  }

  @Override
  public void stopSteps(ExportId id) {
    throw unsupported(id);
  }

  private static IllegalStateException unsupported(ExportId id) {
    return new IllegalStateException(
        "Export %s lives on a node without role control".formatted(id));
  }
}
