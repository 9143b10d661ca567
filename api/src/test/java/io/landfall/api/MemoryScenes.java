package io.landfall.api;

import io.landfall.index.postgres.SceneMatcher;
import io.landfall.index.query.IndexedScene;
import io.landfall.index.query.SceneCatalogue;
import io.landfall.index.query.SceneCursor;
import io.landfall.index.query.ScenePage;
import io.landfall.index.query.SceneQuery;
import io.landfall.index.query.SceneQuery.SceneOrder;
import io.landfall.landsat.LandsatScene;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.locationtech.jts.geom.Envelope;

/** A catalogue in memory, for tests of the routes alone. */
public final class MemoryScenes implements SceneCatalogue {
  /** All scenes, withdrawn ones too. */
  public final List<IndexedScene> scenes = new CopyOnWriteArrayList<>();

  /** The last query. */
  public volatile SceneQuery asked;

  /** Counts as if there were too many to count. */
  public volatile boolean countsAreEstimates;

  /** Takes up a current scene. */
  public IndexedScene add(LandsatScene listed, Instant indexed) {
    var scene = new IndexedScene(listed, indexed, indexed, null, null);
    scenes.add(scene);
    return scene;
  }

  @Override
  public ScenePage search(SceneQuery query) {
    asked = query;
    Comparator<SortKey> order = order(query.order());
    Optional<SortKey> after =
        query.after().map(cursor -> new SortKey(cursor.values(), cursor.id()));
    List<IndexedScene> found =
        scenes.stream()
            .filter(scene -> scene.withdrawn() == null)
            .filter(SceneMatcher.of(query.area(), query.filter()))
            .filter(
                scene ->
                    after.isEmpty() || order.compare(place(scene, query.order()), after.get()) > 0)
            .sorted(Comparator.comparing(scene -> place(scene, query.order()), order))
            .limit(query.limit() + 1L)
            .toList();
    if (found.size() <= query.limit()) {
      return new ScenePage(found, Optional.empty());
    }
    List<IndexedScene> page = found.subList(0, query.limit());
    SortKey last = place(page.get(page.size() - 1), query.order());
    return new ScenePage(page, Optional.of(new SceneCursor(last.values(), last.id())));
  }

  @Override
  public Optional<MatchCount> count(SceneQuery query) {
    var all =
        new SceneQuery(query.area(), query.filter(), query.order(), Optional.empty(), 1_000_000);
    return Optional.of(new MatchCount(search(all).scenes().size(), !countsAreEstimates));
  }

  private record SortKey(List<Object> values, String id) {}

  private static SortKey place(IndexedScene scene, List<SceneOrder> order) {
    List<Object> values = new ArrayList<>();
    order.forEach(one -> values.add(SceneMatcher.value(scene, one.property())));
    return new SortKey(values, scene.id());
  }

  /** What is unknown comes last; the id, downwards, at the very end. */
  private static Comparator<SortKey> order(List<SceneOrder> orders) {
    Comparator<SortKey> all = Comparator.comparing(place -> 0);
    for (int i = 0; i < orders.size(); i++) {
      int at = i;
      boolean descending = orders.get(i).descending();
      Comparator<Comparable<Object>> values =
          descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
      all =
          all.thenComparing(
              place -> comparable(place.values().get(at)), Comparator.nullsLast(values));
    }
    return all.thenComparing(SortKey::id, Comparator.reverseOrder());
  }

  @SuppressWarnings("unchecked")
  private static Comparable<Object> comparable(Object value) {
    return (Comparable<Object>) value;
  }

  @Override
  public Optional<IndexedScene> find(String id) {
    return scenes.stream()
        .filter(scene -> scene.id().equals(id) || id.equals(scene.listed().entityId()))
        .findFirst();
  }

  @Override
  public CatalogueSummary summary() {
    var extent = new Envelope();
    scenes.forEach(s -> extent.expandToInclude(s.listed().footprint().getEnvelopeInternal()));
    return new CatalogueSummary(
        scenes.size(),
        scenes.isEmpty() ? null : extent,
        acquired().min(Comparator.naturalOrder()).orElse(null),
        acquired().max(Comparator.naturalOrder()).orElse(null));
  }

  private java.util.stream.Stream<Instant> acquired() {
    return scenes.stream().map(scene -> scene.listed().acquired());
  }
}
