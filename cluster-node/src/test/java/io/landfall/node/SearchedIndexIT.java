package io.landfall.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.index.SceneIndex;
import io.landfall.index.load.SceneLoad;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import io.landfall.node.config.Configuration;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.TestDatabase;
import io.landfall.node.wiring.RunningService;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;

/** The STAC API of a whole service over an index of boxes, and the same searches by brute force. */
class SearchedIndexIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();
  private static final int ROWS = 3_000;

  @TempDir static Path temp;
  private static TestDatabase target;
  private static Database direct;
  private static RunningService service;
  private static StacTestClient stac;
  private static final List<SearchedSceneRow> INDEX = new ArrayList<>();

  /** What the oracle knows of a scene; its east may lie beyond 180. */
  private record SearchedSceneRow(
      String id,
      Instant acquired,
      Double clouds,
      int path,
      double west,
      double south,
      double east,
      double north) {
    boolean touches(SearchBox box) {
      return south <= box.north()
          && north >= box.south()
          && List.of(-360, 0, 360).stream()
              .anyMatch(turn -> west + turn <= box.east() && east + turn >= box.west());
    }
  }

  /** A box asked for; its east may lie beyond 180. */
  private record SearchBox(double west, double south, double east, double north) {
    String bbox() {
      return "%s,%s,%s,%s".formatted(west, south, east > 180 ? east - 360 : east, north);
    }
  }

  @BeforeAll
  static void start() {
    INDEX.clear(); // a test that fails runs again in the same JVM
    target = TestDatabase.migrated();
    direct = target.connect(4);
    load("list-a", rows(new Random(5), ROWS, "2015-01-01", 900));
    service =
        RunningService.startOwning(
            Configuration.load(
                Map.of(
                    "landfall.data-dir", temp.resolve("data").toString(),
                    "landfall.database.url", target.url(),
                    "landfall.roles", List.of("api", "control"),
                    "landfall.api.port", 0),
                Map.of(),
                temp));
    stac = new StacTestClient(service.url().orElseThrow());
  }

  @AfterAll
  static void stop() {
    service.close();
    direct.close();
    target.close();
  }

  private static List<SearchedSceneRow> rows(Random random, int count, String from, int days) {
    List<SearchedSceneRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LocalDate day = LocalDate.parse(from).plusDays(random.nextInt(days));
      int path = random.nextInt(233) + 1;
      String date = day.format(DateTimeFormatter.BASIC_ISO_DATE);
      String id = "LC08_L1TP_%03d%03d_%s_%s_01_T1".formatted(path, i % 248 + 1, date, date);
      Instant acquired =
          day.atStartOfDay().plusSeconds(random.nextInt(24) * 3_600L).toInstant(ZoneOffset.UTC);
      Double clouds = random.nextInt(6) == 0 ? null : (double) random.nextInt(101);
      double west = tenth(random, -180, 179);
      double south = tenth(random, -85, 83);
      double east = west + 1 + random.nextInt(4);
      rows.add(new SearchedSceneRow(id, acquired, clouds, path, west, south, east, south + 2));
    }
    return List.copyOf(
        rows.stream()
            .collect(Collectors.toMap(SearchedSceneRow::id, row -> row, (a, b) -> a))
            .values());
  }

  private static double tenth(Random random, int low, int high) {
    return Math.rint((low + random.nextDouble() * (high - low)) * 10) / 10;
  }

  private static void load(String list, List<SearchedSceneRow> rows) {
    try (SceneLoad load = SceneIndex.openLoads(direct.dataSource()).begin(list, "1")) {
      rows.forEach(row -> load.add(listed(row)));
      load.checkpoint(rows.size());
      load.merge(true);
    }
    INDEX.addAll(rows);
  }

  private static LandsatScene listed(SearchedSceneRow row) {
    int pathRow = Integer.parseInt(row.id().substring(13, 16));
    return new LandsatScene(
        row.id(),
        null,
        row.acquired(),
        row.clouds(),
        row.path(),
        pathRow,
        "L1TP",
        1,
        "T1",
        null,
        "https://example.org/" + row.id() + "/index.html",
        null,
        footprint(row),
        FootprintSource.BOUNDING_BOX);
  }

  private static Geometry footprint(SearchedSceneRow row) {
    if (row.east() <= 180) {
      return box(row.west(), row.east(), row);
    }
    Polygon[] halves = {box(row.west(), 180, row), box(-180, row.east() - 360, row)};
    return GEOMETRIES.createMultiPolygon(halves);
  }

  private static Polygon box(double west, double east, SearchedSceneRow row) {
    return (Polygon) GEOMETRIES.toGeometry(new Envelope(west, east, row.south(), row.north()));
  }

  @Test
  void randomSearchesFindWhatASearchByHandFinds() {
    Random random = new Random(7);
    int found = 0;
    for (int i = 0; i < 60; i++) {
      double west = tenth(random, -180, 180);
      double south = tenth(random, -90, 60);
      SearchBox box =
          new SearchBox(west, south, west + random.nextInt(60), south + random.nextInt(30));
      Instant from =
          Instant.parse("2015-01-01T00:00:00Z").plusSeconds(86_400L * random.nextInt(900));
      int clouds = random.nextInt(101);
      List<String> expected =
          byHand(
              row ->
                  row.touches(box)
                      && !row.acquired().isBefore(from)
                      && row.clouds() != null
                      && row.clouds() <= clouds);
      found += expected.size();
      String query =
          "bbox=%s&datetime=%s/..&filter=%s"
              .formatted(box.bbox(), from, StacTestClient.encoded("eo:cloud_cover <= " + clouds));
      assertThat(stac.walk("/stac/search?limit=25&" + query)).as(query).isEqualTo(expected);
    }
    assertThat(found).isGreaterThan(300);
  }

  @Test
  void randomGeometriesFindWhatTheirBoxesFind() {
    Random random = new Random(11);
    int found = 0;
    for (int i = 0; i < 20; i++) {
      double west = tenth(random, -180, 180);
      double south = tenth(random, -90, 60);
      SearchBox box =
          new SearchBox(west, south, west + 1 + random.nextInt(50), south + 1 + random.nextInt(25));
      ObjectNode body = JSON.createObjectNode().put("limit", 1_000);
      body.set("intersects", JSON.valueToTree(Map.of("type", "Polygon", "coordinates", ring(box))));
      body.putArray("sortby").addObject().put("field", "eo:cloud_cover");
      JsonNode page = stac.post(body);
      assertThat(StacTestClient.ids(page)).hasSameElementsAs(byHand(row -> row.touches(box)));
      List<Double> clouds = new ArrayList<>();
      page.get("features")
          .forEach(item -> clouds.add(item.at("/properties/eo:cloud_cover").asDouble(101)));
      assertThat(clouds).isSorted();
      found += clouds.size();
    }
    assertThat(found).isGreaterThan(300);
  }

  @Test
  void aCollectionOfGeometriesFindsWhatAnyOfThemTouches() {
    SearchBox first = new SearchBox(-40, -20, -10, 10);
    SearchBox second = new SearchBox(100, 30, 120, 60);
    ObjectNode collection = JSON.createObjectNode().put("type", "GeometryCollection");
    for (SearchBox box : List.of(first, second)) {
      collection
          .withArray("geometries")
          .addPOJO(Map.of("type", "Polygon", "coordinates", ring(box)));
    }
    collection
        .withArray("geometries")
        .addPOJO(Map.of("type", "Point", "coordinates", List.of(0, 90)));
    ObjectNode body = JSON.createObjectNode().put("limit", 1_000);
    body.set("intersects", collection);
    assertThat(StacTestClient.ids(stac.post(body)))
        .isEqualTo(byHand(row -> row.touches(first) || row.touches(second)))
        .isNotEmpty();
  }

  private static double[][][] ring(SearchBox box) {
    return new double[][][] {
      {
        {box.west(), box.south()},
        {box.east(), box.south()},
        {box.east(), box.north()},
        {box.west(), box.north()},
        {box.west(), box.south()}
      }
    };
  }

  @Test
  void aWalkOverAllPagesWhileAnotherListIsLoadedGivesEachSceneOnce() {
    List<String> before = byHand(row -> true);
    ObjectNode body = JSON.createObjectNode().put("limit", 100);
    body.putObject("fields").putArray("exclude").add("assets").add("geometry");
    List<String> walked = new ArrayList<>();
    for (JsonNode page = stac.post(body); page != null; page = stac.nextPage(page, body)) {
      walked.addAll(StacTestClient.ids(page));
      if (walked.size() == 1_000) {
        load("list-b", rows(new Random(13), 500, "2024-01-01", 300));
      }
    }
    assertThat(walked).isEqualTo(before);
    assertThat(stac.walk("/stac/search?limit=1000&fields=id,-assets"))
        .isEqualTo(byHand(row -> true));
  }

  @Test
  void theCollectionTellsWhatTheIndexHolds() {
    JsonNode extent = stac.get("/stac/collections/landsat").get("extent");
    JsonNode bbox = extent.at("/spatial/bbox/0");
    assertThat(bbox.get(0).asDouble()).isEqualTo(-180); // there are boxes all around
    assertThat(bbox.get(2).asDouble()).isEqualTo(180);
    assertThat(bbox.get(3).asDouble())
        .isEqualTo(INDEX.stream().mapToDouble(SearchedSceneRow::north).max().orElseThrow());
    JsonNode interval = extent.at("/temporal/interval/0");
    assertThat(Instant.parse(interval.get(0).asText()))
        .isEqualTo(
            INDEX.stream()
                .map(SearchedSceneRow::acquired)
                .min(Comparator.naturalOrder())
                .orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; drop table scenes; --",
        "' or '1'='1",
        "\\'; select pg_sleep(10); --",
        "a%' or id like '%",
        "$1",
        "?",
        "\u0000",
        "LC08\uD800"
      })
  void wordsOfSqlAreWordsAndNothingElse(String words) {
    for (String query :
        List.of(
            "ids=" + StacTestClient.encoded(words),
            "filter=" + StacTestClient.encoded("id = '" + words.replace("'", "''") + "'"),
            "filter=" + StacTestClient.encoded("id = " + words),
            "sortby=" + StacTestClient.encoded(words),
            "token=" + StacTestClient.encoded(words),
            "collections=" + StacTestClient.encoded(words))) {
      HttpResponse<String> answer = stac.send("/stac/search?" + query);
      assertThat(answer.statusCode()).as(query + answer.body()).isIn(200, 400);
      if (answer.statusCode() == 200) {
        assertThat(answer.body()).contains("\"numberReturned\":0");
      }
    }
    assertThat(StacTestClient.ids(stac.get("/stac/search?limit=5"))).hasSize(5);
  }

  /** Searches by hand: newest first, then by id, downwards. */
  private static List<String> byHand(Predicate<SearchedSceneRow> wanted) {
    return INDEX.stream()
        .filter(wanted)
        .sorted(
            Comparator.comparing(SearchedSceneRow::acquired)
                .thenComparing(SearchedSceneRow::id)
                .reversed())
        .map(SearchedSceneRow::id)
        .toList();
  }
}
