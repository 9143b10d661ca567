package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import io.landfall.node.config.Configuration;
import io.landfall.node.embedded.RuntimeFile;
import io.landfall.node.embedded.StoreEndpoint;
import io.landfall.node.services.BackingServices;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.PoolFullException;
import io.landfall.pool.PoolName;
import io.landfall.store.PartSizes;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A whole service in this process: whether it is well, and who joins it. */
@ExtendWith(SharedService.Starter.class)
class RunningServiceIT {
  private static final Set<PoolName> FOR_CALLERS =
      Set.of(PoolName.TOKENS, PoolName.BODIES, PoolName.LISTS, PoolName.SEARCHES);

  @RegisterExtension static final HeldThreads HELD_THREADS = new HeldThreads();

  private final SharedService service;

  RunningServiceIT(SharedService service) {
    this.service = service;
  }

  /**
   * Whatever is slow, callers are told who they are and what there is, and probes that all is well.
   */
  @Test
  void fullPoolsOfOtherWorkHoldUpNoCaller() throws Exception {
    var release = new CountDownLatch(1);
    try {
      for (BoundedPool pool : service.running().pools().all()) {
        if (!FOR_CALLERS.contains(PoolName.valueOf(pool.name().toUpperCase(Locale.ROOT)))) {
          fill(pool, release);
        }
      }
      String id =
          service.submit(
              """
              {"source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]}, "resolution": 30}
              """);
      long beganNanos = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        assertThat(service.get("/v1/exports").statusCode()).isEqualTo(200);
        assertThat(service.export(id).path("status").asText()).isEqualTo("PENDING");
        assertThat(service.get("/health/ready").statusCode()).isEqualTo(200);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - beganNanos))
          .isLessThan(Duration.ofSeconds(20));
      assertThat(service.management("/metrics").body())
          .contains("landfall_pool_refused_total{pool=\"images\"} 1.0");
      release.countDown();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> service.export(id).path("status").asText(), "SUCCESS"::equals);
    } finally {
      release.countDown();
    }
  }

  /** The owner's store may be any: its own takes all parts, and of another that is to be found. */
  @Test
  void aNodeThatJoinsKnowsWhoseTheStoreIs(@TempDir Path other) {
    assertThat(partSizesOfJoining(service.folder().resolve("data"))).isEqualTo(PartSizes.ANY);

    RuntimeFile owner = RuntimeFile.find(service.folder().resolve("data")).orElseThrow();
    var store = new StoreEndpoint("http://127.0.0.1:1", "b", "k", "s", "r");
    new RuntimeFile(owner.pid(), owner.database(), store, owner.clusterSeed(), false).write(other);
    assertThat(partSizesOfJoining(other)).isEqualTo(PartSizes.AUTO);
  }

  private static PartSizes partSizesOfJoining(Path dataFolder) {
    Config config =
        Configuration.load(
            Map.of("landfall.data-dir", dataFolder.toString()), Map.of(), dataFolder);
    try (BackingServices joined = BackingServices.connectToRunning(config)) {
      return joined.storeSettings(config).partSizes();
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
  void itIsReady() throws Exception {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> service.get("/health/ready").statusCode() == 200);
  }

  @Test
  void itsMetricsAreThoseOfTheManualAndHoldNothingOfCallers() throws Exception {
    service.post("/v1/exports", "{\"name\": \"canary\", \"source\": {\"scenes\": [\"x\"]}}");
    service.send("GET", "/canary", "canary", null);
    service.awaitEnd(service.submit(exportOf("LC80220342026101LGN00")));
    String metrics = service.management("/metrics").body();
    Set<String> names = new TreeSet<>();
    for (String page :
        List.of("operations", "runbooks", "ingest", "performance", "observability")) {
      names.addAll(metricsIn("site/markdown/" + page + ".md", "`"));
    }
    assertThat(names).hasSizeGreaterThan(30);
    names.addAll(metricsIn("monitoring/alerts.yaml", "\\b"));
    names.addAll(metricsIn("monitoring/dashboard.json", "\\b"));
    assertThat(names.removeIf(name -> name.startsWith("landfall_certificate_")))
        .as("of TLS alone")
        .isTrue();
    assertThat(names)
        .allSatisfy(name -> assertThat(metrics).containsPattern("(?m)^" + name + "[ {]"));
    assertThat(metrics)
        .contains("landfall_tasks{state=\"waiting\"}", "landfall_tasks_wanted 0.0")
        .contains("landfall_cluster_majority 1.0")
        .containsPattern("landfall_http_requests_seconds_count\\{method=\"GET\",status=\"404\"}")
        .doesNotContain("canary")
        .hasSizeLessThan(64 << 10);
    assertThat(service.management("/health/ready").statusCode()).isEqualTo(200);
    assertThat(service.management("/health/ready").body()).contains("\"exports\":\"UP\"");
    assertThat(service.management("/v1/exports").statusCode()).isEqualTo(404);
    assertThat(service.get("/metrics").body()).contains("landfall_cluster_majority 1.0");
  }

  private static List<String> metricsIn(String file, String before) throws IOException {
    String text = Files.readString(Path.of("..", "src").resolve(file));
    return Pattern.compile(before + "((?:landfall|process|jvm)_[a-z_]+)")
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /** Function counters of a registry hold weakly what they ask. */
  @Test
  void itsMetricsCountExportsAfterACollectionOfGarbage() throws Exception {
    var nobodys = new WeakReference<>(new Object());
    while (nobodys.get() != null) {
      System.gc();
    }
    double submitted = metric("landfall_exports_submitted_total");
    double failed =
        metric("landfall_exports_failed_total{blame=\"caller\",code=\"scene-unknown\"}");
    double done = metric("landfall_exports_succeeded_total");
    double delivered = metric("landfall_deliveries_total{outcome=\"delivered\",target=\"http\"}");
    double tasks = metric("landfall_tasks_done_total");
    service.awaitEnd(service.submit(exportOf("LC80220342026101LGN00")));
    service.awaitEnd(service.submit(exportOf("LC80220342026102LGN00")));

    assertThat(metric("landfall_exports_submitted_total")).isEqualTo(submitted + 2);
    assertThat(metric("landfall_exports_succeeded_total")).isEqualTo(done + 1);
    assertThat(metric("landfall_deliveries_total{outcome=\"delivered\",target=\"http\"}"))
        .isEqualTo(delivered + 1);
    assertThat(metric("landfall_exports_failed_total{blame=\"caller\",code=\"scene-unknown\"}"))
        .isEqualTo(failed + 1);
    assertThat(metric("landfall_tasks_done_total")).isGreaterThan(tasks);
    assertThat(metric("landfall_journal_write_seconds_count")).isPositive();
    assertThat(service.management("/metrics").body())
        .contains(
            "landfall_export_duration_seconds_bucket{format=\"cog\",kind=\"bands\",outcome=\"success\"");
  }

  private static String exportOf(String scene) {
    return "{\"source\": {\"scenes\": [\"%s\"], \"bands\": [\"red\"]}, \"resolution\": 30}"
        .formatted(scene);
  }

  private double metric(String name) throws Exception {
    return service
        .management("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + name));
  }

  @Test
  void aWorkerFindsIt() {
    Config worker =
        Configuration.load(
            Map.of(
                "landfall.data-dir", service.folder().resolve("data").toString(),
                "landfall.roles", List.of("worker")),
            Map.of(),
            service.folder());
    try (RunningService joined = RunningService.startJoining(worker)) {
      assertThat(joined.url()).isEmpty();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> service.management("/metrics").body().contains("landfall_cluster_members 2.0"));
    }
  }

  @Test
  void whereNothingRunsAWorkerIsToldWhatToStart() {
    Config alone =
        Configuration.load(
            Map.of("landfall.data-dir", service.folder().resolve("empty").toString()),
            Map.of(),
            service.folder());
    assertThatThrownBy(() -> RunningService.startJoining(alone))
        .hasMessageContaining("landfall serve");
  }
}
