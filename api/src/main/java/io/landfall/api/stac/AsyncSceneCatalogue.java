package io.landfall.api.stac;

import io.landfall.index.query.IndexedScene;
import io.landfall.index.query.SceneCatalogue;
import io.landfall.index.query.ScenePage;
import io.landfall.index.query.SceneQuery;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.pool.BoundedPool;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The catalogue of scenes, asked without waiting.
 *
 * @param problem what keeps it from answering; then nobody waits for it
 * @param pool where questions wait for their answers
 */
public record AsyncSceneCatalogue(
    SceneCatalogue catalogue, Supplier<Optional<String>> problem, BoundedPool pool) {

  /**
   * What a scene of a page takes in memory as a row, in bytes: some 1,100, more of two polygons.
   */
  public static final long SCENE_BYTES = 2 << 10;

  /** See {@link SceneCatalogue#search}. */
  public CompletionStage<ScenePage> search(SceneQuery query) {
    return ask(() -> catalogue.search(query));
  }

  /** See {@link SceneCatalogue#count}; empty too where nobody answers now. */
  public CompletionStage<Optional<SceneCatalogue.MatchCount>> count(SceneQuery query) {
    return ask(() -> catalogue.count(query)).exceptionally(failure -> Optional.empty());
  }

  /** See {@link SceneCatalogue#find}. */
  public CompletionStage<Optional<IndexedScene>> find(String id) {
    return ask(() -> catalogue.find(id));
  }

  /** See {@link SceneCatalogue#summary}. */
  public CompletionStage<SceneCatalogue.CatalogueSummary> summary() {
    return ask(catalogue::summary);
  }

  private <T> CompletionStage<T> ask(Supplier<T> question) {
    return problem
        .get()
        .<CompletionStage<T>>map(
            why ->
                CompletableFuture.failedStage(
                    new ExportFailure(
                        ErrorCode.DATABASE_UNAVAILABLE,
                        "Cannot search: %s Ask again soon.".formatted(why))))
        .orElseGet(() -> pool.supply(question));
  }
}
