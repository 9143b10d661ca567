package io.landfall.node.index;

import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneFilter.ComparisonOperator;
import io.landfall.index.query.SceneProperty;
import io.landfall.index.query.SceneQuery;
import io.landfall.index.query.SceneQuery.SceneOrder;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import io.landfall.landsat.LandsatScene.SunPosition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;

/** Scenes and questions of all kinds; values come from small pools, so that they often meet. */
final class ArbitraryScenes {
  static final GeometryFactory WGS84 = new GeometryFactory();
  private static final Instant EPOCH = Instant.parse("2019-01-31T10:20:30.123456Z");
  private static final List<SceneProperty> TEXTS =
      List.of(
          SceneProperty.ID,
          SceneProperty.ENTITY_ID,
          SceneProperty.LEVEL,
          SceneProperty.CATEGORY,
          SceneProperty.PLATFORM);
  private static final List<SceneProperty> NUMBERS =
      List.of(
          SceneProperty.CLOUD_COVER,
          SceneProperty.PATH,
          SceneProperty.ROW,
          SceneProperty.COLLECTION,
          SceneProperty.SUN_ELEVATION,
          SceneProperty.SUN_AZIMUTH);
  private static final List<SceneProperty> TIMES = List.of(SceneProperty.ACQUIRED);

  private ArbitraryScenes() {}

  /** Up to 40 scenes with different ids. */
  static Arbitrary<List<LandsatScene>> lists() {
    return scene().list().ofMaxSize(40).uniqueElements(LandsatScene::id);
  }

  static Arbitrary<LandsatScene> scene() {
    Arbitrary<Object[]> about =
        Combinators.combine(id(), text(), time(), number().injectNull(0.3), text(), place())
            .as(
                (id, level, time, cloud, category, at) ->
                    new Object[] {id, level, time, cloud, category, at});
    return Combinators.combine(
            about,
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(0, 2),
            number().injectNull(0.4),
            Arbitraries.of(FootprintSource.values()))
        .as(
            (a, path, collection, sun, from) ->
                new LandsatScene(
                    (String) a[0],
                    (String) a[1],
                    (Instant) a[2],
                    (Double) a[3],
                    path,
                    5 - path,
                    (String) a[1],
                    collection,
                    (String) a[4],
                    sun == null ? null : new SunPosition(sun, 100 - sun),
                    "https://x/" + a[0],
                    null,
                    (Geometry) a[5],
                    from));
  }

  private static Arbitrary<String> id() {
    return Combinators.combine(
            Arbitraries.of("LC08_", "LE07_", "LC8", "L%_\\", "é"),
            Arbitraries.integers().between(0, 30))
        .as((start, number) -> start + number);
  }

  /** Never RT: what becomes of those is tested elsewhere. */
  private static Arbitrary<String> text() {
    return Arbitraries.of("L1TP", "T1", "a%b", "a_b", "a\\b", "", "ß").injectNull(0.3);
  }

  private static Arbitrary<Double> number() {
    return Arbitraries.of(0.0, 1.0, 2.0, 3.0, 12.34, 50.0, 100.0);
  }

  private static Arbitrary<Instant> time() {
    return Arbitraries.of(0, 1, 2, 3, 86_400, 1_000_000).map(s -> EPOCH.plusSeconds(s));
  }

