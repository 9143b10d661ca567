package io.landfall.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.landfall.catalogue.MetadataRun.MetadataProgress;
import io.landfall.http.AddressPolicy;
import io.landfall.http.AddressRefusedException;
import io.landfall.http.DocumentClient;
import io.landfall.http.HostPolicy;
import io.landfall.index.MetadataGaps;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import io.landfall.landsat.Wrs2;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Envelope;

/** Against a real server on this machine; the index is a map. */
class MetadataRunIT {
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final AtomicInteger under = new AtomicInteger();
  private final AtomicInteger mostUnder = new AtomicInteger();
  private final InMemoryMetadataGaps gaps = new InMemoryMetadataGaps();
  private HttpServer server;
  private HostPolicy policy =
      new HostPolicy(
          4,
          3,
          Duration.ofSeconds(2),
          Duration.ofMillis(5),
          Duration.ofMillis(20),
          Duration.ofSeconds(3),
          8);

  @FunctionalInterface
  private interface Script {
    void answer(HttpExchange exchange) throws IOException;
  }

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      mostUnder.accumulateAndGet(under.incrementAndGet(), Math::max);
      String path = exchange.getRequestURI().getPath();
      asked.add(path);
      Script script = scripts.remove(path);
      if (script != null) {
        script.answer(exchange);
        return;
      }
      byte[] file = files.get(path);
      if (file == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.sendResponseHeaders(200, file.length);
      exchange.getResponseBody().write(file);
    } finally {
      under.decrementAndGet();
    }
  }

  @Test
  void realMetadataGiveCornersAndSun() throws IOException {
    String id = list("LC08_L2SP_017036_20130419_20200913_02_T2", 1);
    String name = "LC08_L2SP_017036_20130419_20200913_02_T2";
    put(
        id,
        "MTL.json",
        Files.readAllBytes(TestData.path("landsat/%s_512px/%s_MTL.json".formatted(name, name))));
    assertThat(run()).isEqualTo(new MetadataProgress(1, 1, 0, 0));
    var corners = (MetadataGaps.MetadataFinding.CornersFound) gaps.findings.get(id);
    Envelope extent = corners.footprint().getEnvelopeInternal();
    assertThat(extent.getMinX()).isCloseTo(-84.22698, within(1e-9));
    assertThat(extent.getMaxY()).isCloseTo(35.62838, within(1e-9));
    assertThat(corners.sunPosition().elevation()).isCloseTo(59.24977384, within(1e-9));
    assertThat(corners.grids().reflective().epsg()).isEqualTo(32617);
  }

  @Test
  void textIsReadWhereThereIsNoJson() {
    String id = list("LC08_L1TP_193024_20180824_20200831_02_T1", 1);
    put(id, "MTL.txt", mtl(id, 10, 50));
    assertThat(run()).isEqualTo(new MetadataProgress(1, 1, 0, 0));
    assertThat(asked).containsExactly(path(id, "MTL.json"), path(id, "MTL.txt"));
  }

  @Test
  void cornersAcrossTheAntimeridianMakeTwoPieces() {
    String id = list("LC08_L1TP_074017_20180824_20200831_02_T1", 1);
    put(id, "MTL.json", json(id, 179, 60));
    assertThat(run().found()).isEqualTo(1);
    assertThat(
            ((MetadataGaps.MetadataFinding.CornersFound) gaps.findings.get(id))
                .footprint()
                .getNumGeometries())
        .isEqualTo(2);
  }

  @Test
  void scenesWithoutUsefulMetadataAreRemembered() {
    String none = list("LC08_L1TP_001001_20180821_20200831_02_T1", 1);
    String other = list("LC08_L1TP_001001_20180822_20200831_02_T1", 2);
    put(other, "MTL.json", json("LC08_L1TP_193024_20180824_20200831_02_T1", 10, 50));
    String flat = list("LC08_L1TP_001001_20180823_20200831_02_T1", 3);
    put(flat, "MTL.json", json(flat, Double.NaN, 50));
    String page = list("LC08_L1TP_001001_20180824_20200831_02_T1", 4);
    put(page, "MTL.txt", "<html>welcome</html>".getBytes(UTF_8));
    String huge = list("LC08_L1TP_001001_20180825_20200831_02_T1", 5);
    put(huge, "MTL.json", new byte[(1 << 20) + 1]);
    assertThat(run()).isEqualTo(new MetadataProgress(5, 0, 5, 0));
    assertThat(why(none)).isEqualTo("MTL.txt is not there");
    assertThat(why(page)).contains("SPACECRAFT_ID");
    asked.clear();
    assertThat(run()).isEqualTo(new MetadataProgress(0, 0, 0, 0));
    assertThat(asked).isEmpty();
    gaps.forgetMissing();
    put(none, "MTL.json", json(none, 10, 50));
    assertThat(run().found()).isEqualTo(1);
  }

  @Test
  void newestComeFirstAndALimitHolds() {
    for (int day = 10; day < 20; day++) {
      String id = list("LC08_L1TP_001001_201808%d_20200831_02_T1".formatted(day), day);
      put(id, "MTL.json", json(id, 10, 50));
    }
    assertThat(run(3)).isEqualTo(new MetadataProgress(3, 3, 0, 0));
    assertThat(gaps.findings.keySet())
        .containsExactly(
            "LC08_L1TP_001001_20180817_20200831_02_T1",
            "LC08_L1TP_001001_20180818_20200831_02_T1",
            "LC08_L1TP_001001_20180819_20200831_02_T1");
    assertThat(run().found()).isEqualTo(7);
  }

  @Test
  void aHostIsAskedNoMoreAtOnceThanItsLimit() {
    for (int day = 10; day < 30; day++) {
      String id = list("LC08_L1TP_001001_201808%d_20200831_02_T1".formatted(day), day);
      put(id, "MTL.json", json(id, 10, 50));
      scripts.put(
          path(id, "MTL.json"), exchange -> after(30, () -> send(exchange, json(id, 1, 2))));
    }
    assertThat(run().found()).isEqualTo(20);
    assertThat(mostUnder.get()).isBetween(2, 4);
  }

  @Test
  void aHostThatAsksToBeLeftAloneIs() {
    String id = list("LC08_L1TP_193024_20180824_20200831_02_T1", 1);
    put(id, "MTL.json", json(id, 10, 50));
    scripts.put(path(id, "MTL.json"), exchange -> refuse(exchange, 429, "1"));
    long began = System.nanoTime();
    assertThat(run().found()).isEqualTo(1);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(990));
  }

  @Test
  void aHostSaysUntilWhenByDate() {
    String id = list("LC08_L1TP_193024_20180824_20200831_02_T1", 1);
    put(id, "MTL.json", json(id, 10, 50));
    scripts.put(
        path(id, "MTL.json"), exchange -> refuse(exchange, 503, "Sat, 21 Nov 2026 12:00:01 GMT"));
    long began = System.nanoTime();
    assertThat(run().found()).isEqualTo(1);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(990));
  }

  @Test
  void aHostThatWantsToBeLeftAloneForLongIsAskedNoMore() {
    for (int day = 10; day < 20; day++) {
      String id = list("LC08_L1TP_001001_201808%d_20200831_02_T1".formatted(day), day);
      scripts.put(path(id, "MTL.json"), exchange -> refuse(exchange, 429, "86400"));
    }
    assertThat(run()).isEqualTo(new MetadataProgress(10, 0, 0, 10));
    assertThat(asked.size()).isLessThanOrEqualTo(4);
    assertThat(gaps.findings).isEmpty();
  }

  @Test
  void aHostThatFailsOnIsAskedNoMore() {
    server.stop(0);
    for (int day = 10; day < 30; day++) {
      list("LC08_L1TP_001001_201808%d_20200831_02_T1".formatted(day), day);
    }
    assertThat(run()).isEqualTo(new MetadataProgress(20, 0, 0, 20));
    assertThat(gaps.findings).isEmpty();
  }

  @Test
  void aSlowDripIsCutOff() {
    String id = list("LC08_L1TP_193024_20180824_20200831_02_T1", 1);
    put(id, "MTL.json", json(id, 10, 50));
    policy =
        new HostPolicy(
            4,
            2,
            Duration.ofMillis(300),
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofSeconds(3),
            8);
    scripts.put(
        path(id, "MTL.json"),
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          after(2000, () -> {});
        });
    assertThat(run().found()).isEqualTo(1);
  }

  @Test
  void redirectsAreFollowedOnTheSameHostOnly() {
    String near = list("LC08_L1TP_193024_20180824_20200831_02_T1", 2);
    files.put("/there", json(near, 10, 50));
    scripts.put(path(near, "MTL.json"), exchange -> redirect(exchange, "/there"));
    String far = list("LC08_L1TP_193024_20180825_20200831_02_T1", 1);
    String elsewhere = "http://localhost:%d/there".formatted(server.getAddress().getPort());
    scripts.put(path(far, "MTL.json"), exchange -> redirect(exchange, elsewhere));
    assertThat(run()).isEqualTo(new MetadataProgress(2, 1, 0, 1));
    assertThat(gaps.findings).containsOnlyKeys(near);
  }

  @Test
  void addressesThatMayNotBeAskedAreNot() {
    list("LC08_L1TP_193024_20180824_20200831_02_T1", 1);
    AddressPolicy closed =
        uri -> {
          throw new AddressRefusedException(uri, "not for us");
        };
    assertThat(new MetadataRun(gaps, fetcher(closed), 10).run(10, progress -> {}).failed())
        .isEqualTo(1);
    assertThat(asked).isEmpty();
  }

  @Test
  void aRunThatIsCanceledKeepsItsPages() {
    for (int i = 0; i < 300; i++) {
      String id = list("LC08_L1TP_001%03d_20180810_20200831_02_T1".formatted(i), i);
      put(id, "MTL.json", json(id, 10, 50));
    }
    var run = new MetadataRun(gaps, fetcher(AddressPolicy.anywhere()), 10);
    assertThatThrownBy(() -> run.run(Long.MAX_VALUE, progress -> run.cancel()))
        .hasMessageStartingWith("Canceled");
    assertThat(Thread.interrupted()).isFalse();
    assertThat(gaps.findings).hasSize(200);
    assertThat(run()).isEqualTo(new MetadataProgress(100, 100, 0, 0));
  }

  private MetadataProgress run() {
    return run(Long.MAX_VALUE);
  }

  private MetadataProgress run(long limit) {
    return new MetadataRun(gaps, fetcher(AddressPolicy.anywhere()), 10).run(limit, progress -> {});
  }

  private MtlFetcher fetcher(AddressPolicy addresses) {
    return new MtlFetcher(new DocumentClient(policy, addresses, NOON));
  }

  private String why(String id) {
    return ((MetadataGaps.MetadataFinding.NoMetadataFound) gaps.findings.get(id)).reason();
  }

  private static void send(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private static void refuse(HttpExchange exchange, int status, String retryAfter)
      throws IOException {
    exchange.getResponseHeaders().add("Retry-After", retryAfter);
    exchange.sendResponseHeaders(status, -1);
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().add("Location", to);
    exchange.sendResponseHeaders(302, -1);
  }

  @FunctionalInterface
  private interface Answering {
    void run() throws IOException;
  }

  private static void after(long millis, Answering work) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      return; // the test is over
    }
    work.run();
  }

  private static byte[] json(String id, double longitude, double latitude) {
    String corners = "";
    for (String corner : List.of("UL", "UR", "LR", "LL")) {
      double x = longitude + (corner.endsWith("R") ? 2 : 0);
      double y = latitude - (corner.startsWith("L") ? 2 : 0);
      corners +=
          ", \"CORNER_%s_LON_PRODUCT\": %s, \"CORNER_%s_LAT_PRODUCT\": %s"
              .formatted(corner, x > 180 ? x - 360 : x, corner, y);
    }
    return "{\"M\": {\"LANDSAT_PRODUCT_ID\": \"%s\", \"SPACECRAFT_ID\": \"LANDSAT_8\"%s}}"
        .formatted(id, corners)
        .replace("NaN", "\"NaN\"")
        .getBytes(UTF_8);
  }

  private static byte[] mtl(String id, double longitude, double latitude) {
    return new String(json(id, longitude, latitude), UTF_8)
        .replaceAll("^\\{\"M\": \\{|}}$", "")
        .replace(", ", "\n")
        .replace(":", " =")
        .replaceAll("\"([A-Z_]+)\" =", "$1 =")
        .getBytes(UTF_8);
  }

  private String list(String id, int day) {
    gaps.scenes.put(
        id,
        new LandsatScene(
            id,
            null,
            Instant.parse("2018-08-01T00:00:00Z").plus(Duration.ofDays(day)),
            null,
            1,
            1,
            "L1TP",
            2,
            "T1",
            null,
            "http://127.0.0.1:%d/scenes/%s/".formatted(server.getAddress().getPort(), id),
            null,
            Wrs2.footprint(1, 1),
            FootprintSource.WRS2_FRAME));
    return id;
  }

  private void put(String id, String end, byte[] body) {
    files.put(path(id, end), body);
  }

  private static String path(String id, String end) {
    return "/scenes/%s/%s_%s".formatted(id, id, end);
  }
}
