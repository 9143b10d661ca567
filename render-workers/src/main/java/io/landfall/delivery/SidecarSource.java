package io.landfall.delivery;

import io.landfall.export.StepPorts.DeliveryRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Says which sidecars an item gets. */
@FunctionalInterface
public interface SidecarSource {
  /** Gives none. */
  SidecarSource NONE = (delivery, item) -> CompletableFuture.completedStage(Sidecars.NONE);

  /** Does all that takes time, so that making them then is quick. */
  CompletionStage<Sidecars> prepare(DeliveryRequest delivery, DeliveryItem item);
}
