package io.landfall.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.landfall.http.AddressPolicy;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.workspace.Access;
import io.landfall.workspace.Caller;
import io.landfall.workspace.DeliveryConfig;
import io.landfall.workspace.DeliveryConfig.DeliverySecrets;
import io.landfall.workspace.DeliveryConfig.DeliverySettings;
import io.landfall.workspace.DeliveryConfig.DeliveryType;
import io.landfall.workspace.DeliveryConfigStore;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.Visibility;
import io.landfall.workspace.WorkspaceIds;
import io.landfall.workspace.WorkspacePage;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Delivery configurations in memory. */
public final class MemoryDeliveryConfigs implements DeliveryConfigStore {
  /** How often the host slow.example was asked for; it is found once there is a permit. */
  final Semaphore lookups = new Semaphore(0);

  final Semaphore lookedUp = new Semaphore(0);

  private final Map<UUID, DeliveryConfig> configs = new ConcurrentHashMap<>();
  private final Map<UUID, DeliverySecrets> secrets = new ConcurrentHashMap<>();

  /** Adds a link of somebody's. */
  UUID add(String owner) {
    var settings =
        new DeliverySettings(
            "link", DeliveryType.HTTP, JsonNodeFactory.instance.objectNode().put("expiresIn", 60));
    var access = new Access(owner, null, Visibility.PRIVATE);
    return create(WorkspaceIds.generate(), access, settings, new DeliverySecrets(Map.of())).id();
  }

  @Override
  public DeliveryConfig create(
      UUID id, Access access, DeliverySettings settings, DeliverySecrets given) {
    var config = new DeliveryConfig(id, access, settings, Instant.now());
    DeliveryConfig before = configs.putIfAbsent(id, config);
    secrets.putIfAbsent(id, given);
    if (before != null && !(before.settings().equals(settings) && secrets.get(id).equals(given))) {
      throw new ExportFailure(ErrorCode.STATE_CONFLICT, "Cannot keep it: it is another one.");
    }
    return before == null ? config : before;
  }

  @Override
  public Optional<DeliveryConfig> find(UUID id, Caller caller) {
    return Optional.ofNullable(configs.get(id)).filter(c -> c.access().isReadableBy(caller));
  }

  @Override
  public DeliverySecrets secrets(DeliveryConfig config) {
    return secrets.get(config.id());
  }

  @Override
  public WorkspacePage<DeliveryConfig> list(Caller caller, PageRequest page) {
    List<DeliveryConfig> own =
        configs.values().stream()
            .filter(config -> config.access().owner().equals(caller.user()))
            .limit(page.limit())
            .toList();
    return new WorkspacePage<>(own, null);
  }

  @Override
  public void delete(UUID id, Caller caller) {
    if (find(id, caller).isEmpty()) {
      throw new ExportFailure(ErrorCode.WORKSPACE_UNKNOWN, "Cannot find it.");
    }
    configs.remove(id);
  }

  /** Looks a host up, as an AddressPolicy does. */
  void checkAddress(URI uri) throws IOException {
    if (uri.getHost().equals("slow.example")) {
      lookups.release();
      lookedUp.acquireUninterruptibly();
      lookedUp.release();
    } else {
      AddressPolicy.internet(List.of()).check(uri);
    }
  }
}
