package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.Config;
import io.landfall.node.config.Configuration;
import io.landfall.node.services.BackingServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The modes that ingest, as processes of their own on the embedded database. */
@Tag("system")
class IngestCommandIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ROWS = 80_000;
  private static final int SENT_BEFORE_THE_STALL = 65_000;
  private static final String HEADER =
      "productId,entityId,acquisitionDate,cloudCover,processingLevel,path,row,"
          + "min_lat,min_lon,max_lat,max_lon,download_url\n";

  @TempDir Path temp;
  private HttpServer server;
  private final CountDownLatch released = new CountDownLatch(1);
  private final CountDownLatch stalled = new CountDownLatch(1);
  private volatile boolean stalls = true;
  private String url;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/list.csv", this::answer);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
    url = "http://127.0.0.1:%d/list.csv".formatted(server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    released.countDown();
    server.stop(0);
  }

  @Test
  void aLoadThatWasKilledGoesOnAndEndsAsOneThatWasNot() throws Exception {
    Path killed = temp.resolve("killed");
    NodeProcess node = NodeProcess.start(temp.resolve("log"), Map.of(), once(killed));
    assertThat(stalled.await(2, TimeUnit.MINUTES)).as(node::output).isTrue();
    TimeUnit.SECONDS.sleep(5); // what was sent is read and staged meanwhile
    node.kill();
    assertThat(table(killed, "select max(lines)::text from scene_staging").compareTo("50000"))
        .isGreaterThanOrEqualTo(0);
    assertThat(table(killed, "select count(*)::text from scenes")).isEqualTo("0");
    stalls = false;

    JsonNode report = summary(Programs.run(once(killed)).expectSuccess());

    assertThat(report.path("state").asText()).isEqualTo("DONE");
    assertThat(report.path("scenes").asLong()).isEqualTo(ROWS - ROWS / 100);
    assertThat(report.path("bad").asLong()).isEqualTo(ROWS / 100);
    assertThat(report.path("added").asLong()).isEqualTo(ROWS - ROWS / 100);
    Path clean = temp.resolve("clean");
    Programs.run(once(clean)).expectSuccess();
    String all =
        "select count(*) || ' ' || md5(string_agg(s::text, ',' order by id)) from (select id,"
            + " entity_id, acquired, cloud_cover, wrs_path, wrs_row, level, collection, category,"
            + " url, footprint, extent::text, footprint_from, digest, withdrawn, replaced_by"
            + " from scenes) s";
    assertThat(table(killed, all)).isEqualTo(table(clean, all)).startsWith("79200 ");
    assertThat(table(killed, "select string_agg(state, ' ' order by id) from ingest_runs"))
        .isEqualTo("INTERRUPTED DONE");
    assertThat(
            table(
                killed,
                "select count(*) || ' ' || min(line) || ' ' || max(reason) from ingest_bad_rows"
                    + " where run = 2"))
        .isEqualTo("800 101 there are 1 cells under 12 columns");
    assertThat(Programs.run(once(killed)).expectSuccess().stdout()).contains("\"UNCHANGED\"");
  }

  @Test
  void ofTwoAtOnceTheSecondIsRefusedAndACancelLetsTheNextIn() throws Exception {
    Path data = temp.resolve("data");
    Path other = temp.resolve("other.csv");
    Files.writeString(other, HEADER + row(1) + row(2) + row(3));
    String[] second = {
      "landsat_ingest", "--data-dir", data.toString(), "--url", other.toString(), "--json"
    };
    ApiNode served =
        ApiNode.start(
            temp.resolve("log"),
            Map.of(
                "landfall.ingest.scenes-url", url,
                "landfall.ingest.start-delay", "100ms",
                "landfall.ingest.read-timeout", "5 minutes"),
            temp,
            data,
            "api,control,ingest");
    try (NodeProcess node = served.node()) {
      assertThat(stalled.await(1, TimeUnit.MINUTES)).as(node::output).isTrue();

      Programs.ProcessResult refused = Programs.landfall(second);
      assertThat(refused.exitCode()).as(refused.stderr()).isEqualTo(1);
      assertThat(refused.stderr()).contains("another load is under way");
      assertThat(status(served).at("/schedule/current/state").asText()).isEqualTo("READING");

      assertThat(text(served, "POST", "/ingest/cancel")).contains("List: " + url);
      await("the cancel")
          .atMost(Duration.ofSeconds(20))
          .until(() -> status(served).at("/runs/0/state").asText(), "CANCELED"::equals);

      JsonNode report = summary(Programs.landfall(second).expectSuccess());
      assertThat(report.path("added").asLong()).isEqualTo(3);
      assertThat(text(served, "GET", "/localindex/landsat_pds/" + id(2)))
          .contains("\"id\":\"" + id(2) + "\"");
    }
  }

  private List<String> once(Path data) {
    return Programs.landfallCommand(
        Map.of("landfall.ingest.read-timeout", "5 minutes"),
        "ingest_landsat",
        "--once",
        "--json",
        "--url",
        url,
        "--data-dir",
        data.toString());
  }

  private static JsonNode summary(Programs.ProcessResult finished) {
    try {
      return JSON.readTree(finished.stdout());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode status(ApiNode served) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(served.url() + "/ingest/"))
            .header("Authorization", "Bearer " + served.token())
            .header("Accept", "application/json")
            .build();
    HttpClient client = HttpClient.newHttpClient();
    return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  private static String text(ApiNode served, String method, String path) {
    return NodeProcess.http(method, served.url() + path, served.token(), null, null).body();
  }

  /** Asks the embedded database of a data folder that nothing runs on. */
  private static String table(Path data, String sql) {
    Config config =
        Configuration.load(Map.of("landfall.data-dir", data.toString()), Map.of(), data);
    try (BackingServices parts = BackingServices.connectDatabase(config)) {
      return parts
          .database()
          .call(
              connection -> {
                try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                  row.next();
                  return row.getString(1);
                }
              });
    }
  }

  /** Sends the list; while it stalls, not to its end. */
  private void answer(HttpExchange exchange) throws IOException {
    byte[] list = list(ROWS).getBytes(StandardCharsets.UTF_8);
    int first = list(SENT_BEFORE_THE_STALL).length();
    boolean known = "\"v1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
    exchange.getResponseHeaders().add("ETag", "\"v1\"");
    exchange.sendResponseHeaders(known ? 304 : 200, known ? -1 : list.length);
    try (var out = exchange.getResponseBody()) {
      if (!known) {
        out.write(list, 0, first);
        out.flush();
        if (stalls) {
          stalled.countDown();
          released.await();
        }
        out.write(list, first, list.length - first);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String list(int rows) {
    var list = new StringBuilder(HEADER);
    for (int i = 1; i <= rows; i++) {
      list.append(i % 100 == 0 ? "not a row\n" : row(i));
    }
    return list.toString();
  }

  private static String id(int i) {
    return "LC08_L1TP_%03d%03d_2018%02d%02d_20190101_01_T1"
        .formatted(1 + i % 233, 10 + i / 233 % 100, 1 + i / 23_300, 1 + i % 28);
  }

  private static String row(int i) {
    double west = -170 + i % 340;
    double south = -60 + i % 120;
    return String.format(
        Locale.ROOT,
        "%s,,2018-%02d-%02d"
            + " 10:00:00.%06d,%d,L1TP,%d,%d,%.2f,%.2f,%.2f,%.2f,https://example.org/%d\n",
        id(i),
        1 + i / 23_300,
        1 + i % 28,
        i,
        i % 101,
        1 + i % 233,
        10 + i / 233 % 100,
        south,
        west,
        south + 2,
        west + 2,
        i);
  }
}
