package io.landfall.node;

import io.landfall.export.Collaborators;
import io.landfall.model.Attempt;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.Priority;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import java.util.List;

/** The collaborators of a node on which no export lives: being asked is a mistake. */
enum Strangers implements Collaborators {
  INSTANCE;

  @Override
  public void plan(Attempt attempt, ExportRequest request) {
    throw mistake(attempt.id());
  }

  @Override
  public void openUpload(Attempt attempt, ExportPlan plan) {
    throw mistake(attempt.id());
  }

  @Override
  public void render(
      Attempt attempt,
      ExportPlan plan,
      String uploadId,
      List<StoredRun> done,
      String owner,
      Priority priority) {
    throw mistake(attempt.id());
  }

  @Override
  public void commit(
      Attempt attempt, ExportPlan plan, String uploadId, List<StoredPart> parts, long version) {
    throw mistake(attempt.id());
  }

  @Override
  public void deliver(Delivery delivery) {
    throw mistake(delivery.id());
  }

  @Override
  public void cleanUp(Attempt attempt, String uploadId) {
    throw mistake(attempt.id());
  }

  @Override
  public void discard(Attempt attempt, String uploadId) {
    throw mistake(attempt.id());
  }

  @Override
  public void prioritize(Attempt attempt, Priority priority) {
    throw mistake(attempt.id());
  }

  @Override
  public void release(ExportId id) {
    throw mistake(id);
  }

  private static IllegalStateException mistake(ExportId id) {
    return new IllegalStateException(
        "Export %s lives on a node without role control".formatted(id));
  }
}
