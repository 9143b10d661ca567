package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.api.download.LinkSigner;
import io.landfall.api.download.LinkTerms;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.node.services.BackingServices;
import io.landfall.store.ObjectKeys;
import io.landfall.store.UploadBody;
import io.landfall.store.s3.S3ObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Downloads of a whole service that break off, go on, and come in many ranges. */
@ExtendWith(SharedService.Starter.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class F30DownloadIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String NAME = "large.tif";
  private static final String CUT_NAME = "cut.tif";
  private static final String SMALL_NAME = "small.tif";
  private static final String KEPT_NAME = "kept.tif";
  private static final String HUGE_NAME = "huge.tif";
  private static final int BYTES = 6_000_011;
  private static final int SMALL_BYTES = 200_000;
  private static final int HUGE_BYTES = 60 << 20;

  @TempDir Path folder;

  private final SharedService service;
  private final byte[] content = new byte[BYTES];
  private ExportAttempt attempt;
  private ActorTestKit testKit;
  private BackingServices services;
  private S3ObjectStore store;
  private LinkSigner links;

  F30DownloadIT(SharedService service) {
    this.service = service;
  }

  /** Puts a file beside that of an export, as large as outputs are. */
  @BeforeAll
  void putFile() throws Exception {
    new Random(30).nextBytes(content);
    String id =
        service.submit(
            "{\"source\": {\"scenes\": [\"LC80220342026101LGN00\"], \"bands\": [\"red\"]}}");
    attempt = new ExportAttempt(ExportId.parse(id), service.awaitEnd(id).path("attempt").asInt());
    testKit = ActorTestKit.create();
    services = BackingServices.connectToRunning(service.config());
    store = new S3ObjectStore(testKit.system(), services.storeSettings(service.config()));
    put(NAME, content);
    links = LinkKeys.load(services.database(), Clock.systemUTC()).links();
  }

  @AfterAll
  void close() throws Exception {
    for (String name : List.of(NAME, CUT_NAME, SMALL_NAME, KEPT_NAME, HUGE_NAME)) {
      store.delete(ObjectKeys.file(attempt, name)).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
    store.close();
    services.close();
    testKit.shutdownTestKit();
  }

  private void put(String name, byte[] bytes) throws Exception {
    store
        .put(ObjectKeys.file(attempt, name), UploadBody.of(bytes), "image/tiff")
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private URI link(long bytesPerSecond) {
    return link(NAME, bytesPerSecond);
  }

  private URI link(String name, long bytesPerSecond) {
    var terms = new LinkTerms(bytesPerSecond, Duration.ofHours(1));
    String signature = links.sign(attempt, name, terms, Long.MAX_VALUE);
    return URI.create("%s/v1/downloads/%s/%s".formatted(service.url(), signature, name));
  }

  private HttpRequest.Builder request(URI link) {
    return HttpRequest.newBuilder(link).timeout(Duration.ofSeconds(60));
  }

  @Test
  void f30_aDownloadThatBrokeOffGoesOnAndIsTheSameFile() throws Exception {
    var read = new ByteArrayOutputStream();
    String etag;
    try (var reader = RawReader.open(link(0))) {
      etag = reader.header("etag");
      read.write(reader.read(1_234_567));
    }
    HttpResponse<byte[]> rest =
        HTTP.send(
            request(link(0))
                .header("Range", "bytes=%d-".formatted(read.size()))
                .header("If-Range", etag)
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(rest.statusCode()).isEqualTo(206);
    read.write(rest.body());
    assertThat(read.toByteArray()).isEqualTo(content);
  }

  @Test
  void f30_fiftyRangesAtOnceMakeTheFile() {
    int size = BYTES / 50 + 1;
    List<CompletableFuture<HttpResponse<byte[]>>> parts = new ArrayList<>();
    for (int from = 0; from < BYTES; from += size) {
      String range = "bytes=%d-%d".formatted(from, Math.min(BYTES, from + size) - 1);
      HttpRequest part = request(link(0)).header("Range", range).build();
      parts.add(HTTP.sendAsync(part, BodyHandlers.ofByteArray()));
    }
    var all = new ByteArrayOutputStream();
    parts.forEach(part -> all.writeBytes(part.join().body()));
    assertThat(parts).hasSize(50);
    assertThat(all.toByteArray()).isEqualTo(content);
  }

  @Test
  void f30_readersWhoPauseHoldNoMemoryAndKeepNobodyWaiting() throws Exception {
    List<RawReader> paused = new ArrayList<>();
    try {
      for (int i = 0; i < 30; i++) {
        paused.add(RawReader.open(link(0)));
      }
      HttpResponse<byte[]> quick = HTTP.send(request(link(0)).build(), BodyHandlers.ofByteArray());
      assertThat(quick.body()).isEqualTo(content);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> metric("landfall_downloads_memory_bytes") == 0);
      assertThat(metric("landfall_downloads_active")).isGreaterThanOrEqualTo(30);
      assertThat(paused.get(0).read(BYTES)).as("he goes on").isEqualTo(content);
    } finally {
      for (RawReader each : paused) {
        each.close();
      }
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> metric("landfall_downloads_active") == 0);
  }

  /** Ordinary readers, whose system buffers what they have not read. */
  @Test
  @Tag("cluster")
  void o5_ofAThousandDownloadsWholeOnesCountToTheByteAndCutOnesNoMoreThanWasReceived()
      throws Exception {
    put(SMALL_NAME, Arrays.copyOf(content, SMALL_BYTES));
    put(CUT_NAME, content);
    var random = new Random(53);
    ExecutorService readers = Executors.newFixedThreadPool(8);
    long wholeBytes = 0;
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        boolean isLarge = i % 25 == 0;
        int size = isLarge ? BYTES : SMALL_BYTES;
        boolean isCut = i % 10 >= 7 || i % 250 == 0;
        int bytes = isCut ? random.nextInt(size) : size;
        wholeBytes += isCut ? 0 : bytes;
        all.add(readers.submit(() -> read(link(isLarge ? CUT_NAME : SMALL_NAME, 0), bytes)));
      }
      for (Future<?> each : all) {
        each.get(60, TimeUnit.SECONDS);
      }
    } finally {
      readers.shutdownNow();
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> ledger("count(counted)") == 1_000);
    assertThat(ledger("count(*) FILTER (WHERE outcome = 'WHOLE')")).isEqualTo(696);
    assertThat(ledger("sum(counted) FILTER (WHERE outcome = 'WHOLE')")).isEqualTo(wholeBytes);
    assertThat(ledger("sum(counted)")).as("none of these was sure").isEqualTo(wholeBytes);
  }

  private Void read(URI link, int bytes) throws IOException {
    try (var reader = RawReader.openBuffered(link)) {
      assertThat(reader.read(bytes)).isEqualTo(Arrays.copyOf(content, bytes));
    }
    return null;
  }

  @Test
  void o5_ofWhatWasCutOffAsMuchCountsAsWasSurelyReceived() throws Exception {
    byte[] huge = new byte[HUGE_BYTES];
    put(HUGE_NAME, huge);
    int received = 52 << 20;
    try (var reader = RawReader.openBuffered(link(HUGE_NAME, 0))) {
      reader.read(received);
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> ledger("count(counted)", HUGE_NAME) == 1);
    assertThat(ledger("count(*) FILTER (WHERE outcome = 'CUT')", HUGE_NAME)).isEqualTo(1);
    assertThat(ledger("sum(counted)", HUGE_NAME))
        .isBetween(received - (34L << 20), (long) received);
    assertThat(ledger("sum(served)", HUGE_NAME)).isGreaterThanOrEqualTo(received);
  }

  @Test
  void o5_whoeverKeepsHisConnectionHasGotTheFile() throws Exception {
    put(KEPT_NAME, content);
    try (var reader = RawReader.openBuffered(link(KEPT_NAME, 0))) {
      reader.read(BYTES);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> ledger("count(*) FILTER (WHERE outcome = 'WHOLE')", KEPT_NAME) == 1);
    }
  }

  private long ledger(String column) throws SQLException {
    return ledger(column, CUT_NAME) + ledger(column, SMALL_NAME);
  }

  private long ledger(String column, String name) throws SQLException {
    String sql = "SELECT " + column + " FROM downloads WHERE export_id = ? AND file = ?";
    try (Connection connection = services.database().dataSource().getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, attempt.id().value());
      select.setString(2, name);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  @Test
  void t24_rangesAtOnceShareTheRateOfTheirLink() {
    long begun = System.nanoTime();
    List<CompletableFuture<HttpResponse<byte[]>>> parts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String range = "bytes=%d-%d".formatted(i * 100_000, i * 100_000 + 99_999);
      HttpRequest part =
          request(link(500_000))
              .header("Range", range)
              .header("X-Forwarded-For", "203.0.113." + i)
              .build();
      parts.add(HTTP.sendAsync(part, BodyHandlers.ofByteArray()));
    }
    parts.forEach(part -> assertThat(part.join().body()).hasSize(100_000));
    double seconds = (System.nanoTime() - begun) / 1e9;
    assertThat(seconds).as("of 2 s").isGreaterThan(1.8);
  }

  @Test
  void t13_revokedLinksAreForbiddenAndNewOnesGood() throws Exception {
    String id =
        service.submit(
            "{\"source\": {\"scenes\": [\"LC80220342026101LGN00\"], \"bands\": [\"red\"]}}");
    JsonNode file = service.awaitEnd(id).at("/result/files/0");
    URI old = URI.create(file.path("href").asText());
    assertThat(status(old)).isEqualTo(200);
    assertThat(
            service
                .send("DELETE", "/v1/exports/" + id + "/links", service.token(), null)
                .statusCode())
        .isEqualTo(204);
    HttpResponse<String> refused = HTTP.send(request(old).build(), BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("link-revoked");
    assertThat(status(URI.create(service.export(id).at("/result/files/0/href").asText())))
        .isEqualTo(200);
  }

  @Test
  void usageTellsWhatWasServedRenderedAndDelivered() throws Exception {
    JsonNode before = JSON.readTree(service.get("/v1/usage").body()).path("total");
    String id =
        service.submit(
            "{\"source\": {\"scenes\": [\"LC80220342026101LGN00\"], \"bands\": [\"red\"]}}");
    JsonNode export = service.awaitEnd(id);
    JsonNode grid = export.at("/plan/grid");
    long pixels = grid.path("width").asLong() * grid.path("height").asLong();
    long delivered = 0;
    for (JsonNode file : export.at("/result/files")) {
      delivered += file.path("bytes").asLong();
    }
    assertThat(pixels).isPositive();
    assertThat(delivered).isPositive();
    long least = before.path("bytesDelivered").asLong() + delivered;
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> total("bytesDelivered") >= least); // others export here, too
    assertThat(total("pixelsRendered") - before.path("pixelsRendered").asLong())
        .isGreaterThanOrEqualTo(pixels);
    assertThat(service.get("/v1/usage?from=2026-01-02&to=2026-01-01").statusCode()).isEqualTo(400);
    assertThat(service.get("/v1/usage?from=yesterday").statusCode()).isEqualTo(400);
  }

  private long total(String figure) throws Exception {
    return JSON.readTree(service.get("/v1/usage").body()).at("/total/" + figure).asLong();
  }

  /** GDAL looks for size and sidecars by HEAD, reads the header, and then the tile. */
  @Test
  @EnabledIf("hasGdal")
  void gdalReadsAWindowOfOneTileInThreeRanges() throws Exception {
    String id =
        service.submit(
            "{\"source\": {\"scenes\": [\"LC80220342026101LGN00\"], \"bands\": [\"red\"]}}");
    JsonNode file = service.awaitEnd(id).at("/result/files/0");
    Path window = folder.resolve("window.tif");
    Process gdal =
        new ProcessBuilder(
                "gdal_translate",
                "-q",
                "-srcwin",
                "0",
                "0",
                "8",
                "8",
                "/vsicurl/" + file.path("href").asText(),
                window.toString())
            .inheritIO()
            .start();
    assertThat(gdal.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(gdal.exitValue()).isZero();
    assertThat(window).isNotEmptyFile();
    String sql = "SELECT count(*) FROM downloads WHERE export_id = ?";
    try (Connection connection = services.database().dataSource().getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, ExportId.parse(id).value());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        assertThat(row.getInt(1)).isBetween(1, 3);
      }
    }
  }

  static boolean hasGdal() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "gdal_translate")));
  }

  private int status(URI link) throws Exception {
    return HTTP.send(request(link).build(), BodyHandlers.ofByteArray()).statusCode();
  }

  private double metric(String name) throws IOException, InterruptedException {
    HttpRequest scrape = HttpRequest.newBuilder(URI.create(service.url() + "/metrics")).build();
    return HTTP.send(scrape, BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }
}
