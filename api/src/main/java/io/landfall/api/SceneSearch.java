package io.landfall.api;

import io.landfall.index.IndexedScene;
import io.landfall.index.SceneCatalogue;
import io.landfall.index.ScenePage;
import io.landfall.index.SceneQuery;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The catalogue of scenes, asked without waiting. */
public record SceneSearch(SceneCatalogue catalogue, Executor blocking) {

  /** See {@link SceneCatalogue#search}. */
  public CompletionStage<ScenePage> search(SceneQuery query) {
    return CompletableFuture.supplyAsync(() -> catalogue.search(query), blocking);
  }

  /** See {@link SceneCatalogue#find}. */
  public CompletionStage<Optional<IndexedScene>> find(String id) {
    return CompletableFuture.supplyAsync(() -> catalogue.find(id), blocking);
  }

  /** See {@link SceneCatalogue#summary}. */
  public CompletionStage<SceneCatalogue.Summary> summary() {
    return CompletableFuture.supplyAsync(catalogue::summary, blocking);
  }
}
