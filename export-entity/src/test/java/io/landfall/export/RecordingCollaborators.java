package io.landfall.export;

import io.landfall.model.Attempt;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.Priority;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was asked, in words, and answers nothing. */
final class RecordingCollaborators implements Collaborators {
  final List<String> calls = new CopyOnWriteArrayList<>();

  List<String> take() {
    var taken = new ArrayList<>(calls);
    calls.clear();
    return taken;
  }

  @Override
  public void plan(Attempt attempt, ExportRequest request) {
    calls.add("plan");
  }

  @Override
  public void openUpload(Attempt attempt, ExportPlan plan) {
    calls.add("open upload");
  }

  @Override
  public void render(
      Attempt attempt,
      ExportPlan plan,
      String uploadId,
      List<StoredRun> done,
      String owner,
      Priority priority) {
    calls.add(
        "render into %s, done %s".formatted(uploadId, done.stream().map(StoredRun::run).toList()));
  }

  @Override
  public void commit(
      Attempt attempt, ExportPlan plan, String uploadId, List<StoredPart> parts, long version) {
    calls.add("commit %d parts into %s".formatted(parts.size(), uploadId));
  }

  @Override
  public void deliver(Delivery delivery) {
    calls.add("deliver %s to %d".formatted(delivery.file().object().key(), delivery.index()));
  }

  @Override
  public void cleanUp(Attempt attempt, String uploadId) {
    calls.add("clean up " + uploadId);
  }

  @Override
  public void discard(Attempt attempt, String uploadId) {
    calls.add("discard " + uploadId);
  }

  @Override
  public void prioritize(Attempt attempt, Priority priority) {
    calls.add("prioritize " + priority);
  }

  @Override
  public void release(ExportId id) {
    calls.add("release");
  }
}
