package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.landfall.ingest.IngestReport;
import io.landfall.ingest.IngestState;
import io.landfall.ingest.JdbcIngestLog;
import io.landfall.ingest.list.SceneListRow;
import io.landfall.node.DocumentedHttpClient;
import io.landfall.node.config.Configuration;
import io.landfall.node.embedded.RuntimeFile;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole service that follows a real list by the variable of the environment. */
class IngestIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = DocumentedHttpClient.create();
  private static final String SCENE = "LC08_L1TP_040038_20190131_20190131_01_RT";
  private static final int MANAGEMENT_PORT = freePort();

  @TempDir static Path temp;
  private static Path list;
  private static Config config;
  private static RunningService service;
  private static Database database;
  private static String token;

  @BeforeAll
  static void start() throws IOException {
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set: no real lists to read");
    list = temp.resolve("scene_list");
    Files.copy(Path.of(data, "index", "aws_scene_list_C1_reconstructed.csv"), list);
    config =
        Configuration.load(
            Map.of(
                "landfall.data-dir",
                temp.resolve("data").toString(),
                "landfall.api.port",
                0,
                "landfall.management.port",
                MANAGEMENT_PORT,
                "landfall.ingest.start-delay",
                "100 ms"),
            Map.of(
                "LANDSAT_INDEX_SCENES_URL",
                list.toUri().toString(),
                "LANDSAT_INGEST_FREQUENCY",
                "1h30m"),
            temp);
    service = RunningService.startOwning(config);
    token = service.localToken().orElseThrow();
    database =
        Database.connect(
            RuntimeFile.find(temp.resolve("data")).orElseThrow().database(),
            DatabaseSettings.from(config));
    awaitState(0, "DONE");
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      database.close();
      service.close();
    }
  }

  @Test
  void whatTheListNamesIsFoundAndTold() throws Exception {
    JsonNode status = status();
    assertThat(status.at("/schedule/frequency").asText()).isEqualTo("PT1H30M");
    assertThat(status.at("/schedule/list").asText()).isEqualTo(list.toString());
    JsonNode first = status.at("/runs").get(status.at("/runs").size() - 1);
    assertThat(first.path("scenes").asInt()).isEqualTo(20);
    assertThat(first.path("added").asInt()).isEqualTo(20);
    assertThat(first.path("bad").asInt()).isZero();

    assertThat(JSON.readTree(send("GET", "/localindex/landsat_pds/" + SCENE)).at("/id").asText())
        .isEqualTo(SCENE);
    assertThat(JSON.readTree(send("GET", "/localindex/discover/landsat_pds")).at("/features"))
        .hasSizeGreaterThanOrEqualTo(20);
    String metrics = metrics();
    assertThat(metrics)
        .containsPattern("landfall_ingest_rows_total\\{outcome=\"added\"} 2[0-9]")
        .containsPattern("landfall_ingest_lag_seconds [0-9]");
  }

  @Test
  void aStartReadsTheListWhenItHasChanged() throws Exception {
    long runs = new JdbcIngestLog(database.dataSource()).latestRuns(1).get(0).run();
    post("/ingest/start");
    awaitState(runs, "UNCHANGED");

    String row =
        Files.readAllLines(list).get(1).replace(SCENE, SCENE.replace("0131_01", "0214_01"));
    Files.writeString(
        list, row.replace("01_RT", "01_T1") + "\nnot a row\n", StandardOpenOption.APPEND);
    post("/ingest/start");
    awaitState(runs + 1, "DONE");

    var log = new JdbcIngestLog(database.dataSource());
    IngestReport run = log.latestRuns(1).get(0);
    assertThat(run.merged().added()).isEqualTo(1);
    assertThat(run.merged().unchanged()).isEqualTo(20);
    assertThat(run.merged().replaced()).isEqualTo(1);
    assertThat(run.state()).isEqualTo(IngestState.DONE);
    assertThat(run.whole()).isTrue();
    assertThat(log.invalidRows(run.run(), 9))
        .containsExactly(
            new SceneListRow.InvalidRow(
                23, "there are 1 cells under 12 columns", "not a row", List.of()));
    assertThat(log.findLastSuccess(run.listUrl())).hasValue(run.ended());
    assertThat(log.findLastCompleted(run.listUrl()).orElseThrow().scenes()).isEqualTo(21);
  }

  /** A search for renamed scenes by the statistics of before would take an hour. */
  @Test
  @Timeout(120)
  void aLongListAfterAShortOneIsMergedInTime() throws IOException {
    var rows = new StringBuilder(Files.readAllLines(list).get(0)).append('\n');
    for (int i = 0; i < 40_000; i++) {
      rows.append(
          String.format(
              Locale.ROOT,
              "LC08_L1TP_%03d%03d_20180%d01_20190101_01_%s,,2018-0%d-01 10:00:00.%06d,5,L1TP,%d,%d,"
                  + "10,20,12,22,https://example.org/%d%n",
              1 + i % 233,
              60 + i / 233 % 100,
              1 + i / 23_300,
              i % 3 == 0 ? "RT" : "T1",
              1 + i / 23_300,
              i,
              1 + i % 233,
              60 + i / 233 % 100,
              i));
    }
    Path longList = Files.writeString(temp.resolve("long"), rows);
    Config other =
        Configuration.load(
            Map.of(
                "landfall.data-dir", temp.resolve("data").toString(),
                "landfall.ingest.scenes-url", longList.toString()),
            Map.of(),
            temp);

    IngestReport report = new JdbcIngestRunFactory(database, other).create(progress -> {}).run();

    assertThat(report.state()).as(report.message()).isEqualTo(IngestState.DONE);
    assertThat(report.merged().added()).isEqualTo(40_000);
  }

  private static void post(String path) throws Exception {
    assertThat(send("POST", path)).contains("List: " + list);
  }

  /** Waits until the newest run is a later one that ended so. */
  private static void awaitState(long after, String state) {
    await(state)
        .atMost(Duration.ofSeconds(40))
        .until(
            () -> {
              JsonNode newest = status().at("/runs/0");
              return newest.path("run").asLong() > after
                  && newest.path("state").asText().equals(state)
                  && !status().at("/schedule").has("current");
            });
  }

  private static JsonNode status() throws Exception {
    return JSON.readTree(send("GET", "/ingest/", "application/json"));
  }

  private static String send(String method, String path) throws Exception {
    return send(method, path, "*/*");
  }

  private static String send(String method, String path, String accept) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(URI.create(service.url().orElseThrow() + path))
                .header("Authorization", "Bearer " + token)
                .header("Accept", accept)
                .method(method, BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static String metrics() throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + MANAGEMENT_PORT + "/metrics");
    return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
