package io.landfall.api.export;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.model.request.ExportRequest;
import io.landfall.workspace.Caller;
import io.landfall.workspace.ExportSourceFinder;
import io.landfall.workspace.ExportSources;
import io.landfall.workspace.ExportSources.SourceIds;
import java.util.HashSet;
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
  private final Executor reading;

  /** Looks up what an export is made of. */
  @FunctionalInterface
  public interface SourceLookUp {
    CompletionStage<ExportSources> find(SourceIds ids, Caller caller);
  }

  /**
   * Makes a reader.
   *
   * @param reading where bodies are read, which may take a second
   */
  public ExportRequests(SourceLookUp sources, Executor reading) {
    this.sources = sources;
    this.reading = reading;
  }

  /**
   * Reads {@code body}.
   *
   * @throws io.landfall.api.json.ApiProblem naming every wrong place by its pointer; what is
   *     returned may fail with it as well
   */
  public CompletionStage<ExportRequest> read(JsonNode body, Principal principal) {
    SourceIds ids = idsOf(body.path("source"));
    Caller caller = principal.caller();
    return ids.isEmpty()
        ? CompletableFuture.completedStage(
            ExportRequestReader.read(body, caller, ExportSources.NONE))
        : sources
            .find(ids, caller)
            .thenApplyAsync(found -> ExportRequestReader.read(body, caller, found), reading);
  }

  /** Collects ids without judging: the reader says what is wrong, and where. */
  private static SourceIds idsOf(JsonNode source) {
    Set<UUID> projects = new HashSet<>(ExportSourceFinder.projectsOf(source.path("tool")));
    Set<UUID> scenes = new HashSet<>();
    add(source, projects, scenes);
    source.path("inputs").forEach(input -> add(input, projects, scenes));
    Optional<UUID> tool = ExportSourceFinder.uuid(source.path("toolId").textValue());
    return new SourceIds(
        limited(projects, SourceReader.MAX_PROJECTS),
        tool.map(Set::of).orElse(Set.of()),
        limited(scenes, OriginCollector.MAX_SCENES));
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
