package io.landfall.export.entity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.StepPorts;
import io.landfall.export.StoredFile;
import io.landfall.export.UploadTarget;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.delivery.DeliveryFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The store has the file; it goes to each destination that has neither receipt nor failure.
 *
 * @param sessions where deliveries write that have neither, and where some have written that were
 *     ended; one a destination
 */
public record DeliveringState(
    ExportRequest request,
    ExportPlan plan,
    UploadTarget uploadTarget,
    RenderProgress progress,
    StoredFile file,
    List<DeliveryReceipt> receipts,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<DeliveryFailure> deliveryFailures,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<DeliverySession> sessions,
    ExportMetadata metadata)
    implements RunningState {
  public DeliveringState {
    receipts = List.copyOf(receipts);
    deliveryFailures = deliveryFailures == null ? List.of() : List.copyOf(deliveryFailures);
    sessions = sessions == null ? List.of() : List.copyOf(sessions);
  }

  /** Tells whether the delivery to a destination has ended, well or not. */
  private boolean hasEnded(int destination) {
    return receipts.stream().anyMatch(receipt -> receipt.destination() == destination)
        || deliveryFailures.stream().anyMatch(failed -> failed.destination() == destination);
  }

  /** Returns the indices of the destinations that the file is on its way to. */
  List<Integer> openDestinations() {
    return IntStream.range(0, destinations().size()).filter(i -> !hasEnded(i)).boxed().toList();
  }

  /** Returns the failures of destinations that were not given up. */
  List<DeliveryFailure> countingFailures() {
    return deliveryFailures.stream()
        .filter(failed -> failed.destination() >= metadata.givenUpBelow())
        .toList();
  }

  /** Returns where a delivery has begun to write; {@code null}: nowhere yet. */
  DeliverySession session(int destination) {
    return sessions.stream()
        .filter(session -> session.destination() == destination)
        .findFirst()
        .orElse(null);
  }

  @Override
  public List<DeliveryFailure> endedDeliveries(ExportSummary.StepFailure failure) {
    Stream<DeliveryFailure> ended =
        openDestinations().stream()
            .map(index -> new DeliveryFailure(index, failure.code(), failure.detail()));
    return Stream.concat(deliveryFailures.stream(), ended).toList();
  }

  @Override
  public ExportState applyStepEvent(ExportEvent event) {
    ExportMetadata updated = metadata.updatedBy(event);
    if (event instanceof ExportEvent.DeliveryOpened e) {
      return with(receipts, deliveryFailures, replace(e.session()), updated);
    } else if (event instanceof ExportEvent.Delivered e) {
      return with(
          and(receipts, e.receipt()),
          deliveryFailures,
          without(e.receipt().destination()),
          updated);
    } else if (event instanceof ExportEvent.DeliveryFailed e) {
      return with(receipts, and(deliveryFailures, e.failure()), sessions, updated);
    }
    return event instanceof ExportEvent.Completed
        ? new FinishedState.SucceededState(
            request, plan, uploadTarget, progress, file, receipts, deliveryFailures, false, updated)
        : null;
  }

  private DeliveringState with(
      List<DeliveryReceipt> given,
      List<DeliveryFailure> failed,
      List<DeliverySession> open,
      ExportMetadata updated) {
    return new DeliveringState(
        request, plan, uploadTarget, progress, file, given, failed, open, updated);
  }

  private List<DeliverySession> without(int destination) {
    return sessions.stream().filter(session -> session.destination() != destination).toList();
  }

  private List<DeliverySession> replace(DeliverySession session) {
    return and(without(session.destination()), session);
  }

  private static <T> List<T> and(List<T> some, T another) {
    return Stream.concat(some.stream(), Stream.of(another)).toList();
  }

  @Override
  public RunningState withMetadata(ExportMetadata updated) {
    return with(receipts, deliveryFailures, sessions, updated);
  }

  @Override
  public void resumeStep(ExportId id, StepPorts ports) {
    for (int index : openDestinations()) {
      ports.deliver(
          new StepPorts.DeliveryRequest(
              attempt(id),
              request.owner(),
              plan,
              file,
              index,
              destinations().get(index),
              session(index),
              metadata.createdAt(),
              metadata.sequenceNumber()));
    }
  }

  @Override
  public ExportStatus status() {
    return ExportStatus.DELIVERING;
  }

  @Override
  public ExportStep step() {
    return ExportStep.DELIVER;
  }
}
