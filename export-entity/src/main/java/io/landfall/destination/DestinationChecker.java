package io.landfall.destination;

import io.landfall.workspace.DeliveryConfig;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Asks destinations whether deliveries there would work. */
@FunctionalInterface
public interface DestinationChecker {
  /**
   * Asks the destination of a configuration, with its secrets; leaves nothing behind there.
   *
   * @return what was looked at, in this order; what the destination refuses is a finding. Fails
   *     with {@link io.landfall.model.ExportFailure} where the configuration itself cannot be used,
   *     as INTERNAL for secrets that cannot be decrypted
   */
  CompletionStage<List<DestinationFinding>> check(DeliveryConfig config);
}
