package io.landfall.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SampleType;
import io.landfall.workspace.Access;
import io.landfall.workspace.Caller;
import io.landfall.workspace.OwnScene;
import io.landfall.workspace.OwnScene.OwnBand;
import io.landfall.workspace.OwnScene.OwnFile;
import io.landfall.workspace.OwnScene.OwnSceneContent;
import io.landfall.workspace.OwnSceneStore;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.SceneInspector;
import io.landfall.workspace.SceneInspector.SceneRefusedException;
import io.landfall.workspace.SceneInspector.SceneRefusedException.BandRefusal;
import io.landfall.workspace.SceneRegistration;
import io.landfall.workspace.Visibility;
import io.landfall.workspace.WorkspaceIds;
import io.landfall.workspace.WorkspacePage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Registered scenes in memory. Every file is a byte of 10 x 10 pixels, but for hrefs that hold
 * {@code bad}.
 */
public final class MemoryOwnScenes implements OwnSceneStore, SceneInspector {
  private final Map<UUID, OwnScene> scenes = new ConcurrentHashMap<>();
  private final Map<UUID, String> fingerprints = new ConcurrentHashMap<>();

  /** How often files were looked into. */
  final AtomicInteger inspected = new AtomicInteger();

  /** Registers a scene of somebody's. */
  UUID add(String owner) {
    SceneRegistration given =
        new SceneRegistration(
            "a",
            null,
            null,
            List.of(new SceneRegistration.BandRegistration("1", "s3://b/a", 1, null)));
    UUID id = WorkspaceIds.generate();
    create(id, new Access(owner, null, Visibility.PRIVATE), content(given), "");
    return id;
  }

  @Override
  public CompletionStage<OwnSceneContent> inspect(SceneRegistration registration, String owner) {
    inspected.incrementAndGet();
    List<BandRefusal> refusals = new ArrayList<>();
    for (int i = 0; i < registration.bands().size(); i++) {
      String href = registration.bands().get(i).href();
      if (href.contains("bad")) {
        String detail = "Cannot read %s: it is bad. Give another.".formatted(href);
        refusals.add(new BandRefusal(i, "href", ErrorCode.SCENE_UNREADABLE, detail));
      }
    }
    return refusals.isEmpty()
        ? CompletableFuture.completedStage(content(registration))
        : CompletableFuture.failedStage(new SceneRefusedException(refusals));
  }

  private static OwnSceneContent content(SceneRegistration given) {
    return new OwnSceneContent(
        given.name(),
        given.acquired(),
        given.cloudCover(),
        given.bands().stream()
            .map(
                band ->
                    new OwnBand(
                        band.name(),
                        band.href(),
                        band.index() == null ? 1 : band.index(),
                        band.nodata(),
                        null,
                        SampleType.UINT8,
                        10,
                        10,
                        null,
                        null))
            .toList(),
        given.hrefs().stream().map(href -> new OwnFile(href, "v1", 100)).toList(),
        "EPSG:4326",
        JsonNodeFactory.instance.objectNode().put("type", "Polygon"),
        10,
        10,
        List.of());
  }

  @Override
  public Optional<OwnScene> create(
      UUID id, Access access, OwnSceneContent content, String fingerprint) {
    var scene = new OwnScene(id, access, content, Instant.now());
    if (scenes.putIfAbsent(id, scene) != null) {
      return Optional.empty();
    }
    fingerprints.put(id, fingerprint);
    return Optional.of(scene);
  }

  @Override
  public Optional<String> findFingerprint(UUID id, Caller caller) {
    return Optional.ofNullable(fingerprints.get(id));
  }

  @Override
  public Optional<OwnScene> find(UUID id, Caller caller) {
    return findForPlan(id).filter(scene -> scene.access().isReadableBy(caller));
  }

  @Override
  public Map<UUID, String> findOwners(Set<UUID> ids, Caller caller) {
    Map<UUID, String> owners = new HashMap<>();
    ids.forEach(id -> find(id, caller).ifPresent(scene -> owners.put(id, scene.access().owner())));
    return owners;
  }

  @Override
  public Optional<OwnScene> findForPlan(UUID id) {
    return Optional.ofNullable(scenes.get(id));
  }

  @Override
  public WorkspacePage<OwnScene> list(Caller caller, PageRequest page) {
    if (page.after() != null && scenes.get(UUID.fromString(page.after())) == null) {
      throw new ExportFailure(ErrorCode.REQUEST_INVALID, "Invalid cursor.");
    }
    List<OwnScene> found =
        scenes.values().stream()
            .filter(scene -> scene.access().owner().equals(caller.user()))
            .sorted(Comparator.comparing((OwnScene scene) -> scene.id().toString()).reversed())
            .filter(s -> page.after() == null || s.id().toString().compareTo(page.after()) < 0)
            .limit(page.limit() + 1L)
            .toList();
    boolean more = found.size() > page.limit();
    return new WorkspacePage<>(
        more ? found.subList(0, page.limit()) : found,
        more ? found.get(page.limit() - 1).id().toString() : null);
  }

  @Override
  public void delete(UUID id, Caller caller) {
    if (find(id, caller).isEmpty()) {
      throw new ExportFailure(ErrorCode.WORKSPACE_UNKNOWN, "Cannot find scene " + id + ".");
    }
    scenes.remove(id);
  }
}
