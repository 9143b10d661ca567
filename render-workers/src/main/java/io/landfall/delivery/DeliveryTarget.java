package io.landfall.delivery;

import akka.Done;
import io.landfall.destination.DestinationFinding;
import io.landfall.model.ExportAttempt;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.DeliverySession;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One destination, with all that is needed to write there. */
public interface DeliveryTarget {

  /**
   * Looks whether a file would be taken, before it is rendered.
   *
   * @return fails with {@link io.landfall.model.ExportFailure} DESTINATION_EXISTS,
   *     DESTINATION_FULL, DESTINATION_DENIED or DESTINATION_UNWRITABLE where it is sure not to be;
   *     what may pass meanwhile is no failure
   */
  default CompletionStage<Done> checkBeforeRendering(PlannedFile file) {
    return CompletableFuture.completedStage(Done.getInstance());
  }

  /**
   * Brings the file there, unless it already is, and its sidecars, and reads all back. May be
   * repeated after any outcome; leaves nothing half written under the file's name.
   *
   * @return the receipt; fails with {@link io.landfall.model.ExportFailure} DESTINATION_EXISTS,
   *     DESTINATION_FULL, DESTINATION_DENIED, DESTINATION_UNWRITABLE, DESTINATION_CORRUPT where our
   *     own file is not what was rendered, or STORE_UNAVAILABLE
   */
  CompletionStage<DeliveryReceipt> deliver(DeliveryItem item, DeliveryRun run);

  /**
   * Closes what a delivery that was ended has left open. May be repeated.
   *
   * @return where the complete file is nevertheless; empty: it is not there
   */
  default CompletionStage<Optional<String>> abandon(
      ExportAttempt attempt, DeliverySession session) {
    return CompletableFuture.completedStage(Optional.empty());
  }

  /**
   * Asks the destination whether deliveries there would work; leaves nothing behind. What it
   * refuses is a finding, not a failure.
   *
   * @return what was looked at, in this order; nothing where there is nothing to ask
   */
  default CompletionStage<List<DestinationFinding>> check() {
    return CompletableFuture.completedStage(List.of());
  }
}
