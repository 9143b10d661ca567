package io.landfall.node;

import io.landfall.export.Collaborators;
import io.landfall.model.Destination;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import java.time.Instant;
import java.util.List;

/** The collaborators of a node on which no export lives: being asked is a mistake. */
enum Strangers implements Collaborators {
  INSTANCE;

  @Override
  public void plan(ExportId id, ExportRequest request) {
    throw mistake(id);
  }

  @Override
  public void openUpload(ExportId id, ExportPlan plan) {
    throw mistake(id);
  }

  @Override
  public void render(ExportId id, ExportPlan plan, String uploadId, List<StoredRun> done) {
    throw mistake(id);
  }

  @Override
  public void commit(ExportId id, ExportPlan plan, String uploadId, List<StoredPart> parts) {
    throw mistake(id);
  }

  @Override
  public void deliver(
      ExportId id,
      ExportPlan plan,
      StoredObject object,
      int index,
      Destination destination,
      Instant requestedAt) {
    throw mistake(id);
  }

  @Override
  public void cleanUp(ExportId id, String uploadId) {
    throw mistake(id);
  }

  @Override
  public void discard(ExportId id, String uploadId) {
    throw mistake(id);
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
