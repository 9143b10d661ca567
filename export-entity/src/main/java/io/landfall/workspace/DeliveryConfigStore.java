package io.landfall.workspace;

import io.landfall.workspace.DeliveryConfig.DeliverySecrets;
import io.landfall.workspace.DeliveryConfig.DeliverySettings;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Keeps delivery configurations, their secrets encrypted, as {@link ProjectStore} keeps projects:
 * blocking, with the same failures.
 */
public interface DeliveryConfigStore {
  /** More are not kept for one owner. */
  int MAX_PER_OWNER = 1_000;

  /**
   * Makes one; makes nothing new where it is there already, with the same settings and secrets.
   *
   * @throws io.landfall.model.ExportFailure STATE_CONFLICT where the id is used for others, or the
   *     owner has too many; OPTION_UNSUPPORTED where this service has no key for secrets
   */
  DeliveryConfig create(UUID id, Access access, DeliverySettings settings, DeliverySecrets secrets);

  /** Returns one; empty when there is none or it is not for {@code caller}. */
  Optional<DeliveryConfig> find(UUID id, Caller caller);

  /**
   * Returns those of {@code ids} that {@code owner} has, by one question: whoever else may see one
   * does not deliver by it.
   */
  Map<UUID, DeliveryConfig> findOwn(Set<UUID> ids, String owner);

  /**
   * Returns the secrets of one, for who delivers to it or checks it.
   *
   * @throws io.landfall.model.ExportFailure INTERNAL if they cannot be decrypted
   */
  DeliverySecrets secrets(DeliveryConfig config);

  /** Returns those of the caller, newest first. */
  WorkspacePage<DeliveryConfig> list(Caller caller, PageRequest page);

  /**
   * Removes one with its secrets.
   *
   * @throws io.landfall.model.ExportFailure WORKSPACE_UNKNOWN where it is not there for {@code
   *     caller}
   */
  void delete(UUID id, Caller caller);
}
