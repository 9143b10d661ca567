package io.landfall.node.delivery;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.pool.BoundedPool;
import io.landfall.workspace.DeliveryConfig;
import io.landfall.workspace.DeliveryConfig.DeliverySecrets;
import io.landfall.workspace.DeliveryConfigStore;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Finds delivery configurations with their secrets, for deliveries and checks alone.
 *
 * @param stores connects to the database when it is needed first
 * @param pool where the database is asked
 */
public record DeliveryConfigs(Supplier<DeliveryConfigStore> stores, BoundedPool pool) {

  /** One with its secrets, which do not print. */
  record OpenedConfig(DeliveryConfig config, DeliverySecrets secrets) {}

  /**
   * Finds one.
   *
   * @return fails with {@link ExportFailure} DESTINATION_UNWRITABLE if {@code owner} has it no
   *     more, or its secrets cannot be read
   */
  CompletionStage<OpenedConfig> find(UUID id, String owner) {
    return pool.supply(
        () -> {
          DeliveryConfigStore store = stores.get();
          DeliveryConfig config = store.findOwn(Set.of(id), owner).get(id);
          if (config == null) {
            throw new ExportFailure(
                ErrorCode.DESTINATION_UNWRITABLE,
                "Cannot deliver: delivery configuration %s is there no more. Make it anew, and deliver the export by the new one."
                    .formatted(id));
          }
          return new OpenedConfig(config, secrets(store, config));
        });
  }

  private static DeliverySecrets secrets(DeliveryConfigStore store, DeliveryConfig config) {
    try {
      return store.secrets(config);
    } catch (ExportFailure e) {
      if (e.code() == ErrorCode.INTERNAL || e.code() == ErrorCode.OPTION_UNSUPPORTED) {
        throw new ExportFailure(ErrorCode.DESTINATION_UNWRITABLE, e.getMessage(), e);
      }
      throw e; // the database may answer soon
    }
  }
}
