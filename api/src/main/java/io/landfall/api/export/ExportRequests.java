package io.landfall.api.export;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.model.Aoi;
import io.landfall.model.CrsCodes;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.geojson.ToLonLat;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import io.landfall.workspace.Caller;
import io.landfall.workspace.DeliveryConfig;
import io.landfall.workspace.ExportSourceFinder;
import io.landfall.workspace.ExportSources;
import io.landfall.workspace.ExportSources.SourceIds;
import io.landfall.workspace.area.KeptArea;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Reads requests for exports: what their bodies name of the workspace is looked up for who asks,
 * and pinned. A body that names nothing of it waits for no database.
 */
public final class ExportRequests {
  private final SourceLookUp sources;
  private final DeliveryLookUp deliveries;
  private final AreaLookUp areas;
  private final ToLonLat.Factory transforms;
  private final Executor reading;

  /** Looks up what an export is made of. */
  @FunctionalInterface
  public interface SourceLookUp {
    CompletionStage<ExportSources> find(SourceIds ids, Caller caller);
  }

  /** Looks up delivery configurations of an owner's, by their ids. */
  @FunctionalInterface
  public interface DeliveryLookUp {
    CompletionStage<Map<UUID, DeliveryConfig>> find(Set<UUID> ids, String owner);
  }

  /** Looks up an area of an owner's, by its id. */
  @FunctionalInterface
  public interface AreaLookUp {
    CompletionStage<Optional<KeptArea>> find(UUID id, String owner);
  }

  /**
   * What a body names, as far as it is there for who asks.
   *
   * @param sources of the workspace
   * @param configs the delivery configurations of his that it names, by their ids
   * @param area that is to be its mask; {@code null}: none
   * @param crsProblem why its output projection is none; {@code null}: it is one, or none is named
   */
  record NamedThings(
      ExportSources sources, Map<UUID, DeliveryConfig> configs, Aoi area, String crsProblem) {
    static final NamedThings NONE = new NamedThings(ExportSources.NONE, Map.of(), null, null);
  }

  /**
   * Makes a reader.
   *
   * @param transforms of the CRSs that are known
   * @param reading where bodies are read, which may take a second
   */
  public ExportRequests(
      SourceLookUp sources,
      DeliveryLookUp deliveries,
      AreaLookUp areas,
      ToLonLat.Factory transforms,
      Executor reading) {
    this.sources = sources;
    this.deliveries = deliveries;
    this.areas = areas;
    this.transforms = transforms;
    this.reading = reading;
  }

  /**
   * Reads {@code body}.
   *
   * @throws io.landfall.api.json.ApiProblem naming every wrong place by its pointer; what is
   *     returned may fail with it as well
   */
  public CompletionStage<ExportRequest> read(JsonNode body, Principal principal) {
    SourceIds ids = idsOf(body.path("source"), body.path(SourceReadingJson.DEM));
    Set<UUID> configs = DestinationReader.idsOf(body);
    Caller caller = principal.caller();
    Optional<UUID> area = AoiJson.idOf(body);
    Optional<Integer> unusualCrs =
        ExportRequestReader.epsg(body.path("outputProjection"))
            .filter(epsg -> !CrsCodes.isUsual(epsg));
    if (ids.isEmpty() && configs.isEmpty() && area.isEmpty() && unusualCrs.isEmpty()) {
      return CompletableFuture.completedStage(
          ExportRequestReader.read(body, caller, NamedThings.NONE));
    }
    CompletionStage<ExportSources> found =
        ids.isEmpty()
            ? CompletableFuture.completedStage(ExportSources.NONE)
            : sources.find(ids, caller);
    return found
        .thenCombine(
            configs(configs, caller.user()),
            (source, own) -> new NamedThings(source, own, null, null))
        .thenCombine(
            area(area, caller.user()),
            (named, kept) -> new NamedThings(named.sources(), named.configs(), kept, null))
        .thenApplyAsync(
            named ->
                ExportRequestReader.read(
                    body,
                    caller,
                    new NamedThings(
                        named.sources(),
                        named.configs(),
                        named.area(),
                        unusualCrs.map(this::crsProblem).orElse(null))),
            reading);
  }

  /** Says why a code is not that of a CRS to export in. The first may take a second. */
  private String crsProblem(int epsg) {
    try {
      transforms.from(epsg);
      return null;
    } catch (ExportFailure e) {
      if (e.code() != ErrorCode.CRS_UNKNOWN) {
        throw e;
      }
      return e.getMessage();
    }
  }

  private CompletionStage<Aoi> area(Optional<UUID> id, String owner) {
    return id.isEmpty()
        ? CompletableFuture.completedStage(null)
        : areas.find(id.get(), owner).thenApply(kept -> kept.map(KeptArea::area).orElse(null));
  }

  /**
   * Reads destinations that are added to an export.
   *
   * @param owner of the export, whose delivery configurations they are
   * @return fails with {@link io.landfall.api.json.ApiProblem} naming every wrong place
   */
  CompletionStage<List<Destination>> readDelivery(JsonNode body, String owner) {
    return configs(DestinationReader.idsOf(body), owner)
        .thenApply(own -> ExportRequestReader.readDelivery(body, own));
  }

  private CompletionStage<Map<UUID, DeliveryConfig>> configs(Set<UUID> ids, String owner) {
    return ids.isEmpty() ? CompletableFuture.completedStage(Map.of()) : deliveries.find(ids, owner);
  }

  /** Collects ids without judging: the reader says what is wrong, and where. */
  private static SourceIds idsOf(JsonNode source, JsonNode dem) {
    Set<UUID> projects = new HashSet<>(ExportSourceFinder.projectsOf(source.path("tool")));
    Set<UUID> scenes = new HashSet<>();
    add(source, projects, scenes);
    source.path("inputs").forEach(input -> add(input, projects, scenes));
    ExportSourceFinder.registered(dem.path(SourceReadingJson.SCENE).textValue())
        .ifPresent(scenes::add);
    Optional<UUID> tool = ExportSourceFinder.uuid(source.path("toolId").textValue());
    return new SourceIds(
        limited(projects, SourceReader.MAX_PROJECTS),
        tool.map(Set::of).orElse(Set.of()),
        limited(scenes, OriginCollector.MAX_SCENES + 1)); // and a terrain model
  }

  private static void add(JsonNode source, Set<UUID> projects, Set<UUID> scenes) {
    ExportSourceFinder.uuid(source.path("projectId").textValue()).ifPresent(projects::add);
    source
        .path("scenes")
        .forEach(id -> ExportSourceFinder.registered(id.textValue()).ifPresent(scenes::add));
  }

  /** Looks nothing up for a body that is refused for having too much. */
  private static Set<UUID> limited(Set<UUID> ids, int max) {
    return ids.size() > max ? Set.of() : ids;
  }
}
