package io.landfall.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.Config;
import io.landfall.index.SceneIndex;
import io.landfall.index.load.SceneLoad;
import io.landfall.ingest.list.SceneListReader;
import io.landfall.ingest.list.SceneListRow;
import io.landfall.node.config.Configuration;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.TestDatabase;
import io.landfall.node.wiring.RunningService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * bf-ia-broker's paths of a whole service on the PostgreSQL of tests, with the scenes of two real
 * lists; truth is the lists' own columns.
 */
class BrokerIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = DocumentedHttpClient.create();
  private static final List<String> LISTS =
      List.of("aws_scene_list_C1_reconstructed.csv", "aws_scene_list_C0_reconstructed_a.csv");

  @TempDir static Path temp;
  private static TestDatabase target;
  private static RunningService service;
  private static HttpServer planet;
  private static final List<BrokerSceneRow> ROWS = new ArrayList<>();

  /** A row as it stands in its list. */
  private record BrokerSceneRow(
      String id,
      String entityId,
      String acquired,
      double clouds,
      double west,
      double south,
      double east,
      double north,
      String url) {
    boolean touches(double[] box) {
      return west <= box[2] && east >= box[0] && south <= box[3] && north >= box[1];
    }
  }

  @BeforeAll
  static void start() throws IOException {
    ROWS.clear(); // a test that fails runs again in the same JVM
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set");
    planet = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    planet.start();
    target = TestDatabase.migrated();
    Config config =
        Configuration.load(
            Map.of(
                "landfall.data-dir",
                temp.toString(),
                "landfall.database.url",
                target.url(),
                "landfall.api.port",
                0),
            Map.of("PL_API_URL", "http://127.0.0.1:" + planet.getAddress().getPort()),
            temp);
    service = RunningService.startOwning(config);
    try (Database database = target.connect(4)) {
      for (String list : LISTS) {
        Path file = Path.of(data, "index", list);
        ROWS.addAll(rows(file));
        load(database, file);
      }
    }
    ROWS.sort(
        Comparator.comparing(BrokerSceneRow::acquired)
            .thenComparing(BrokerSceneRow::id)
            .reversed());
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
      target.close();
      planet.stop(0);
    }
  }

  private static void load(Database database, Path file) throws IOException {
    try (SceneLoad load = SceneIndex.openLoads(database.dataSource()).begin(file.toString(), "1");
        var reader = SceneListReader.open(Files.newInputStream(file), file.toString())) {
      for (Optional<SceneListRow> row = reader.next(); row.isPresent(); row = reader.next()) {
        if (row.get() instanceof SceneListRow.ValidRow good) {
          load.add(good.scene());
        }
      }
      load.checkpoint(1);
      load.merge(true);
    }
  }

  private static List<BrokerSceneRow> rows(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<String> names = List.of(lines.get(0).split(","));
    Map<String, BrokerSceneRow> rows = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = List.of(line.split(","));
      Function<String, String> cell = name -> cells.get(names.indexOf(name));
      String entity = cell.apply("entityId");
      String id = names.contains("productId") ? cell.apply("productId") : entity;
      rows.put(
          id,
          new BrokerSceneRow(
              id,
              entity,
              cell.apply("acquisitionDate"),
              Double.parseDouble(cell.apply("cloudCover")),
              Double.parseDouble(cell.apply("min_lon")),
              Double.parseDouble(cell.apply("min_lat")),
              Double.parseDouble(cell.apply("max_lon")),
              Double.parseDouble(cell.apply("max_lat")),
              cell.apply("download_url")));
    }
    return new ArrayList<>(rows.values());
  }

  @Test
  void searchesFindWhatTheListsColumnsSay() throws Exception {
    List<BrokerSceneRow> apart =
        ROWS.stream().filter(row -> row.east() - row.west() < 180).toList();
    Random random = new Random(5);
    int found = 0;
    for (int i = 0; i < 60; i++) {
      BrokerSceneRow near = apart.get(random.nextInt(apart.size()));
      double[] box = {
        near.west() - 1, near.south() - random.nextDouble(), near.west(), near.north()
      };
      double clouds = random.nextInt(101);
      String query =
          "bbox=%s,%s,%s,%s&cloudCover=%s&limit=1000"
              .formatted(box[0], box[1], box[2], box[3], clouds);
      List<String> expected =
          apart.stream()
              .filter(row -> row.clouds() >= 0 && row.clouds() <= clouds && row.touches(box))
              .map(BrokerSceneRow::id)
              .toList();
      List<String> ids = ids(json("/localindex/discover/landsat_pds?" + query));
      ids.removeIf(id -> apart.stream().noneMatch(row -> row.id().equals(id)));
      assertThat(ids).as(query).containsExactlyInAnyOrderElementsOf(expected);
      found += ids.size();
    }
    assertThat(found).isGreaterThan(30);
  }

  @Test
  void pagesGiveEveryVisibleSceneOnceNewestFirst() throws Exception {
    List<String> seen = new ArrayList<>();
    List<String> times = new ArrayList<>();
    String next = "/local_index/discover/landsat?limit=7";
    while (next != null) {
      JsonNode page = json(next);
      page.get("features").forEach(f -> times.add(f.at("/properties/acquiredDate").asText()));
      seen.addAll(ids(page));
      next = page.has("links") ? page.at("/links/0/href").asText() : null;
    }
    assertThat(seen)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            ROWS.stream().filter(row -> row.clouds() >= 0).map(BrokerSceneRow::id).toList());
    assertThat(times.stream().map(Instant::parse).toList())
        .isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  void oneSceneIsWhatItsRowSays() throws Exception {
    for (BrokerSceneRow row : List.of(ROWS.get(0), ROWS.get(ROWS.size() - 1))) {
      JsonNode feature = json("/localindex/landsat_pds/" + row.id());
      assertThat(feature.get("id").asText()).isEqualTo(row.id());
      assertThat(feature.at("/properties/cloudCover").asDouble()).isEqualTo(row.clouds());
      assertThat(feature.at("/properties/acquiredDate").asText())
          .isEqualTo(row.acquired().replace(' ', 'T').replaceFirst("\\.?0*$", "") + "Z");
      String folder = row.url().replace("index.html", "");
      assertThat(feature.at("/properties/bands/tirs2").asText())
          .isEqualTo(folder + row.id() + "_B11.TIF");
      var preview = get("/localindex/preview/landsat_pds/" + row.id() + ".jpg");
      assertThat(preview.statusCode()).isEqualTo(302);
      assertThat(preview.headers().firstValue("Location"))
          .contains(folder + row.id() + "_thumb_large.jpg");
    }
  }

  @Test
  void planetsLandsatHasTheBandsOfTheIndex() throws Exception {
    BrokerSceneRow row =
        ROWS.stream().filter(r -> r.id().startsWith("LC08_L1TP")).findFirst().orElseThrow();
    planet.createContext(
        "/data/v1/item-types/Landsat8L1G/items/" + row.entityId(),
        exchange -> {
          byte[] item =
              """
              {"id": "%s", "geometry": {"type": "Polygon",
                "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
               "properties": {"acquired": "2019-01-31T18:22:43Z", "data_type": "L1TP"}}\
              """
                  .formatted(row.entityId())
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, item.length);
          exchange.getResponseBody().write(item);
          exchange.close();
        });
    JsonNode feature = json("/planet/landsat/" + row.entityId() + "?PL_API_KEY=k");
    assertThat(feature.at("/properties/bands/coastal").asText())
        .isEqualTo(row.url().replace("index.html", "") + row.id() + "_B1.TIF");
  }

  @Test
  void noParameterReachesTheDatabaseAsMoreThanAValue() throws Exception {
    int before = ids(json("/localindex/discover/landsat_pds?limit=1000")).size();
    for (String bad :
        List.of(
            "' OR '1'='1",
            "'; DROP TABLE scenes; --",
            "x\u0000y",
            "\ud83d\udef0",
            "%' --",
            "\\",
            "$1",
            "\"",
            "x".repeat(1000))) {
      String encoded = URLEncoder.encode(bad, StandardCharsets.UTF_8).replace("+", "%20");
      assertThat(get("/localindex/landsat_pds/" + encoded).statusCode())
          .as(encoded)
          .isEqualTo(encoded.contains("%00") ? 400 : 404);
      for (String name : List.of("bbox", "cloudCover", "acquiredDate", "limit", "after")) {
        String query = "?" + name + "=" + encoded;
        assertThat(get("/localindex/discover/landsat_pds" + query).statusCode())
            .as(query)
            .isEqualTo(400);
      }
      String cursor =
          JSON.createArrayNode().add("-ACQUIRED").add("2030-01-01T00:00:00Z").add(bad).toString();
      String after =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(cursor.getBytes(StandardCharsets.UTF_8));
      var forged = get("/localindex/discover/landsat_pds?limit=1000&after=" + after);
      assertThat(forged.statusCode()).as(cursor).isIn(200, 400);
    }
    assertThat(ids(json("/localindex/discover/landsat_pds?limit=1000"))).hasSize(before);
  }

  private static List<String> ids(JsonNode collection) {
    List<String> ids = new ArrayList<>();
    collection.get("features").forEach(feature -> ids.add(feature.get("id").asText()));
    return ids;
  }

  private static JsonNode json(String path) throws IOException, InterruptedException {
    var response = get(path);
    assertThat(response.statusCode()).as(path + " " + response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    String url = path.startsWith("http") ? path : service.url().orElseThrow() + path;
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }
}
