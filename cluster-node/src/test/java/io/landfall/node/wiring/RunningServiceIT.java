package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.landfall.node.config.Configuration;
import io.landfall.node.demo.TinyScene;
import io.landfall.node.embedded.RuntimeFile;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.PoolFullException;
import io.landfall.pool.PoolName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole service in this process, asked over HTTP. */
class RunningServiceIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

  private static final Set<PoolName> FOR_CALLERS =
      Set.of(PoolName.TOKENS, PoolName.BODIES, PoolName.LISTS, PoolName.SEARCHES);

  private static final int MANAGEMENT_PORT = freePort();

  @RegisterExtension static final HeldThreads HELD_THREADS = new HeldThreads();

  @TempDir static Path temp;
  private static Config config;
  private static RunningService service;
  private static String token;

  @BeforeAll
  static void start() throws Exception {
    TinyScene.write(temp.resolve("import"), "LC80220342026101LGN00");
    config =
        Configuration.load(
            Map.of(
                "landfall.data-dir",
                temp.resolve("data").toString(),
                "landfall.import-folder",
                temp.resolve("import").toString(),
                "landfall.api.port",
                0,
                "landfall.management.port",
                MANAGEMENT_PORT),
            Map.of(),
            temp);
    service = RunningService.startOwning(config);
    token = service.localToken().orElseThrow();
  }

  @AfterAll
  static void stop() {
    service.close();
    assertThat(RuntimeFile.find(temp.resolve("data"))).isEmpty();
  }

  /**
   * Whatever is slow, callers are told who they are and what there is, and probes that all is well.
   */
  @Test
  void fullPoolsOfOtherWorkHoldUpNoCaller() throws Exception {
    var release = new CountDownLatch(1);
    try {
      for (BoundedPool pool : service.pools().all()) {
        if (!FOR_CALLERS.contains(PoolName.valueOf(pool.name().toUpperCase(Locale.ROOT)))) {
          fill(pool, release);
        }
      }
      String id =
          submit(
              """
              {"source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]}, "resolution": 30}
              """);
      long beganNanos = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        assertThat(send("GET", "/v1/exports", token, null).statusCode()).isEqualTo(200);
        assertThat(export(id).path("status").asText()).isEqualTo("PENDING");
        assertThat(send("GET", "/health/ready", token, null).statusCode()).isEqualTo(200);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - beganNanos))
          .isLessThan(Duration.ofSeconds(20));
      assertThat(management("/metrics").body())
          .contains("landfall_pool_refused_total{pool=\"images\"} 1.0");
      release.countDown();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> export(id).path("status").asText(), "SUCCESS"::equals);
    } finally {
      release.countDown();
    }
  }

  private static void fill(BoundedPool pool, CountDownLatch release) {
    try {
      while (true) {
        pool.execute(
            () -> {
              try {
                release.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
      }
    } catch (PoolFullException full) {
      assertThat(pool.load().queued()).isPositive();
    }
  }

  @Test
  void anExportGoesFromRequestToDownload() throws Exception {
    String id =
        submit(
            """
            {"source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]}, "resolution": 30}
            """);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> export(id).path("status").asText(),
            status -> Set.of("SUCCESS", "ERROR").contains(status));
    assertThat(export(id).path("status").asText())
        .as(export(id)::toPrettyString)
        .isEqualTo("SUCCESS");

    JsonNode file = export(id).path("result").path("files").path(0);
    String path = "/v1/exports/%s/files/%s".formatted(id, file.path("name").asText());
    HttpResponse<byte[]> download =
        HTTP.send(request("GET", path, token, null), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(download.statusCode()).isEqualTo(200);
    assertThat(download.body()).hasSize(file.path("bytes").asInt());
    assertEveryFileIsAsListed(id);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> send("GET", "/v1/exports", token, null).body().contains(id));
  }

  @Test
  void anImageIsTheFirstFileOfItsExport() throws Exception {
    String id =
        JSON.readTree(
                send(
                        "POST",
                        "/v1/exports",
                        token,
                        """
                        {"name": "map", "source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]},
                         "stretch": [[0, 30000]], "format": {"type": "JPEG"}}
                        """)
                    .body())
            .path("id")
            .asText();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> export(id).path("status").asText(),
            status -> Set.of("SUCCESS", "ERROR").contains(status));
    JsonNode export = export(id);
    assertThat(export.path("status").asText()).as(export::toPrettyString).isEqualTo("SUCCESS");
    assertThat(export.path("result").path("files").findValuesAsText("name"))
        .containsExactly(
            "map.jpg",
            "map.stac.json",
            "map-thumbnail.png",
            "map.jgw",
            "map.jpg.aux.xml",
            "SHA256SUMS");
    assertEveryFileIsAsListed(id);
  }

  @Test
  void aPlainGeoTiffDoesNotPassForACloudOptimizedOne() throws Exception {
    String request =
        """
        {"name": "plain", "source": {"scenes": ["LC80220342026101LGN00"]}, "format": {"type": "GEOTIFF"}}
        """;
    String id =
        JSON.readTree(send("POST", "/v1/exports", token, request).body()).path("id").asText();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> export(id).path("status").asText(),
            status -> Set.of("SUCCESS", "ERROR").contains(status));
    assertThat(export(id).path("result").path("files").path(0).path("type").asText())
        .isEqualTo("image/tiff; application=geotiff");
    assertEveryFileIsAsListed(id);
  }

  @Test
  void anExportThatWasPausedCanceledAndTriedAgainGivesTheSameFile() throws Exception {
    String request =
        """
        {"name": "again", "source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]},
         "priority": "LOW"}
        """;
    String straight = submit(request);
    String waited = submitPaused(request);
    String renewed = submitPaused(request);
    assertThat(awaitEnd(straight).path("status").asText()).isEqualTo("SUCCESS");
    assertThat(export(waited).path("statusReason").asText()).isEqualTo("PAUSED");

    JsonNode hurried = order(waited, "priority", "{\"priority\": \"HIGH\"}");
    assertThat(hurried.path("priority").asText()).isEqualTo("HIGH");
    assertThat(order(waited, "resume", "").path("statusReason").isNull()).isTrue();
    assertThat(order(renewed, "cancel", "").path("status").asText()).isEqualTo("ERROR");
    order(renewed, "retry", "");

    assertSameFileInAttempt(1, waited, straight);
    assertSameFileInAttempt(2, renewed, straight);
  }

  private static void assertSameFileInAttempt(int attempt, String id, String other)
      throws Exception {
    JsonNode ended = awaitEnd(id);
    assertThat(ended.path("status").asText()).as(ended::toPrettyString).isEqualTo("SUCCESS");
    assertThat(ended.path("attempt").asInt()).isEqualTo(attempt);
    assertThat(ended.at("/result/files/0/sha256"))
        .isEqualTo(export(other).at("/result/files/0/sha256"));
    assertEveryFileIsAsListed(id);
  }

  /** An export that stands before its end; a quick node may have finished the first ones. */
  private static String submitPaused(String request) throws Exception {
    for (int tries = 0; tries < 10; tries++) {
      String id = submit(request);
      if (send("POST", "/v1/exports/%s/pause".formatted(id), token, "").statusCode() == 202) {
        assertThat(export(id).path("statusReason").asText()).isEqualTo("PAUSED");
        return id;
      }
    }
    throw new AssertionError("Ten exports in a row could not be paused.");
  }

  private static String submit(String request) throws Exception {
    return accepted("/v1/exports", request).path("id").asText();
  }

  private static JsonNode order(String id, String name, String body) throws Exception {
    return accepted("/v1/exports/%s/%s".formatted(id, name), body);
  }

  /** Posts until there is time for an answer. */
  private static JsonNode accepted(String path, String body) throws Exception {
    HttpResponse<String> answer =
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> send("POST", path, token, body), one -> one.statusCode() != 503);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return JSON.readTree(answer.body());
  }

  private static JsonNode awaitEnd(String id) throws Exception {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> export(id).path("status").asText(),
            status -> Set.of("SUCCESS", "ERROR").contains(status));
    return export(id);
  }

  private static void assertEveryFileIsAsListed(String id) throws Exception {
    String files = "/v1/exports/%s/files".formatted(id);
    JsonNode listed = JSON.readTree(send("GET", files, token, null).body()).path("files");
    assertThat(listed.findValuesAsText("name")).hasSizeGreaterThan(3).contains("SHA256SUMS");
    String sums = send("GET", files + "/SHA256SUMS", token, null).body();
    for (JsonNode file : listed) {
      String name = file.path("name").asText();
      HttpResponse<byte[]> got =
          HTTP.send(
              request("GET", files + "/" + name, token, null),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(got.body()).as(name).hasSize(file.path("bytes").asInt());
      assertThat(got.headers().firstValue("Content-Type"))
          .as(name)
          .hasValueSatisfying(
              type -> assertThat(type).isEqualToIgnoringCase(file.path("type").asText()));
      String sha256 =
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(got.body()));
      assertThat(file.path("sha256").asText()).as(name).isEqualTo(sha256);
      if (!name.equals("SHA256SUMS")) {
        assertThat(sums).contains(sha256 + "  " + name + "\n");
      }
    }
  }

  @Test
  void itsTokenStandsInTheDataFolderAndAnotherIsRefused() throws Exception {
    assertThat(Files.readString(temp.resolve("data/token")).strip()).isEqualTo(token);
    assertThat(send("GET", "/v1/exports", "nonsense", null).statusCode()).isEqualTo(401);
  }

  @Test
  void otherAccountsReadNothingOfItsFolder() throws Exception {
    Path data = temp.resolve("data");
    List<Path> closed = new ArrayList<>(List.of(data, data.resolve("token")));
    closed.add(data.resolve("runtime.json"));
    try (Stream<Path> logs = Files.walk(data.resolve("logs"))) {
      logs.forEach(closed::add);
    }
    assertThat(closed)
        .hasSizeGreaterThan(6)
        .allSatisfy(
            path ->
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .as(path.toString())
                    .endsWith("------"));
  }

  @Test
  void aTokenMadeBesideItIsGoodUntilItIsRevoked() throws Exception {
    try (BackingServices beside = BackingServices.connectDatabase(config)) {
      var tokens = new ApiTokens(beside.database());
      String other = tokens.create("ann", Set.of(), null);
      assertThat(send("GET", "/v1/exports", other, null).statusCode()).isEqualTo(200);
      tokens.revoke(ApiTokens.id(other));
      assertThat(send("GET", "/v1/exports", other, null).statusCode()).isEqualTo(401);
      assertThat(tokens.list())
          .filteredOn(entry -> entry.id().equals(ApiTokens.id(other)))
          .extracting(ApiTokens.TokenEntry::state)
          .containsExactly(ApiTokens.TokenState.REVOKED);
      assertThatThrownBy(() -> tokens.revoke(other))
          .hasMessageContaining("token list")
          .hasMessageNotContaining(other);
      assertThatThrownBy(() -> tokens.create("ann", Set.of("everything"), null))
          .hasMessage(
              "Invalid scope \"everything\": there are exports:read, exports:write, ingest.");
    }
  }

  @Test
  void everyRouteLetsInWhomTheContractNamesAndNobodyElse() throws Exception {
    try (BackingServices beside = BackingServices.connectDatabase(config)) {
      var tokens = new ApiTokens(beside.database());
      String ann = tokens.create("ann", Set.of(), null);
      String body =
          """
          {"name": "ann", "source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]}}
          """;
      HttpResponse<String> taken = send("POST", "/v1/exports", ann, body);
      String self = "/v1/exports/" + JSON.readTree(taken.body()).path("id").asText();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> send("GET", self, ann, null).body().contains("\"status\":\"SUCCESS\""));
      var matrix =
          new AccessMatrix(service.url().orElseThrow(), tokens, self.substring(12), "ann.tif");
      assertThat(matrix.check()).isGreaterThan(200);
    }
  }

  @Test
  void noAnswerTellsWhereTheServerKeepsFilesAndNothingTellsItsSecrets() throws Exception {
    Path scene = temp.resolve("import/LC80220342026101LGN00/LC80220342026101LGN00_B4.TIF");
    List<String> answers = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (String body : FailingRequests.make(temp.resolve("import"), scene)) {
      HttpResponse<String> answer = send("POST", "/v1/exports", token, body);
      answers.add(answer.body());
      if (answer.statusCode() == 202) {
        ids.add(JSON.readTree(answer.body()).path("id").asText());
      }
    }
    assertThat(ids).hasSizeGreaterThan(39);
    for (String id : ids) {
      assertThat(awaitEnd(id).path("status").asText()).isEqualTo("ERROR");
      for (String part : List.of("", "/history", "/files", "/files/x")) {
        answers.add(send("GET", "/v1/exports/" + id + part, token, null).body());
      }
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> send("GET", "/v1/exports?status=ERROR&limit=500", token, null).body(),
            list -> list.contains(ids.get(ids.size() - 1)));
    answers.add(send("GET", "/v1/exports?limit=500", token, null).body());
    Pattern path = Pattern.compile(".{0,60}" + Pattern.quote(temp.toString()) + ".{0,60}");
    assertThat(answers.stream().flatMap(answer -> path.matcher(answer).results()))
        .extracting(found -> found.group())
        .isEmpty();

    String journal = journal();
    assertThat(journal).as("the journal, for whom that is needed").contains(temp.toString());
    String logs = logs();
    for (String secret : List.of("token", "postgres.password", "store.secret", "cluster.key")) {
      String canary = Files.readString(temp.resolve("data").resolve(secret)).strip();
      String line = canary.lines().skip(canary.startsWith("-----") ? 1 : 0).findFirst().get();
      assertThat(journal).as(secret).doesNotContain(line);
      assertThat(logs).as(secret).doesNotContain(line);
      assertThat(answers).as(secret).noneMatch(answer -> answer.contains(line));
    }
  }

  @Test
  void filesThatAreDeliveredDoNotTellWhereTheirSourcesLay() throws Exception {
    Path scene = temp.resolve("import/LC80220342026101LGN00/LC80220342026101LGN00_B4.TIF");
    Files.copy(scene, temp.resolve("import/warned.tif"));
    Files.writeString(temp.resolve("import/warned.tif.aux.xml"), "<PAMDataset><broken");
    JsonNode ended = awaitEnd(submit("{\"source\": {\"scenes\": [\"warned.tif\"]}}"));
    assertThat(ended.path("warnings").toString())
        .contains("warned.tif.aux.xml is not read")
        .doesNotContain(temp.toString());
    for (JsonNode file : ended.at("/result/files")) {
      assertThat(
              send("GET", file.path("href").asText().replaceFirst("^http://[^/]*", ""), token, null)
                  .body())
          .as(file.path("name").asText())
          .doesNotContain(temp.toString());
    }
    assertThat(ended.at("/result/files")).hasSizeGreaterThan(3);
  }

  @Test
  void whatAHeaderHoldsIsNotLogged() throws Exception {
    var logged = new ListAppender<ILoggingEvent>();
    var root = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    logged.start();
    root.addAppender(logged);
    try {
      for (String header :
          List.of(
              "Authorization: Basic c=ana=ry",
              "Cookie: a=ca\"nary",
              "Host: ca nary",
              "Accept: /canary")) {
        answerTo("GET /v1/exports HTTP/1.1\r\n%s\r\nHost: a\r\n\r\n".formatted(header));
      }
    } finally {
      root.detachAppender(logged);
    }
    assertThat(logged.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
  }

  private static void answerTo(String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", URI.create(service.url().orElseThrow()).getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
  }

  private static String logs() throws IOException {
    var all = new StringBuilder();
    try (Stream<Path> files = Files.walk(temp.resolve("data/logs"))) {
      for (Path log : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(log));
      }
    }
    return all.toString();
  }

  private static String journal() {
    try (BackingServices beside = BackingServices.connectDatabase(config)) {
      return beside
          .database()
          .call(
              connection -> {
                try (var row =
                    connection
                        .createStatement()
                        .executeQuery(
                            "select string_agg(encode(event_payload, 'escape'), ' ') from"
                                + " event_journal")) {
                  row.next();
                  return row.getString(1);
                }
              });
    }
  }

  @Test
  void itIsReady() throws Exception {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> send("GET", "/health/ready", token, null).statusCode() == 200);
  }

  @Test
  void itsMetricsAreThoseOfTheManualAndHoldNothingOfCallers() throws Exception {
    send("POST", "/v1/exports", token, "{\"name\": \"canary\", \"source\": {\"scenes\": [\"x\"]}}");
    send("GET", "/canary", "canary", null);
    String metrics = management("/metrics").body();
    String manual = Files.readString(Path.of("../src/site/markdown/operations.md"));
    var names =
        Pattern.compile("`((?:landfall|process|jvm)_[a-z_]+)")
            .matcher(manual)
            .results()
            .map(found -> found.group(1))
            .distinct()
            .toList();
    assertThat(names).hasSizeGreaterThan(9);
    assertThat(names)
        .allSatisfy(name -> assertThat(metrics).containsPattern("(?m)^" + name + "[ {]"));
    assertThat(metrics)
        .contains("landfall_tasks{state=\"waiting\"}")
        .contains("landfall_cluster_majority 1.0")
        .containsPattern("landfall_http_requests_seconds_count\\{method=\"GET\",status=\"404\"}")
        .doesNotContain("canary")
        .hasSizeLessThan(64 << 10);
    assertThat(management("/health/ready").statusCode()).isEqualTo(200);
    assertThat(management("/v1/exports").statusCode()).isEqualTo(404);
    assertThat(send("GET", "/metrics", token, null).statusCode()).isEqualTo(404);
  }

  private static HttpResponse<String> management(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(MANAGEMENT_PORT, path));
    return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aWorkerFindsIt() {
    Config worker =
        Configuration.load(
            Map.of(
                "landfall.data-dir", temp.resolve("data").toString(),
                "landfall.roles", List.of("worker")),
            Map.of(),
            temp);
    try (RunningService joined = RunningService.startJoining(worker)) {
      assertThat(joined.url()).isEmpty();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> management("/metrics").body().contains("landfall_cluster_members 2.0"));
    }
  }

  @Test
  void whereNothingRunsAWorkerIsToldWhatToStart() {
    Config alone =
        Configuration.load(
            Map.of("landfall.data-dir", temp.resolve("empty").toString()), Map.of(), temp);
    assertThatThrownBy(() -> RunningService.startJoining(alone))
        .hasMessageContaining("landfall serve");
  }

  private static JsonNode export(String id) throws Exception {
    return JSON.readTree(send("GET", "/v1/exports/" + id, token, null).body());
  }

  private static HttpResponse<String> send(String method, String path, String token, String body)
      throws Exception {
    return HTTP.send(request(method, path, token, body), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest request(String method, String path, String token, String body) {
    return HttpRequest.newBuilder(URI.create(service.url().orElseThrow() + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .method(
            method,
            body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body))
        .build();
  }
}
