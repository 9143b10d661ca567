package io.landfall.index.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A place in an ordered list of scenes: the ordering values of the last scene seen, and its id.
 * Scenes that come or go meanwhile do not move it.
 *
 * @param values in the order of {@link SceneQuery#order}: String, Double, Instant or {@code null}
 * @param id of the last scene seen
 */
public record SceneCursor(List<Object> values, String id) {
  public SceneCursor {
    values = Collections.unmodifiableList(new ArrayList<>(values)); // may hold null
  }
}
