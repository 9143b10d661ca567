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
    calls.add("plan " + attempt.number());
  }

  @Override
  public void openUpload(Attempt attempt, ExportPlan plan) {
    calls.add("open upload " + attempt.number());
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
        "render %d into %s, done %s"
            .formatted(attempt.number(), uploadId, done.stream().map(StoredRun::run).toList()));
  }

  @Override
  public void commit(
      Attempt attempt, ExportPlan plan, String uploadId, List<StoredPart> parts, long version) {
    calls.add("commit %d: %d parts into %s".formatted(attempt.number(), parts.size(), uploadId));
  }

  @Override
  public void deliver(Delivery delivery) {
    calls.add(
        "deliver %d %s to %d"
            .formatted(
                delivery.attempt().number(), delivery.file().object().key(), delivery.index()));
  }

  @Override
  public void cleanUp(Attempt attempt, String uploadId) {
    calls.add("clean up " + attempt.number() + " " + uploadId);
  }

  @Override
  public void discard(Attempt attempt, String uploadId) {
    calls.add("discard " + attempt.number() + " " + uploadId);
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
