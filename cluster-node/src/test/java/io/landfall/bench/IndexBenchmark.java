package io.landfall.bench;

import io.landfall.index.SceneIndex;
import io.landfall.index.load.SceneLoad;
import io.landfall.index.postgres.SearchSettings;
import io.landfall.index.query.IndexedScene;
import io.landfall.index.query.SceneCatalogue;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneProperty;
import io.landfall.index.query.SceneQuery;
import io.landfall.index.query.SceneQuery.SceneOrder;
import io.landfall.ingest.list.SceneListReader;
import io.landfall.ingest.list.SceneListRow;
import io.landfall.landsat.LandsatScene;
import io.landfall.node.embedded.DatabaseEndpoint;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.node.schema.DatabaseUrl;
import io.landfall.node.schema.Schema;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;

/**
 * Loads a list of {@code make-scene-list} into an empty database, loads it again unchanged, and
 * searches. Arguments: {@code postgres://...}, the list; see src/bench/index.sh.
 */
final class IndexBenchmark {
  private static final GeometryFactory WGS84 = new GeometryFactory();
  private static final int CHUNK = 100_000;
  private final Path sceneList;
  private final Database database;
  private final Database searches;
  private final SearchSettings settings = new SearchSettings(Duration.ofSeconds(30), 8);

  private IndexBenchmark(String url, Path sceneList) {
    this.sceneList = sceneList;
    DatabaseEndpoint address = DatabaseUrl.parse(url);
    Duration timeout = Duration.ofSeconds(60);
    var pool = new DatabaseSettings("", 8, timeout, timeout, timeout);
    database = Database.connect(address, pool);
    new Schema(database).migrateUp();
    searches = Database.connectBeside(address, pool, "search", 8);
  }

  public static void main(String[] args) throws IOException {
    var bench = new IndexBenchmark(args[0], Path.of(args[1]));
    List<String> parts = Arrays.asList(args).subList(2, args.length);
    if (parts.isEmpty() || parts.contains("load")) {
      bench.load("first load", "1");
      bench.load("the same again, as another version", "2");
    }
    if (parts.isEmpty() || parts.contains("search")) {
      bench.search();
    }
    if (parts.isEmpty() || parts.contains("queryables")) {
      bench.searchByQueryables();
    }
    if (parts.isEmpty() || parts.contains("check")) {
      bench.check();
    }
    bench.searches.close();
    bench.database.close();
  }

  private void load(String what, String version) throws IOException {
    long start = System.nanoTime();
    long[] lines = {0};
    try (SceneLoad load = SceneIndex.openLoads(database.dataSource()).begin("bench", version)) {
      double begun = seconds(start);
      try (var reader =
          SceneListReader.open(
              Files.newInputStream(sceneList), sceneList.toString(), load::addUnchanged)) {
        for (var row = reader.next(); row.isPresent(); row = reader.next()) {
          if (row.get() instanceof SceneListRow.ValidRow good) {
            load.add(good.scene(), good.digest());
          }
          if (++lines[0] % CHUNK == 0) {
            load.checkpoint(lines[0]);
          }
        }
      }
      load.checkpoint(lines[0]);
      double staged = seconds(start);
      double[] searchable = {0};
      SceneLoad.MergeCounts merged = load.merge(true, () -> searchable[0] = seconds(start));
      double all = seconds(start);
      print(
          "%-40s %6.2f s %8.0f rows/s (begun %.2f s, staged %.2f s, merged %.2f s) %s%s",
          what,
          all,
          lines[0] / all,
          begun,
          staged - begun,
          all - staged,
          merged,
          searchable[0] == 0
              ? ""
              : String.format(
                  Locale.ROOT,
                  ", found by place, time and id after %.2f s, %.0f rows/s",
                  searchable[0],
                  lines[0] / searchable[0]));
    }
  }

