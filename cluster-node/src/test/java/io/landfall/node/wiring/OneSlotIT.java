package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.node.DocumentedHttpClient;
import io.landfall.node.config.Configuration;
import io.landfall.node.demo.TinyScene;
import io.landfall.node.services.BackingServices;
import io.landfall.node.token.ApiTokens;
import io.landfall.worker.RenderCoordinator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A whole service of one slot, asked over HTTP: the small exports of twenty owners beside one of
 * 4,000 tasks, which each take a while.
 */
@Tag("cluster")
class OneSlotIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = DocumentedHttpClient.create();
  private static final String SCENE = "LC80220342026101LGN00";
  private static final int OWNERS = 20;
  private static final int MEASURED_IDLE = 5;

  /** Of twenty, those that a machine with other guests may make late. */
  private static final int STALLED = 2;

  private static final String SMALL =
      """
      {"source": {"scenes": ["%s"], "bands": ["red"]}, "resolution": 30}
      """
          .formatted(SCENE);

  /** 23 gigapixels of three bands, of four bytes each. */
  private static final String LARGE =
      """
      {"source": {"scenes": ["%s"], "bands": ["red", "green", "blue"]}, "resolution": 0.06,
       "samples": {"type": "FLOAT32"}}
      """
          .formatted(SCENE);

  private record SmallExport(String owner, String id, long submittedAt) {}

  private record Times(long startMillis, long wholeMillis) {}

  @TempDir Path temp;
  private final Map<String, Long> leased = new ConcurrentHashMap<>();
  private RunningService service;

  @Test
  void twentySmallExportsStartWithinThreeSecondsAndEndWithinThriceTheirIdleTime() throws Exception {
    TinyScene.write(temp.resolve("import"), SCENE);
    Config config = config();
    noteLeases();
    try (RunningService running = RunningService.startOwning(config);
        BackingServices beside = BackingServices.connectDatabase(config)) {
      service = running;
      var tokens = new ApiTokens(beside.database());
      List<String> owners = new ArrayList<>();
      for (int i = 0; i < OWNERS; i++) {
        owners.add(tokens.create(new Principal("owner " + i, null, Set.of()), null));
      }
      String crowd = tokens.create(new Principal("crowd", null, Set.of()), null);

      long idle = 0;
      for (int i = 0; i < MEASURED_IDLE; i++) {
        Times alone = awaitEnd(submitSmall(owners.get(i)));
        System.out.printf(
            "idle: starts after %d ms, ends after %d ms%n",
            alone.startMillis(), alone.wholeMillis());
        idle = i == 0 ? 0 : Math.max(idle, alone.wholeMillis()); // the first one is cold
      }
      String large = submit(crowd, LARGE);
      await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () -> {
                JsonNode now = export(crowd, large);
                assertThat(now.path("status").asText())
                    .as(now::toPrettyString)
                    .isNotEqualTo("ERROR");
                return leased.containsKey(large);
              });
      JsonNode plan = export(crowd, large).path("plan");
      System.out.printf(
          "large: %d tasks, %d bytes%n", plan.path("tasks").asInt(), plan.path("bytes").asLong());

      List<SmallExport> all = new ArrayList<>();
      Map<String, Times> times = new HashMap<>();
      for (String owner : owners) {
        SmallExport small = submitSmall(owner);
        all.add(small);
        times.put(small.id(), awaitEnd(small));
      }
      for (SmallExport small : all) {
        Times took = times.get(small.id());
        System.out.printf(
            "beside: starts after %d ms, ends after %d ms%n",
            took.startMillis(), took.wholeMillis());
      }
      System.out.printf("large after: %s%n", export(crowd, large).path("progress"));
      assertThat(startedLate(times.values())).as("start after 3 s").isLessThanOrEqualTo(STALLED);
      assertThat(endedLate(times.values(), 3 * idle))
          .as("end after three times %d ms", idle)
          .isLessThanOrEqualTo(STALLED);
      assertThat(export(crowd, large).path("status").asText()).isEqualTo("RENDERING");
      send(crowd, "POST", "/v1/exports/" + large + "/cancel", "");
    }
  }

  private static long startedLate(Collection<Times> times) {
    return times.stream().filter(one -> one.startMillis() >= 3_000).count();
  }

  private static long endedLate(Collection<Times> times, long limitMillis) {
    return times.stream().filter(one -> one.wholeMillis() >= limitMillis).count();
  }

  private Config config() {
    return Configuration.load(
        Map.of(
            "landfall.data-dir", temp.resolve("data").toString(),
            "landfall.import-folder", temp.resolve("import").toString(),
            "landfall.render.slots", 1,
            "landfall.api.port", 0,
            "landfall.management.port", 0),
        Map.of(),
        temp);
  }

  private void noteLeases() {
    var log = (Logger) LoggerFactory.getLogger(RenderCoordinator.class);
    var appender =
        new AppenderBase<ILoggingEvent>() {
          @Override
          protected void append(ILoggingEvent event) {
            String line = event.getFormattedMessage();
            if (line.startsWith("Leasing task ")) {
              leased.putIfAbsent(line.split(" ")[4], event.getTimeStamp());
            }
          }
        };
    appender.setContext(log.getLoggerContext());
    appender.start();
    log.setLevel(Level.INFO);
    log.addAppender(appender);
  }

  private SmallExport submitSmall(String owner) throws Exception {
    long now = System.currentTimeMillis();
    return new SmallExport(owner, submit(owner, SMALL), now);
  }

  private Times awaitEnd(SmallExport small) throws Exception {
    String status = "";
    while (!status.equals("SUCCESS")) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      JsonNode export = export(small.owner(), small.id());
      status = export.path("status").asText();
      assertThat(status).as(export::toPrettyString).isNotEqualTo("ERROR");
    }
    long now = System.currentTimeMillis();
    return new Times(leased.get(small.id()) - small.submittedAt(), now - small.submittedAt());
  }

  private String submit(String token, String request) throws Exception {
    HttpResponse<String> answer =
        await() // a cold node may not answer in time
            .atMost(Duration.ofSeconds(30))
            .until(
                () -> send(token, "POST", "/v1/exports", request), one -> one.statusCode() != 503);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return JSON.readTree(answer.body()).path("id").asText();
  }

  private JsonNode export(String token, String id) throws Exception {
    return JSON.readTree(send(token, "GET", "/v1/exports/" + id, "").body());
  }

  private HttpResponse<String> send(String token, String method, String path, String body)
      throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(service.url().orElseThrow() + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
