package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.node.config.Configuration;
import io.landfall.node.demo.TinyScene;
import io.landfall.node.embedded.DataFolder;
import io.landfall.node.embedded.DatabaseEndpoint;
import io.landfall.node.embedded.EmbeddedPostgres;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.node.schema.Schema;
import io.landfall.node.token.ApiTokens;
import io.landfall.node.wiring.RunningService;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node whose database goes away, gets slow, stops answering, or dies between commit and answer.
 */
@Tag("cluster")
class DatabaseFaultsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration WRITE_DEADLINE = Duration.ofSeconds(3);

  @TempDir static Path temp;
  private static DataFolder folder;
  private static EmbeddedPostgres postgres;
  private static Database direct;
  private static TcpProxy proxy;
  private static RunningService service;
  private static String token;

  @BeforeAll
  static void start() throws Exception {
    TinyScene.write(temp.resolve("import"), "LC80220342026101LGN00");
    folder = DataFolder.acquire(temp.resolve("database"));
    postgres = EmbeddedPostgres.start(folder, temp.resolve("cache"));
    DatabaseEndpoint address = postgres.endpoint();
    Duration timeout = Duration.ofSeconds(10);
    direct = Database.connect(address, new DatabaseSettings("", 4, timeout, timeout, timeout));
    new Schema(direct).migrateUp();
    token = new ApiTokens(direct).create(new Principal("ann", null, Set.of()), null);
    String[] place = address.url().replaceFirst(".*//", "").split("[:/]");
    proxy = TcpProxy.to(place[0], Integer.parseInt(place[1]));
    service =
        RunningService.startOwning(
            Configuration.load(
                Map.of(
                    "landfall.data-dir", temp.resolve("data").toString(),
                    // statements pass as text, so that the proxy can tell them apart
                    "landfall.database.url",
                        "postgres://%s:%s@127.0.0.1:%d/%s?prepareThreshold=0"
                            .formatted(address.user(), address.password(), proxy.port(), place[2]),
                    "landfall.import-folder", temp.resolve("import").toString(),
                    "landfall.roles", List.of("api", "control"), // so that exports wait for workers
                    "landfall.api.port", 0),
                Map.of(),
                temp));
    await().atMost(Duration.ofSeconds(30)).until(() -> submit("warm", null).statusCode() == 202);
  }

  @AfterAll
  static void stop() {
    service.close();
    proxy.close();
    direct.close();
    postgres.close();
    folder.close();
  }

  @AfterEach
  void heal() {
    proxy.heal();
    await().atMost(Duration.ofSeconds(30)).until(() -> submit("after", null).statusCode() == 202);
  }

  @Test
  void f7WithoutADatabaseWritesAreRefusedInTimeAndSucceedSoonAfter() throws Exception {
    String waiting = id(submit("waiting", null));
    awaitStatus(waiting, "RENDERING");
    proxy.down();
    long until = System.nanoTime() + Duration.ofSeconds(12).toNanos();
    assertRefused(cancel(waiting)); // an export that fails to write begins anew
    while (System.nanoTime() < until) {
      assertRefused(submit("down", null));
    }
    assertManyAreRefusedAtOnce();

    proxy.heal();
    long healed = System.nanoTime();
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> cancel(waiting).statusCode() == 202);
    String fresh = id(awaitAccepted("fresh", null));
    System.out.printf(
        "F7: %d ms after the database is back, all is well%n",
        (System.nanoTime() - healed) / 1_000_000);
    assertThat(requests(fresh)).isEqualTo(1);
    awaitStatus(fresh, "RENDERING");
  }

  @Test
  void readinessAndSearchesFollowTheDatabaseThereAndBack() {
    awaitReadiness(200);
    proxy.down();
    awaitReadiness(503);
    TimedResponse unready = send("GET", "/health/ready", null, null);
    assertThat(unready.body()).contains("\"store\":\"UP\"").doesNotContain("\"database\":\"UP\"");
    assertThat(unready.header("Retry-After")).isNotEmpty();
    assertThat(send("GET", "/health/live", null, null).statusCode()).isEqualTo(200);
    assertRefused(send("GET", "/stac/search", null, null));
    TimedResponse broker = send("GET", "/localindex/discover/landsat_pds", null, null);
    assertThat(broker.statusCode()).as(broker.body()).isEqualTo(503);
    assertThat(broker.header("Retry-After")).isNotEmpty();
    proxy.heal();
    awaitReadiness(200);
    assertThat(send("GET", "/stac/search", null, null).statusCode()).isEqualTo(200);
  }

  private static void awaitReadiness(int status) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> send("GET", "/health/ready", null, null).statusCode() == status);
  }

  @Test
  void f7ASlowDatabaseMakesNobodyWaitLonger() {
    proxy.latency(Duration.ofSeconds(2));
    assertRefused(submit("slow", null));
    assertRefused(submit("slow", null));
  }

  @Test
  void f7ADatabaseThatStopsAnsweringIsNoticed() throws Exception {
    proxy.blackhole();
    long until = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (System.nanoTime() < until) {
      assertRefused(submit("silent", null));
    }
    proxy.heal();
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> submit("heard", null).statusCode() == 202);
  }

  @Test
  void f8AnAnswerLostAfterTheCommitIsTheSameExportWhenAskedAgain() throws Exception {
    String key = UUID.randomUUID().toString();
    proxy.dropAnswerTo("lost-after-commit", "COMMIT");
    assertRefusedOrAskedAgain(submit("lost-after-commit", key));
    assertThat(proxy.isArmed()).as("the commit has passed").isFalse();
    String id = id(awaitAccepted("lost-after-commit", key));
    assertThat(requests(id)).isEqualTo(1);
    assertThat(id(submit("lost-after-commit", key))).isEqualTo(id);
    awaitStatus(id, "RENDERING");
  }

  @Test
  void f8AnAnswerLostBeforeTheCommitIsAskedAgainAndStandsOnce() throws Exception {
    String key = UUID.randomUUID().toString();
    proxy.dropAnswerTo("lost-before-commit");
    assertRefusedOrAskedAgain(submit("lost-before-commit", key));
    assertThat(proxy.isArmed()).isFalse();
    String id = id(awaitAccepted("lost-before-commit", key));
    assertThat(requests(id)).isEqualTo(1);
  }

  private static void assertManyAreRefusedAtOnce() {
    ExecutorService callers = Executors.newFixedThreadPool(30);
    var calls = new ArrayList<CompletableFuture<Void>>();
    for (int i = 0; i < 30; i++) {
      calls.add(CompletableFuture.runAsync(() -> assertRefused(submit("many", null)), callers));
    }
    calls.forEach(CompletableFuture::join);
    callers.shutdown();
  }

  /** 503 within what is promised, saying when to come again. */
  private static void assertRefused(TimedResponse answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.took()).isLessThan(WRITE_DEADLINE);
    assertThat(answer.header("Retry-After")).isNotEmpty();
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  /** The node itself puts a question again while there is time. */
  private static void assertRefusedOrAskedAgain(TimedResponse answer) {
    if (answer.statusCode() != 202) {
      assertRefused(answer);
    }
  }

  private static TimedResponse awaitAccepted(String name, String key) {
    return await()
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> submit(name, key), answer -> answer.statusCode() == 202);
  }

  private static void awaitStatus(String id, String status) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                send("GET", "/v1/exports/" + id, null, null)
                    .body()
                    .contains("\"status\":\"%s\"".formatted(status)));
  }

  /** Counts the facts in the journal that an export was asked for. */
  private static int requests(String id) {
    return direct.call(
        connection -> {
          try (var select =
              connection.prepareStatement(
                  "select count(*) from event_journal where persistence_id = ? and"
                      + " convert_from(event_payload, 'UTF8') like '%\"requested\"%'")) {
            select.setString(1, "export|" + id);
            try (var row = select.executeQuery()) {
              row.next();
              return row.getInt(1);
            }
          }
        });
  }

  private static String id(TimedResponse answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return JSON.readTree(answer.body()).path("id").asText();
  }

  private static TimedResponse submit(String name, String key) {
    String body =
        """
        {"name": "%s", "source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]}}
        """;
    return send("POST", "/v1/exports", body.formatted(name), key);
  }

  private static TimedResponse cancel(String id) {
    return send("POST", "/v1/exports/%s/cancel".formatted(id), "", null);
  }

  private record TimedResponse(HttpResponse<String> response, Duration took) {
    int statusCode() {
      return response.statusCode();
    }

    String body() {
      return response.body();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  private static TimedResponse send(String method, String path, String body, String key) {
    try (var stalls = new StallMonitor()) {
      long began = System.nanoTime();
      var response = NodeProcess.http(method, service.url().orElseThrow() + path, token, body, key);
      return new TimedResponse(
          response, Duration.ofNanos(System.nanoTime() - began).minus(stalls.longest()));
    }
  }
}
