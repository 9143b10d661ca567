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

  /**
   * Counts the scenes of all pages of a query: exactly while they are few, else about, and not at
   * all where that would take long. May be a minute old.
   *
   * @param query whose order, cursor and limit do not matter
   */
  Optional<MatchCount> count(SceneQuery query);

  /** Finds one scene by product or entity id, be it withdrawn. */
  Optional<IndexedScene> find(String id);

  /** Tells what there is in all; may be a minute old. */
  CatalogueSummary summary();

  /**
   * How many scenes a query finds.
   *
   * @param exact false: an estimate
   */
  record MatchCount(long number, boolean exact) {}

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
