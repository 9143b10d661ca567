package io.landfall.node.index;

import io.landfall.index.postgres.SceneMatcher;
import io.landfall.index.query.IndexedScene;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneFilter.ComparisonOperator;
import io.landfall.index.query.SceneProperty;
import io.landfall.landsat.LandsatId;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import io.landfall.landsat.LandsatScene.SunPosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.locationtech.jts.geom.Envelope;

/** Scenes as a large list has them: few kinds, and one that differs from all others. */
final class PlainScenes {
  private static final Instant FIRST = Instant.parse("2013-04-11T00:00:00Z");

  private PlainScenes() {}

  /** Makes scenes of Landsat 8, Collection 1, one an hour. */
  static List<LandsatScene> ofOneKind(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                scene(
                    "LC08_L1TP_%03d%03d_20130411_20170310_01_T%d"
                        .formatted(i % 200 + 1, i / 200 + 1, i % 2 + 1),
                    i,
                    i % 7 == 0 ? null : i % 9_000 / 100.0,
                    new SunPosition(i % 8_000 / 100.0, i % 9_000 / 100.0)))
        .toList();
  }

  /** Makes a scene that shares no value with them. */
  static LandsatScene ofAnotherKind() {
    return scene(
        "LT04_L1GS_233248_19821106_20200918_02_A1", -266_000, 99.99, new SunPosition(89.9, -179.9));
  }

  private static LandsatScene scene(String id, int hour, Double clouds, SunPosition sun) {
    LandsatId parsed = LandsatId.parse(id).orElseThrow();
    double west = parsed.path() - 120.0;
    double south = parsed.row() % 80 - 40.0;
    return new LandsatScene(
        id,
        "L%s%d%s%sXXX00"
            .formatted(
                parsed.sensor(), parsed.satellite(), id.substring(10, 16), id.substring(17, 24)),
        FIRST.plusSeconds(3_600L * hour),
        clouds,
        parsed.path(),
        parsed.row(),
        parsed.level(),
        parsed.collection(),
        parsed.category(),
        sun,
        "https://example.org/" + id + "/index.html",
        null,
        ArbitraryScenes.WGS84.toGeometry(new Envelope(west, west + 2, south, south + 2)),
        FootprintSource.BOUNDING_BOX);
  }

  /** Makes conditions on a property that hold for the scene and for few others. */
  static List<SceneFilter> filtersThatFind(IndexedScene scene, SceneProperty property) {
    Object value = SceneMatcher.value(scene, property);
    List<SceneFilter> filters = new ArrayList<>();
    filters.add(new SceneFilter.Compare(property, ComparisonOperator.EQUAL, value));
    filters.add(
        new SceneFilter.And(
            List.of(
                new SceneFilter.Compare(property, ComparisonOperator.GREATER_OR_EQUAL, value),
                new SceneFilter.Compare(property, ComparisonOperator.LESS_OR_EQUAL, value))));
    filters.add(new SceneFilter.In(property, List.of(value, value)));
    if (property.type() == SceneProperty.PropertyType.TEXT) {
      filters.add(new SceneFilter.Like(property, value + "%"));
    }
    return filters;
  }
}
