package io.landfall.api.export;

import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.Json;
import io.landfall.api.live.LiveEventWriter;
import io.landfall.export.ExportSummary;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.ExportHistory.JournalEntry;
import io.landfall.export.entity.ExportState;
import io.landfall.model.ExportId;
import io.landfall.model.delivery.DeliveryFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Writes the journal of an export as Server-Sent Events: {@code status}, {@code progress}, {@code
 * tile} and {@code delivery}. Of the events that one fact comes to, only the last has an id, so
 * that who resumes after it misses none.
 */
final class StreamEvents implements LiveEventWriter {
  private static final int ENTRY_BYTES = 256;
  private static final int SCENE_BYTES = 1_000;

  private final ExportId id;
  private ExportState state = ExportState.beforeFirstEvent();
  private ExportSummary summary;

  StreamEvents(ExportId id) {
    this.id = id;
  }

  private record StreamEvent(String name, ObjectNode data) {}

  @Override
  public ByteString write(JournalEntry entry) {
    ExportSummary before = summary;
    state = state.apply(entry.event());
    summary = ((ExportState.ExistingState) state).summary(id);
    List<StreamEvent> events = new ArrayList<>();
    if (entry.event() instanceof ExportEvent.TaskStored stored) {
      events.add(
          new StreamEvent(
              "tile",
              Json.object()
                  .put("task", stored.task().index())
                  .put("tiles", stored.task().tileCount())
                  .put("attempt", summary.attempt())));
    }
    if (entry.event() instanceof ExportEvent.Delivered delivered) {
      events.add(new StreamEvent("delivery", delivery(delivered.receipt())));
    }
    if (entry.event() instanceof ExportEvent.DeliveryFailed failed) {
      events.add(new StreamEvent("delivery", delivery(failed.failure())));
    }
    if (entry.event() instanceof ExportEvent.DestinationsAdded) {
      int first = before == null ? 0 : before.destinations().size();
      for (int i = first; i < summary.destinations().size(); i++) {
        events.add(new StreamEvent("delivery", delivery(i, "PENDING")));
      }
    }
    if (before != null && hasProgressed(before)) {
      events.add(new StreamEvent("progress", progress()));
    }
    if (before == null || hasOtherStatus(before)) {
      events.add(new StreamEvent("status", status()));
    }
    return text(events, entry.sequenceNumber());
  }

  @Override
  public ExportSummary summary() {
    return summary;
  }

  @Override
  public long weight(JournalEntry entry) {
    if (entry.event() instanceof ExportEvent.TaskStored stored) {
      return ENTRY_BYTES + 16L * stored.task().tileCount();
    }
    return entry.event() instanceof ExportEvent.Planned planned
        ? ENTRY_BYTES + (long) SCENE_BYTES * planned.plan().scenes().size()
        : ENTRY_BYTES;
  }

  private boolean hasProgressed(ExportSummary before) {
    return before.tilesDone() != summary.tilesDone()
        || before.tilesTotal() != summary.tilesTotal()
        || before.bytesRendered() != summary.bytesRendered()
        || before.receipts().size() != summary.receipts().size();
  }

  private boolean hasOtherStatus(ExportSummary before) {
    return before.status() != summary.status()
        || before.attempt() != summary.attempt()
        || before.priority() != summary.priority()
        || !Objects.equals(before.statusReason(), summary.statusReason());
  }

  private ObjectNode status() {
    ObjectNode json = Json.object();
    json.put("id", id.toString());
    json.put("status", summary.status().name());
    json.put("statusReason", summary.statusReason());
    json.put("priority", summary.priority().name());
    json.put("attempt", summary.attempt());
    json.set("progress", ExportJson.progress(summary));
    json.set("error", summary.failure() == null ? null : ExportJson.error(summary.failure()));
    json.put("updatedAt", ExportJson.time(summary.updatedAt()));
    return json;
  }

  private ObjectNode progress() {
    return ExportJson.progress(summary)
        .put("attempt", summary.attempt())
        .put("updatedAt", ExportJson.time(summary.updatedAt()));
  }

  private ObjectNode delivery(int destination, String status) {
    ObjectNode json = Json.object().put("destination", destination);
    json.setAll(DestinationReader.write(summary.destinations().get(destination)));
    return json.put("status", status);
  }

  private ObjectNode delivery(DeliveryFailure failure) {
    return delivery(failure.destination(), "ERROR").set("error", ExportJson.deliveryError(failure));
  }

  private ObjectNode delivery(DeliveryReceipt receipt) {
    return delivery(receipt.destination(), "SUCCESS")
        .put("name", receipt.name())
        .put("bytes", receipt.bytes())
        .put("sha256", receipt.sha256());
  }

  private static ByteString text(List<StreamEvent> events, long sequenceNumber) {
    ByteString text = ByteString.emptyByteString();
    for (int i = 0; i < events.size(); i++) {
      StreamEvent event = events.get(i);
      String id = i == events.size() - 1 ? "id: " + sequenceNumber + "\n" : "";
      text =
          text.concat(ByteString.fromString(id + "event: " + event.name() + "\ndata: "))
              .concat(ByteString.fromArrayUnsafe(Json.toBytes(event.data())))
              .concat(ByteString.fromString("\n\n"));
    }
    return text.compact();
  }
}
