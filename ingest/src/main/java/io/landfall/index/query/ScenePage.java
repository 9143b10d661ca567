package io.landfall.index.query;

import java.util.List;
import java.util.Optional;

/**
 * Some scenes of a search.
 *
 * @param next where the next page begins; empty: this is the last
 */
public record ScenePage(List<IndexedScene> scenes, Optional<SceneCursor> next) {
  public ScenePage {
    scenes = List.copyOf(scenes);
  }
}
