package io.landfall.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.landfall.destination.DestinationFinding;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/** Delivery configurations in memory. */
public final class MemoryDeliveryConfigs implements DeliveryConfigStore {
  /** How often slow-bucket was asked; it answers when the future below is completed. */
  final Semaphore asked = new Semaphore(0);

  final CompletableFuture<Void> answer = new CompletableFuture<>();

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
  public Map<UUID, DeliveryConfig> findOwn(Set<UUID> ids, String owner) {
    return configs.values().stream()
        .filter(config -> ids.contains(config.id()) && config.access().owner().equals(owner))
        .collect(Collectors.toMap(DeliveryConfig::id, config -> config));
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

  /** Asks a destination; the bucket slow-bucket answers once it is let. */
  CompletionStage<List<DestinationFinding>> check(DeliveryConfig config) {
    List<DestinationFinding> found =
        List.of(
            DestinationFinding.ok("bucket", "It is there."),
            DestinationFinding.unchecked("write", "Only a delivery can tell."));
    if (config.settings().values().path("bucket").asText().equals("slow-bucket")) {
      asked.release();
      return answer.thenApply(done -> found);
    }
    return CompletableFuture.completedFuture(found);
  }
}
