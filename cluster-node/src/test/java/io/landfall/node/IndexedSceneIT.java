package io.landfall.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.landfall.index.SceneIndex;
import io.landfall.index.geo.Footprints;
import io.landfall.index.load.SceneLoad;
import io.landfall.index.postgres.SearchSettings;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneQuery;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import io.landfall.landsat.Wrs2;
import io.landfall.node.cli.CommandLineRunner;
import io.landfall.node.cli.ExitCodes;
import io.landfall.node.config.Configuration;
import io.landfall.node.demo.TinyScene;
import io.landfall.node.embedded.RuntimeFile;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.node.wiring.RunningService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Geometry;

/** A whole service over an index whose scenes a web server has. */
class IndexedSceneIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = DocumentedHttpClient.followingRedirects();
  private static final String ID = "LC08_L1TP_022034_20260411_20260420_02_T1";
  private static final String CLOSED = "LC08_L1TP_022034_20260410_20260420_02_T1";
  private static final String BARE = "LC08_L1TP_022034_20260409_20260420_02_T1";

  @TempDir static Path temp;
  private static final List<String> REQUESTS = new CopyOnWriteArrayList<>();
  private static HttpServer web;
  private static Path scene;
  private static RunningService service;
  private static Database database;
  private static String token;

  @BeforeAll
  static void start() throws IOException {
    scene = TinyScene.write(temp.resolve("web"), ID);
    Files.writeString(scene.resolve(ID + "_MTL.json"), metadata());
    web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.createContext("/", IndexedSceneIT::answer);
    web.start();
    var config =
        Configuration.load(
            Map.of(
                "landfall.data-dir", temp.resolve("data").toString(),
                "landfall.api.port", 0,
                "landfall.source.allowed-hosts", List.of("127.0.0.1:" + port())),
            Map.of(),
            temp);
    service = RunningService.startOwning(config);
    token = service.localToken().orElseThrow();
    database =
        Database.connect(
            RuntimeFile.find(temp.resolve("data")).orElseThrow().database(),
            DatabaseSettings.from(config));
    load(3.5);
  }

  @AfterAll
  static void stop() {
    database.close();
    service.close();
    web.stop(0);
  }

  private static void load(double cloudCover) {
    try (SceneLoad load =
        SceneIndex.openLoads(database.dataSource()).begin("list", "clouds " + cloudCover)) {
      load.add(listed(ID, "127.0.0.1", cloudCover));
      load.add(listed(CLOSED, "localhost", cloudCover));
      load.add(listed(BARE, "127.0.0.1", cloudCover));
      load.merge(true);
    }
  }

  private static LandsatScene listed(String id, String host, double cloudCover) {
    return new LandsatScene(
        id,
        null,
        Instant.parse(
            "%s-%s-%sT16:30:00Z"
                .formatted(id.substring(17, 21), id.substring(21, 23), id.substring(23, 25))),
        cloudCover,
        22,
        34,
        "L1TP",
        2,
        "T1",
        null,
        "http://%s:%d/%s/index.html".formatted(host, port(), id),
        null,
        Wrs2.footprint(22, 34),
        FootprintSource.WRS2_FRAME);
  }

  private static String metadata() {
    return """
    {"LANDSAT_METADATA_FILE": {"PRODUCT_CONTENTS": {"LANDSAT_PRODUCT_ID": "%s"},
     "IMAGE_ATTRIBUTES": {"SPACECRAFT_ID": "LANDSAT_8", "SUN_ELEVATION": "55.5", "SUN_AZIMUTH": "140.25"},
     "PROJECTION_ATTRIBUTES": {
      "CORNER_UL_LAT_PRODUCT": "38", "CORNER_UL_LON_PRODUCT": "-88",
      "CORNER_UR_LAT_PRODUCT": "38", "CORNER_UR_LON_PRODUCT": "-85.5",
      "CORNER_LL_LAT_PRODUCT": "36", "CORNER_LL_LON_PRODUCT": "-88",
      "CORNER_LR_LAT_PRODUCT": "36", "CORNER_LR_LON_PRODUCT": "-85.5"}}}
    """
        .formatted(ID);
  }

  @Test
  void aSceneOfTheIndexIsExportedWithItsPixels() throws Exception {
    JsonNode export = ended(submit(ID));
    assertThat(export.path("status").asText()).as(export::toPrettyString).isEqualTo("SUCCESS");
    String name = export.at("/result/files/0/name").asText();
    HttpResponse<byte[]> download =
        HTTP.send(
            request("/v1/exports/%s/files/%s".formatted(export.path("id").asText(), name)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    Path file = Files.write(temp.resolve("out.tif"), download.body());
    assertThat(checksum(file)).isEqualTo(checksum(scene.resolve(ID + "_B4.TIF"))).isPositive();
  }

  @Test
  void aSceneOnAHostThatIsClosedToStrangersIsNotRead() throws Exception {
    JsonNode export = ended(submit(CLOSED));
    assertThat(export.path("status").asText()).isEqualTo("ERROR");
    assertThat(export.toString()).contains("not-allowed").contains("not on the open internet");
  }

  @Test
  void aSceneThatTheIndexDoesNotKnowIsRefusedAsBefore() throws Exception {
    JsonNode export = ended(submit("LC08_L1TP_022034_20260412_20260420_02_T1"));
    assertThat(export.path("status").asText()).isEqualTo("ERROR");
    assertThat(export.toString()).contains("no import folder");
  }

  @Test
  void itsCornersAreFetchedOnceAndStay() throws Exception {
    JsonNode first = fetchMetadata();
    assertThat(first.path("found").asInt()).isEqualTo(1);
    assertThat(first.path("missing").asInt()).isEqualTo(1);
    assertThat(first.path("failed").asInt()).isEqualTo(1); // its host is closed to strangers
    assertCornersAreKnown(3.5);

    load(4.5); // the list does not know them, and must not take them away
    assertCornersAreKnown(4.5);

    REQUESTS.clear();
    assertThat(fetchMetadata().path("asked").asInt()).isEqualTo(1);
    assertThat(REQUESTS).isEmpty();
    assertThat(fetchMetadata("--again").path("missing").asInt()).isEqualTo(1);
    assertThat(REQUESTS).hasSize(2).allMatch(path -> path.contains(BARE));
  }

  private static void assertCornersAreKnown(double cloudCover) {
    var catalogue =
        SceneIndex.openCatalogue(
            database.dataSource(), new SearchSettings(Duration.ofSeconds(5), 2));
    LandsatScene found = catalogue.find(ID).orElseThrow().listed();
    assertThat(found.footprintSource()).isEqualTo(FootprintSource.CORNERS);
    assertThat(found.footprint().equalsTopo(Footprints.ofBox(-88, 36, -85.5, 38))).isTrue();
    assertThat(found.sun()).isEqualTo(new LandsatScene.SunPosition(55.5, 140.25));
    assertThat(found.cloudCover()).isEqualTo(cloudCover);
    // in the corner of the image, where the slanted frame of path and row is not
    Geometry corner = Footprints.ofBox(-87.99, 36.01, -87.98, 36.02);
    assertThat(Wrs2.footprint(22, 34).intersects(corner)).isFalse();
    var query =
        new SceneQuery(
            Optional.of(corner),
            SceneFilter.ALL,
            SceneQuery.SceneOrder.NEWEST_FIRST,
            Optional.empty(),
            10);
    assertThat(catalogue.search(query).scenes())
        .extracting(scene -> scene.id())
        .containsExactly(ID);
  }

  private static JsonNode fetchMetadata(String... more) throws IOException {
    Path settings = temp.resolve("metadata.conf");
    Files.writeString(
        settings, "landfall.source.allowed-hosts = [\"127.0.0.1:%d\"]".formatted(port()));
    System.setProperty("config.file", settings.toString());
    try {
      String[] command = {
        "landsat_metadata", "--json", "--data-dir", temp.resolve("data").toString()
      };
      return JSON.readTree(printed(ExitCodes.SERVICE, join(command, more)));
    } finally {
      System.clearProperty("config.file");
    }
  }

  private static String[] join(String[] a, String[] b) {
    return java.util.stream.Stream.of(a, b)
        .flatMap(java.util.Arrays::stream)
        .toArray(String[]::new);
  }

  private static int checksum(Path file) throws IOException {
    return JSON.readTree(printed(0, "info", "--json", "--checksum", file.toString()))
        .at("/bands/0/checksum")
        .asInt(-1);
  }

  private static String printed(int code, String... command) {
    PrintStream before = System.out;
    var printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      assertThat(CommandLineRunner.execute(command)).isEqualTo(code);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static String submit(String id) throws Exception {
    String body = "{\"source\": {\"scenes\": [\"%s\"], \"bands\": [\"red\"]}}".formatted(id);
    HttpResponse<String> answer =
        await()
            .atMost(Duration.ofSeconds(30))
            .until(
                () ->
                    HTTP.send(
                        request("/v1/exports")
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                        HttpResponse.BodyHandlers.ofString()),
                one -> one.statusCode() != 503);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return JSON.readTree(answer.body()).path("id").asText();
  }

  private static JsonNode ended(String id) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                JSON.readTree(
                    HTTP.send(
                            request("/v1/exports/" + id).build(),
                            HttpResponse.BodyHandlers.ofString())
                        .body()),
            export -> Set.of("SUCCESS", "ERROR").contains(export.path("status").asText()));
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(service.url().orElseThrow() + path))
        .header("Authorization", "Bearer " + token);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      REQUESTS.add(path);
      Path file = temp.resolve("web").resolve(path.substring(1));
      if (!Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] all = Files.readAllBytes(file);
      exchange.getResponseHeaders().add("ETag", "\"%d\"".formatted(all.length));
      String asked = exchange.getRequestHeaders().getFirst("Range");
      if (asked == null) {
        exchange.sendResponseHeaders(200, all.length);
        exchange.getResponseBody().write(all);
        return;
      }
      String[] range = asked.replace("bytes=", "").split("-");
      int from = Integer.parseInt(range[0]);
      int end = Math.min(all.length, Integer.parseInt(range[1]) + 1);
      exchange
          .getResponseHeaders()
          .add("Content-Range", "bytes %d-%d/%d".formatted(from, end - 1, all.length));
      exchange.sendResponseHeaders(206, end - from);
      exchange.getResponseBody().write(all, from, end - from);
    }
  }

  private static int port() {
    return web.getAddress().getPort();
  }
}