  /** Footprints: boxes and slanted ones, of any size, anywhere, across 180 and around a pole. */
  private static Arbitrary<Geometry> place() {
    Arbitrary<Geometry> box =
        Combinators.combine(degrees(180), degrees(90), size(), size(), Arbitraries.of(0, 1))
            .as(
                (x, y, w, h, slant) ->
                    quad(x, y, Math.min(x + w, 180), Math.min(y + h, 90), slant));
    Arbitrary<Geometry> across =
        Combinators.combine(degrees(85), size(), size())
            .as((y, w, h) -> across(180 - w, w - 180, y, Math.min(y + h, 90)));
    Arbitrary<Geometry> pole = degrees(3).map(d -> quad(-180, 87 + d / 3, 180, 90, 0));
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(6, box),
        net.jqwik.api.Tuple.of(2, across),
        net.jqwik.api.Tuple.of(1, pole));
  }

  private static Arbitrary<Double> degrees(int most) {
    return Arbitraries.integers().between(-most * 2 + 1, most * 2 - 1).map(n -> n / 2.0);
  }

  private static Arbitrary<Double> size() {
    return Arbitraries.of(1e-6, 0.5, 2.0, 2.5, 30.0, 170.0);
  }

  private static Polygon quad(double west, double south, double east, double north, int slant) {
    double shift = slant * (east - west) / 4;
    return WGS84.createPolygon(
        new Coordinate[] {
          new Coordinate(west, south),
          new Coordinate(east - shift, south),
          new Coordinate(east, north),
          new Coordinate(west + shift, north),
          new Coordinate(west, south)
        });
  }

  private static Geometry across(double west, double east, double south, double north) {
    return WGS84.createMultiPolygon(
        new Polygon[] {quad(west, south, 180, north, 0), quad(-180, south, east, north, 0)});
  }

  /** Areas as clients ask for: boxes, also with west beyond east, triangles, points. */
  static Arbitrary<Geometry> area() {
    Arbitrary<Geometry> triangle =
        Combinators.combine(degrees(170), degrees(80), size())
            .as(
                (x, y, s) ->
                    WGS84.createPolygon(
                        new Coordinate[] {
                          new Coordinate(x, y),
                          new Coordinate(Math.min(x + s, 180), y),
                          new Coordinate(x, Math.min(y + s, 90)),
                          new Coordinate(x, y)
                        }));
    Arbitrary<Geometry> point =
        Combinators.combine(degrees(180), degrees(90))
            .as((x, y) -> WGS84.createPoint(new Coordinate(x, y)));
    return Arbitraries.oneOf(place(), place(), triangle, point);
  }

  static Arbitrary<SceneQuery> query() {
    return Combinators.combine(
            area().optional(0.5), filter(3), orders(), Arbitraries.of(1, 2, 7, 50))
        .as(
            (area, filter, order, limit) ->
                new SceneQuery(area, filter, order, Optional.empty(), limit));
  }

  private static Arbitrary<List<SceneOrder>> orders() {
    Arbitrary<SceneOrder> order =
        Combinators.combine(Arbitraries.of(SceneProperty.values()), Arbitraries.of(true, false))
            .as(SceneOrder::new);
    return Arbitraries.oneOf(Arbitraries.just(SceneOrder.NEWEST_FIRST), order.list().ofMaxSize(3));
  }

  static Arbitrary<SceneFilter> filter(int depth) {
    Arbitrary<SceneFilter> leaf =
        Arbitraries.oneOf(
            compare(TEXTS, text().map(t -> t == null ? "LC08_3" : t)),
            compare(NUMBERS, number()),
            compare(TIMES, time()),
            compareProperties(),
            Combinators.combine(Arbitraries.of(TEXTS), pattern()).as(SceneFilter.Like::new),
            Arbitraries.of(SceneProperty.values()).map(SceneFilter.IsNull::new),
            in(),
            area().map(SceneFilter.Intersects::new));
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<List<SceneFilter>> inner =
        Arbitraries.lazy(() -> filter(depth - 1)).list().ofMaxSize(3);
    return Arbitraries.oneOf(
        leaf,
        leaf,
        inner.map(SceneFilter.And::new),
        inner.map(SceneFilter.Or::new),
        Arbitraries.lazy(() -> filter(depth - 1)).map(SceneFilter.Not::new));
  }

  private static Arbitrary<SceneFilter> compare(
      List<SceneProperty> properties, Arbitrary<? extends Object> values) {
    return Combinators.combine(
            Arbitraries.of(properties), Arbitraries.of(ComparisonOperator.values()), values)
        .as(SceneFilter.Compare::new);
  }

  private static Arbitrary<SceneFilter> compareProperties() {
    return Arbitraries.of(List.of(TEXTS, NUMBERS))
        .flatMap(
            kind ->
                Combinators.combine(
                        Arbitraries.of(kind),
                        Arbitraries.of(ComparisonOperator.values()),
                        Arbitraries.of(kind))
                    .as(SceneFilter.CompareProperties::new));
  }

  private static Arbitrary<SceneFilter> in() {
    return Arbitraries.oneOf(
        Combinators.combine(
                Arbitraries.of(TEXTS),
                text().map(t -> (Object) (t == null ? "LE07" : t)).list().ofMaxSize(3))
            .as(SceneFilter.In::new),
        Combinators.combine(
                Arbitraries.of(NUMBERS), number().map(n -> (Object) n).list().ofMaxSize(3))
            .as(SceneFilter.In::new));
  }

  private static Arbitrary<String> pattern() {
    return Arbitraries.of(
        "%",
        "_", "L%", "%1%", "LC08\\_%", "a\\%b", "a\\\\b", "a\\b", "%\\", "", "_é%", "ß", "L\\%\\_%");
  }
}
