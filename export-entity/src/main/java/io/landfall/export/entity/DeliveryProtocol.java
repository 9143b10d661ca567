package io.landfall.export.entity;

import akka.pattern.StatusReply;
import io.landfall.export.ExportStep;
import io.landfall.export.FailureReply;
import io.landfall.export.entity.ExportProtocol.Decision;
import io.landfall.export.entity.ExportState.ExistingState;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.StoredObject;
import io.landfall.model.delivery.DeliveryFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.model.request.Destination;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What an export answers to its deliveries, to who wants more of them, and to who keeps its file
 * for longer or gives it up. Pure.
 */
final class DeliveryProtocol {
  /** An export does not have more destinations in its life. */
  private static final int MAX_DESTINATIONS = 100;

  private final ExportId id;
  private final Instant now;

  DeliveryProtocol(ExportId id, Instant now) {
    this.id = id;
    this.now = now;
  }

  /**
   * Adds destinations that the file is not on its way to.
   *
   * @param describe answers how the export stands
   */
  Decision onAddDestinations(
      ExistingState known,
      EntityCommand.AddDestinations add,
      Function<ExportState, StatusReply<?>> describe) {
    boolean hasFile = !(known instanceof FinishedState ended) || ended.keepsFile();
    if (!hasFile) {
      return Decision.conflict(
          "Cannot deliver export %s: it is %s and its file is not kept. %s"
              .formatted(
                  id,
                  known.status(),
                  known.status() == ExportStatus.ERROR ? "Retry it." : "Submit it again."));
    }
    List<Destination> added =
        add.destinations().stream().filter(wanted -> !isUnderWay(known, wanted)).toList();
    if (known.destinations().size() + added.size() > MAX_DESTINATIONS) {
      return Decision.conflict(
          "Cannot deliver export %s to %d more destinations: it has %d, and %d is the most. Submit it again."
              .formatted(id, added.size(), known.destinations().size(), MAX_DESTINATIONS));
    }
    return added.isEmpty()
        ? Decision.replyWith(describe)
        : new Decision(
            List.of(new ExportEvent.DestinationsAdded(added, add.by(), now)), describe, true, true);
  }

  private static boolean isUnderWay(ExistingState known, Destination wanted) {
    if (known instanceof FinishedState) {
      return false;
    }
    List<Destination> all = known.destinations();
    return IntStream.range(0, all.size())
        .filter(i -> all.get(i).equals(wanted))
        .anyMatch(
            i ->
                known.receipts().stream().noneMatch(receipt -> receipt.destination() == i)
                    && known.deliveryFailures().stream()
                        .noneMatch(failed -> failed.destination() == i));
  }

  /** Of two copies of a delivery one goes on: no upload is forgotten. */
  Decision onSession(DeliveringState delivering, EntityCommand.AcceptDeliverySession accept) {
    DeliverySession session = accept.session();
    DeliverySession current = delivering.session(session.destination());
    if (session.equals(current)) {
      return Decision.acknowledge();
    }
    String open = current == null ? null : current.upload();
    if (!Objects.equals(open, accept.replacedUpload())) {
      return Decision.conflict(
          "Cannot begin to deliver export %s to destination %d: another try has begun."
              .formatted(id, session.destination()));
    }
    return delivering.openDestinations().contains(session.destination())
        ? new Decision(
            List.of(new ExportEvent.DeliveryOpened(session, now)),
            state -> StatusReply.ack(),
            false,
            true)
        : Decision.conflict(
            "Cannot begin to deliver export %s to destination %d: nobody waits for it."
                .formatted(id, session.destination()));
  }

  Decision onDelivery(DeliveringState delivering, DeliveryReceipt receipt) {
    if (isReceived(delivering, receipt.destination())) {
      return Decision.acknowledge();
    }
    if (!delivering.openDestinations().contains(receipt.destination())) {
      return Decision.conflict(
          "Cannot take the receipt of destination %d of export %s: it was not asked for."
              .formatted(receipt.destination(), id));
    }
    if (!isRenderedFile(receipt, delivering)) {
      String detail =
          "Cannot confirm %s: read back at the destination, it is not the file that was rendered (%d bytes, not %d). Export again."
              .formatted(receipt.name(), receipt.bytes(), delivering.file().object().bytes());
      return endDelivery(
          delivering,
          new ExportEvent.DeliveryFailed(
              new DeliveryFailure(receipt.destination(), ErrorCode.DESTINATION_CORRUPT, detail),
              now),
          FailureReply.of(ErrorCode.DESTINATION_CORRUPT, detail));
    }
    return endDelivery(delivering, new ExportEvent.Delivered(receipt, now), StatusReply.ack());
  }

