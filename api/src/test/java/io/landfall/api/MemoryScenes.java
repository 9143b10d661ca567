package io.landfall.api;

import io.landfall.index.IndexedScene;
import io.landfall.index.SceneCatalogue;
import io.landfall.index.ScenePage;
import io.landfall.index.SceneQuery;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A catalogue in memory, for tests of the routes alone. */
final class MemoryScenes implements SceneCatalogue {
  final List<IndexedScene> scenes = new CopyOnWriteArrayList<>();

  /** The last query. */
  volatile SceneQuery asked;

  @Override
  public ScenePage search(SceneQuery query) {
    asked = query;
    return new ScenePage(scenes.stream().limit(query.limit()).toList(), Optional.empty());
  }

  @Override
  public Optional<IndexedScene> find(String id) {
    return scenes.stream().filter(scene -> scene.id().equals(id)).findFirst();
  }

  @Override
  public Summary summary() {
    return new Summary(scenes.size(), null, null, null);
  }
}
