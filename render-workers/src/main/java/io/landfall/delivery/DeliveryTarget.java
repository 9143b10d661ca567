package io.landfall.delivery;

import akka.Done;
import akka.stream.SharedKillSwitch;
import io.landfall.destination.DestinationFinding;
import io.landfall.model.DeliveryReceipt;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** One kind of destination. */
public interface DeliveryTarget {

  /**
   * Brings the file there, unless it already is, and its sidecars, and reads all back. May be
   * repeated after any outcome; leaves nothing half written behind.
   *
   * @param sidecars makes them
   * @param mayCommit asked right before anything takes its name; what it fails with ends the work
   * @param stop ends the work early
   * @param onBytes called with the bytes that went by, as a heartbeat
   * @return the receipt; fails with {@link io.landfall.model.ExportFailure} DESTINATION_EXISTS,
   *     DESTINATION_FULL, DESTINATION_UNWRITABLE, DESTINATION_CORRUPT or STORE_UNAVAILABLE
   */
  CompletionStage<DeliveryReceipt> deliver(
      DeliveryItem item,
      Sidecars sidecars,
      Supplier<CompletionStage<Done>> mayCommit,
      SharedKillSwitch stop,
      LongConsumer onBytes);

  /**
   * Asks the destination whether deliveries there would work; leaves nothing behind. What it
   * refuses is a finding, not a failure.
   *
   * @return what was looked at, in this order; nothing where there is nothing to ask
   */
  default CompletionStage<List<DestinationFinding>> check() {
    return CompletableFuture.completedFuture(List.of());
  }
}
