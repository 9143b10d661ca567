package io.landfall.delivery;

import io.landfall.model.request.Destination;
import java.util.concurrent.CompletionStage;

/** Makes the target of a destination, with its credentials. */
@FunctionalInterface
public interface DeliveryTargetFinder {

  /**
   * Finds a target.
   *
   * @param owner whose export it is, and whose the delivery configuration must be
   * @return fails with {@link io.landfall.model.ExportFailure} DESTINATION_UNWRITABLE if the
   *     configuration is there no more
   */
  CompletionStage<DeliveryTarget> find(Destination destination, String owner);
}
