package io.landfall.audit;

import io.landfall.audit.ExportReplay.ReplayOutcome;
import io.landfall.audit.ExportReplay.ReplayedEvent;
import io.landfall.export.entity.DeliveringState;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.RunningState.CommittingState;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.SceneId;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.plan.ExportPlan;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the journal says of the file that an export came to have last: a raster, also where an image
 * was made of it, and what was delivered.
 *
 * @param plan that it was rendered by
 * @param parts in the order of the file, with checksums
 * @param object as the store has, or had, it
 * @param scenes that gave at least one pixel
 * @param requestedAt when the export was asked for
 * @param receipts of what was delivered of it
 */
public record RecordedFile(
    ExportPlan plan,
    List<StoredPart> parts,
    StoredObject object,
    List<SceneId> scenes,
    Instant requestedAt,
    List<DeliveryReceipt> receipts) {
  public RecordedFile {
    parts = List.copyOf(parts);
    scenes = List.copyOf(scenes);
    receipts = List.copyOf(receipts);
  }

  /**
   * Reads what the journal says.
   *
   * @throws ExportFailure EXPORT_UNKNOWN, STATE_CONFLICT if it never had a file, or an event of it
   *     is missing or cannot be read
   */
  public static RecordedFile read(ExportReplay replay, ExportId id) {
    var collector = new Collector();
    ReplayOutcome outcome = replay.replay(id, collector);
    if (outcome.problem() != null) {
      throw new ExportFailure(
          ErrorCode.STATE_CONFLICT,
          "Cannot tell what file export %s had. %s".formatted(id, outcome.problem()));
    }
    if (collector.object == null) {
      throw new ExportFailure(
          ErrorCode.STATE_CONFLICT,
          "Cannot reproduce export %s: it never had a whole file.".formatted(id));
    }
    return new RecordedFile(
        collector.plan,
        collector.parts,
        collector.object,
        collector.scenes,
        collector.requestedAt,
        collector.receipts);
  }

  private static final class Collector implements Consumer<ReplayedEvent> {
    private List<StoredPart> committing;
    private ExportPlan plan;
    private List<StoredPart> parts;
    private StoredObject object;
    private List<SceneId> scenes = List.of();
    private Instant requestedAt;
    private List<DeliveryReceipt> receipts = List.of();

    @Override
    public void accept(ReplayedEvent replayed) {
      if (replayed.state() instanceof CommittingState state) {
        committing = state.parts();
      }
      if (replayed.event() instanceof ExportEvent.ObjectStored stored) {
        plan = replayed.state().plan();
        parts = committing;
        object = stored.object();
        requestedAt = replayed.state().metadata().createdAt();
        if (replayed.state() instanceof DeliveringState delivering) {
          scenes = delivering.file().scenes();
        }
        receipts = List.of(); // those of before are of another file
      }
      if (object != null && replayed.event() instanceof ExportEvent.Delivered) {
        receipts = replayed.state().receipts();
      }
    }
  }
}