  private void read(Consumer<LandsatScene> consumer) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(sceneList)) {
      reader.readLine();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        consumer.accept(scene(line.split(",")));
      }
    }
  }

  private static LandsatScene scene(String[] value) {
    Double cloud = Double.valueOf(value[3]);
    return new LandsatScene(
        value[0],
        value[1],
        time(value[2]),
        cloud < 0 ? null : cloud,
        Integer.parseInt(value[5]),
        Integer.parseInt(value[6]),
        value[4],
        1,
        value[0].substring(value[0].length() - 2),
        null,
        value[11],
        null,
        box(number(value[8]), number(value[7]), number(value[10]), number(value[9])),
        LandsatScene.FootprintSource.BOUNDING_BOX);
  }

  /** {@code 2013-04-11 10:20:30.123456}, by its places. */
  private static Instant time(String text) {
    long day =
        LocalDate.of(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)).toEpochDay();
    int second = digits(text, 11, 13) * 3600 + digits(text, 14, 16) * 60 + digits(text, 17, 19);
    return Instant.ofEpochSecond(day * 86_400 + second, digits(text, 20, 26) * 1000L);
  }

  private static int digits(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }

  private static double number(String text) {
    return Double.parseDouble(text);
  }

  /** A box; of two parts where west is beyond east. */
  private static Geometry box(double west, double south, double east, double north) {
    return west <= east
        ? ring(west, south, east, north)
        : WGS84.createMultiPolygon(
            new Polygon[] {ring(west, south, 180, north), ring(-180, south, east, north)});
  }

  private static Polygon ring(double west, double south, double east, double north) {
    return WGS84.createPolygon(
        new Coordinate[] {
          new Coordinate(west, south),
          new Coordinate(east, south),
          new Coordinate(east, north),
          new Coordinate(west, north),
          new Coordinate(west, south)
        });
  }

  /** One question, so that brute force can answer it from the same values. */
  private record SearchQuestion(Envelope box, Instant from, Instant to, double cloud) {
    /** As the peer asks: 0.5 to 4 degrees, 30 to 365 days. */
    static SearchQuestion random(Random random, double widest) {
      double west = -120 + random.nextDouble() * 270;
      double south = -40 + random.nextDouble() * 100;
      double width = 0.5 + random.nextDouble() * (widest - 0.5);
      Instant from =
          Instant.parse("2013-04-11T00:00:00Z").plus(Duration.ofDays(random.nextInt(3800)));
      return new SearchQuestion(
          new Envelope(west, Math.min(180, west + width), south, Math.min(90, south + width)),
          from,
          from.plus(Duration.ofDays(30 + random.nextInt(336))),
          10 + random.nextInt(51));
    }

    SceneQuery query(int limit) {
      return new SceneQuery(
          Optional.of(WGS84.toGeometry(box)),
          new SceneFilter.And(
              List.of(
                  compare(
                      SceneProperty.ACQUIRED,
                      SceneFilter.ComparisonOperator.GREATER_OR_EQUAL,
                      from),
                  compare(SceneProperty.ACQUIRED, SceneFilter.ComparisonOperator.LESS_OR_EQUAL, to),
                  compare(
                      SceneProperty.CLOUD_COVER,
                      SceneFilter.ComparisonOperator.LESS_OR_EQUAL,
                      cloud))),
          SceneOrder.NEWEST_FIRST,
          Optional.empty(),
          limit);
    }
  }

  private static SceneFilter compare(
      SceneProperty property, SceneFilter.ComparisonOperator operator, Object value) {
    return new SceneFilter.Compare(property, operator, value);
  }

  private void search() {
    SceneCatalogue catalogue = SceneIndex.openCatalogue(searches.dataSource(), settings);
    var random = new Random(7);
    measure(
        "warm up", 2000, 2, () -> catalogue.search(SearchQuestion.random(random, 4).query(100)));
    for (int clients : new int[] {1, 2, 8}) {
      measure(
          "search of 0.5 to 4 degrees, %d clients".formatted(clients),
          4000,
          clients,
          () -> catalogue.search(SearchQuestion.random(random, 4).query(100)));
    }
    measure(
        "search of 20 to 90 degrees",
        300,
        1,
        () -> catalogue.search(SearchQuestion.random(random, 90).query(100)));
    measure(
        "no box, no time",
        300,
        1,
        () ->
            catalogue.search(
                new SceneQuery(
                    Optional.empty(),
                    SceneFilter.ALL,
                    SceneOrder.NEWEST_FIRST,
                    Optional.empty(),
                    100)));
  }

  /** Each kind of condition with other values each time, newest first, 10 a page. */
  private void searchByQueryables() {
    SceneCatalogue catalogue = SceneIndex.openCatalogue(searches.dataSource(), settings);
    var random = new Random(13);
    List<IndexedScene> some =
        catalogue
            .search(
                new SceneQuery(
                    Optional.empty(),
                    compare(
                        SceneProperty.CLOUD_COVER,
                        SceneFilter.ComparisonOperator.GREATER_OR_EQUAL,
                        (double) random.nextInt(90)),
                    SceneOrder.NEWEST_FIRST,
                    Optional.empty(),
                    1000))
            .scenes();
    Supplier<LandsatScene> scene = () -> some.get(random.nextInt(some.size())).listed();
    Map<String, Supplier<SceneFilter>> kinds = new LinkedHashMap<>();
    kinds.put("path and row", () -> pathAndRow(scene.get()));
    kinds.put("path", () -> equal(SceneProperty.PATH, (double) scene.get().path()));
    kinds.put("row", () -> equal(SceneProperty.ROW, (double) scene.get().row()));
    kinds.put("satellite", () -> equal(SceneProperty.PLATFORM, "landsat-8"));
    kinds.put("satellite without scenes", () -> equal(SceneProperty.PLATFORM, "landsat-4"));
    kinds.put("scene", () -> equal(SceneProperty.ENTITY_ID, scene.get().entityId()));
    kinds.put("start of the scene", () -> like(SceneProperty.ENTITY_ID, scene.get().entityId(), 9));
    kinds.put("start of the id to the path", () -> like(SceneProperty.ID, scene.get().id(), 13));
    kinds.put("start of the id to the day", () -> like(SceneProperty.ID, scene.get().id(), 25));
    kinds.put("level", () -> equal(SceneProperty.LEVEL, scene.get().level()));
    kinds.put("level without scenes", () -> equal(SceneProperty.LEVEL, "L1GS"));
    kinds.put("tier", () -> equal(SceneProperty.CATEGORY, scene.get().category()));
    kinds.put("collection without scenes", () -> equal(SceneProperty.COLLECTION, 2.0));
    kinds.put("clouds", () -> equal(SceneProperty.CLOUD_COVER, scene.get().cloudCover()));
    kinds.forEach(
        (name, filter) -> {
          for (SceneProperty first : List.of(SceneProperty.ACQUIRED, SceneProperty.CLOUD_COVER)) {
            boolean newest = first == SceneProperty.ACQUIRED;
            List<SceneOrder> order = new ArrayList<>(List.of(new SceneOrder(first, newest)));
            if (!newest) {
              order.addAll(SceneOrder.NEWEST_FIRST);
            }
            measure(
                name + (newest ? "" : ", by clouds"),
                200,
                1,
                () ->
                    catalogue.search(
                        new SceneQuery(
                            Optional.empty(), filter.get(), order, Optional.empty(), 10)));
          }
        });
  }

  private static SceneFilter pathAndRow(LandsatScene scene) {
    return new SceneFilter.And(
        List.of(
            equal(SceneProperty.PATH, (double) scene.path()),
            equal(SceneProperty.ROW, (double) scene.row())));
  }

  private static SceneFilter equal(SceneProperty property, Object value) {
    return new SceneFilter.Compare(property, SceneFilter.ComparisonOperator.EQUAL, value);
  }

  private static SceneFilter like(SceneProperty property, String text, int characters) {
    return new SceneFilter.Like(property, text.substring(0, characters) + "%");
  }

  private static void measure(String what, int times, int clients, Runnable question) {
    long[] nanos = new long[times];
    var next = new java.util.concurrent.atomic.AtomicInteger();
    CompletableFuture.allOf(
            IntStream.range(0, clients)
                .mapToObj(
                    c ->
                        CompletableFuture.runAsync(
                            () -> {
                              for (int i = next.getAndIncrement();
                                  i < times;
                                  i = next.getAndIncrement()) {
                                long start = System.nanoTime();
                                question.run();
                                nanos[i] = System.nanoTime() - start;
                              }
                            },
                            task -> new Thread(task).start()))
                .toArray(CompletableFuture[]::new))
        .join();
    Arrays.sort(nanos);
    print(
        "%-40s n=%d p50 %.2f ms p95 %.2f ms p99 %.2f ms max %.1f ms",
        what,
        times,
        nanos[times / 2] / 1e6,
        nanos[times * 95 / 100] / 1e6,
        nanos[times * 99 / 100] / 1e6,
        nanos[times - 1] / 1e6);
  }

  /** Asks 1,000 random questions and compares with a walk through the list. */
  private void check() throws IOException {
    var random = new Random(11);
    List<SearchQuestion> questions =
        IntStream.range(0, 1000).mapToObj(i -> SearchQuestion.random(random, 4)).toList();
    List<List<LandsatScene>> expected = new ArrayList<>();
    questions.forEach(q -> expected.add(new ArrayList<>()));
    read(
        scene -> {
          for (int i = 0; i < questions.size(); i++) {
            if (matches(questions.get(i), scene)) {
              expected.get(i).add(scene);
            }
          }
        });
    SceneCatalogue catalogue = SceneIndex.openCatalogue(searches.dataSource(), settings);
    int different = 0;
    long found = 0;
    for (int i = 0; i < questions.size(); i++) {
      List<String> wanted =
          expected.get(i).stream()
              .sorted(
                  Comparator.comparing(LandsatScene::acquired)
                      .thenComparing(LandsatScene::id)
                      .reversed())
              .map(LandsatScene::id)
              .toList();
      List<String> got =
          catalogue.search(questions.get(i).query(10_000)).scenes().stream()
              .map(IndexedScene::id)
              .toList();
      found += got.size();
      different += got.equals(wanted) ? 0 : 1;
    }
    print("1,000 questions, %d scenes found, %d answers differ from brute force", found, different);
    if (different > 0) {
      throw new IllegalStateException("answers differ");
    }
  }

  private static boolean matches(SearchQuestion question, LandsatScene scene) {
    if (scene.cloudCover() == null
        || scene.cloudCover() > question.cloud()
        || scene.acquired().isBefore(question.from())
        || scene.acquired().isAfter(question.to())) {
      return false;
    }
    for (int i = 0; i < scene.footprint().getNumGeometries(); i++) {
      if (scene.footprint().getGeometryN(i).getEnvelopeInternal().intersects(question.box())) {
        return true; // all footprints are boxes
      }
    }
    return false;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
