package io.landfall.node;

import io.landfall.index.IndexedScene;
import io.landfall.index.SceneCatalogue;
import io.landfall.index.ScenePage;
import io.landfall.index.SceneQuery;
import java.util.List;
import java.util.Optional;

/** A catalogue without scenes, until the database's is there. */
enum NoScenes implements SceneCatalogue {
  INSTANCE;

  @Override
  public ScenePage search(SceneQuery query) {
    return new ScenePage(List.of(), Optional.empty());
  }

  @Override
  public Optional<IndexedScene> find(String id) {
    return Optional.empty();
  }

  @Override
  public Summary summary() {
    return new Summary(0, null, null, null);
  }
}
