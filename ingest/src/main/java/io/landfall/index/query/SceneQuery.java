package io.landfall.index.query;

import java.util.List;
import java.util.Optional;
import org.locationtech.jts.geom.Geometry;

/**
 * Which scenes, in which order, and how many.
 *
 * @param area footprints must touch it, edges included; degrees, split at the antimeridian; empty:
 *     the world
 * @param filter what must hold besides
 * @param order by what; the id, downwards, always comes last, so that the order is total
 * @param after where the page before ended
 * @param limit the largest number of scenes
 */
public record SceneQuery(
    Optional<Geometry> area,
    SceneFilter filter,
    List<SceneOrder> order,
    Optional<SceneCursor> after,
    int limit) {
  public SceneQuery {
    order = List.copyOf(order);
  }

  /** Asks the same from another place on, for another number of scenes. */
  public SceneQuery page(Optional<SceneCursor> from, int scenes) {
    return new SceneQuery(area, filter, order, from, scenes);
  }

  /** By what scenes are ordered. */
  public record SceneOrder(SceneProperty property, boolean descending) {
    /** Newest first. */
    public static final List<SceneOrder> NEWEST_FIRST =
        List.of(new SceneOrder(SceneProperty.ACQUIRED, true));
  }
}
