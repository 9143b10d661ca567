package io.landfall.node.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.index.query.IndexedScene;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import io.landfall.landsat.LandsatScene.SunPosition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.locationtech.jts.geom.Geometry;

/**
 * What an index should have after loads of lists, worked out one scene at a time. The ids of a list
 * begin with its name.
 */
final class ExpectedIndex {
  private final Map<String, ExpectedScene> scenes = new TreeMap<>();

  /**
   * One scene.
   *
   * @param current whether its list still has it
   */
  private record ExpectedScene(LandsatScene shown, boolean current) {
    ExpectedScene namedAgain(LandsatScene again) {
      boolean better = again.footprintSource().compareTo(shown.footprintSource()) >= 0;
      LandsatScene from = better ? again : shown;
      SunPosition sun =
          again.sun() == null ? shown.sun() : again.sun(); // silence takes nothing away
      return new ExpectedScene(with(again, sun, from.footprint(), from.footprintSource()), true);
    }
  }

  /**
   * What a load should count.
   *
   * @param changed at the least
   */
  record ExpectedCounts(long added, long changed, long withdrawn) {}

  /**
   * Loads a list that may name an id twice: its last line counts.
   *
   * @param whole whether scenes that it does not name are withdrawn
   */
  ExpectedCounts load(String list, List<LandsatScene> lines, boolean whole) {
    Map<String, LandsatScene> named = new LinkedHashMap<>();
    lines.forEach(scene -> named.put(scene.id(), scene));
    Map<String, ExpectedScene> before = new TreeMap<>(scenes);
    named.forEach(
        (id, scene) ->
            scenes.merge(
                id, new ExpectedScene(scene, true), (old, ignored) -> old.namedAgain(scene)));
    if (whole) {
      scenes.replaceAll(
          (id, kept) ->
              id.startsWith(list) && !named.containsKey(id)
                  ? new ExpectedScene(kept.shown(), false)
                  : kept);
    }
    return counts(before, named);
  }

  private ExpectedCounts counts(
      Map<String, ExpectedScene> before, Map<String, LandsatScene> named) {
    long added = named.keySet().stream().filter(id -> !before.containsKey(id)).count();
    long changed =
        named.keySet().stream()
            .filter(before::containsKey)
            .filter(
                id ->
                    !before.get(id).current()
                        || !before.get(id).shown().equals(scenes.get(id).shown()))
            .count();
    long withdrawn =
        before.entrySet().stream()
            .filter(kept -> kept.getValue().current() && !scenes.get(kept.getKey()).current())
            .count();
    return new ExpectedCounts(added, changed, withdrawn);
  }

  void assertHeldBy(TestIndex index) {
    assertThat(index.texts("select id from scenes order by id"))
        .containsExactlyElementsOf(scenes.keySet());
    var catalogue = index.search();
    scenes.forEach(
        (id, kept) -> {
          IndexedScene found = catalogue.find(id).orElseThrow();
          assertThat(found.listed()).isEqualTo(kept.shown());
          assertThat(found.withdrawn() == null).isEqualTo(kept.current());
        });
  }

  private static LandsatScene with(
      LandsatScene s, SunPosition sun, Geometry footprint, FootprintSource from) {
    return new LandsatScene(
        s.id(),
        s.entityId(),
        s.acquired(),
        s.cloudCover(),
        s.path(),
        s.row(),
        s.level(),
        s.collection(),
        s.category(),
        sun,
        s.url(),
        s.browseUrl(),
        footprint,
        from);
  }
}
