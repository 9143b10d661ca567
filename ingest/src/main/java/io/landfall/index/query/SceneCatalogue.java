package io.landfall.index.query;

import java.time.Instant;
import java.util.Optional;
import org.locationtech.jts.geom.Envelope;

/** Looks up and searches scenes. Calls wait for the database; safe for many threads. */
public interface SceneCatalogue {

  /**
   * Finds the scenes of a query, current ones only.
   *
   * @throws io.landfall.model.ExportFailure DATABASE_UNAVAILABLE
   */
  ScenePage search(SceneQuery query);

  /** Finds one scene by product or entity id, be it withdrawn. */
  Optional<IndexedScene> find(String id);

  /** Tells what there is in all; may be a minute old. */
  CatalogueSummary summary();

  /**
   * What there is in all.
   *
   * @param sceneCount how many, about
   * @param extent all footprints; {@code null}: there is none
   * @param earliest when the first was acquired; {@code null}: there is none
   * @param latest when the last was acquired; {@code null}: there is none
   */
  record CatalogueSummary(long sceneCount, Envelope extent, Instant earliest, Instant latest) {}
}