  Decision onDeliveryFailure(DeliveringState delivering, DeliveryFailure failure) {
    return delivering.openDestinations().contains(failure.destination())
        ? endDelivery(delivering, new ExportEvent.DeliveryFailed(failure, now), StatusReply.ack())
        : Decision.acknowledge();
  }

  private static boolean isReceived(DeliveringState delivering, int destination) {
    return delivering.receipts().stream().anyMatch(receipt -> receipt.destination() == destination);
  }

  /** Notes how a delivery has ended; the last of them ends the export. */
  private Decision endDelivery(
      DeliveringState delivering, ExportEvent event, StatusReply<?> reply) {
    var after = (DeliveringState) delivering.applyStepEvent(event);
    if (!after.openDestinations().isEmpty()) {
      return new Decision(List.of(event), state -> reply, false, true); // the others are under way
    }
    ExportEvent end =
        after.countingFailures().isEmpty()
            ? new ExportEvent.Completed(now, !after.deliveryFailures().isEmpty())
            : failureOf(after);
    return new Decision(List.of(event, end), state -> reply, true, true);
  }

  /** What is wrong with our own file counts most: a retry renders it again. */
  private ExportEvent.Failed failureOf(DeliveringState ended) {
    List<DeliveryFailure> failures = ended.countingFailures();
    DeliveryFailure worst =
        failures.stream()
            .filter(failure -> !RunningState.retainsFile(failure.code()))
            .findFirst()
            .orElse(failures.get(0));
    return new ExportEvent.Failed(
        worst.code(), ExportStep.DELIVER, worst.detail(), now, !ended.receipts().isEmpty());
  }

  /** What is made of the raster is another file than that: its maker has checked it. */
  private static boolean isRenderedFile(DeliveryReceipt receipt, DeliveringState delivering) {
    if (delivering.plan().format().type().isMadeOfRaster()) {
      return true;
    }
    StoredObject object = delivering.file().object();
    return receipt.bytes() == object.bytes()
        && (object.sha256() == null || Objects.equals(object.sha256(), receipt.sha256()));
  }

  /** Whoever delivers it, or has it tried again, is not ended by its date. */
  Decision onExpire(ExistingState known, EntityCommand.ExpireExport expire) {
    boolean isDue =
        hasFile(known)
            && expire.datedBefore() != null
            && known.metadata().keptUntil() != null
            && known.metadata().keptUntil().isBefore(expire.datedBefore());
    return new Decision(
        isDue ? List.of(new ExportEvent.Expired(now)) : List.of(), this::summary, isDue, isDue);
  }

  /** Gives a date to what has a file and none. */
  Decision onDate(ExistingState known, EntityCommand.DateExport date) {
    boolean isDated = hasFile(known) && known.metadata().keptUntil() == null;
    return new Decision(
        isDated ? List.of(new ExportEvent.KeptUntil(date.until(), null, now)) : List.of(),
        this::summary,
        false,
        false);
  }

  /**
   * Moves the date of what has one.
   *
   * @param describe answers how the export stands
   */
  Decision onKeep(
      ExistingState known,
      EntityCommand.KeepExport keep,
      Function<ExportState, StatusReply<?>> describe) {
    if (!(known instanceof FinishedState)) {
      return Decision.conflict(
          "Cannot keep the files of export %s: it has not ended. Its date is told when it has."
              .formatted(id));
    }
    Instant until = known.summary(id).expiresAt().orElse(null);
    if (known.metadata().expiredAt() != null) {
      return Decision.conflict(
          "Cannot keep the files of export %s: they were given up on %s. Submit it again."
              .formatted(id, known.metadata().expiredAt()));
    }
    if (until == null) {
      return Decision.conflict(
          "Cannot keep the files of export %s for longer: it has no date on which they go."
              .formatted(id));
    }
    if (keep.until().equals(until)) {
      return Decision.replyWith(describe);
    }
    return keep.until().isBefore(until)
        ? Decision.conflict(
            "Cannot keep the files of export %s until %s: they are kept until %s already, and a date that was told is not taken back."
                .formatted(id, keep.until(), until))
        : new Decision(
            List.of(new ExportEvent.KeptUntil(keep.until(), keep.by(), now)),
            describe,
            false,
            false);
  }

  private static boolean hasFile(ExistingState known) {
    return known instanceof FinishedState ended && ended.keepsFile();
  }

  private StatusReply<?> summary(ExportState state) {
    return StatusReply.success(((ExistingState) state).summary(id));
  }
}
