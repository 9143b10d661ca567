package io.landfall.api.broker;

import static io.landfall.api.ApiFixture.header;
import static io.landfall.api.broker.FakePlanet.KEY;
import static io.landfall.api.broker.PlanetFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.ApiFixture;
import io.landfall.api.SampleScenes;
import io.landfall.api.broker.FakeServer.FakeResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Time, number, secrecy, and the Landsat scenes that Planet knows and our index finds. */
class PlanetLimitsIT {
  private static final String FAILED =
      "Failed to discover scenes from Planet API: Planet Labs gave no answer, ";
  private static final String DISCOVER = "/planet/discover/rapideye?PL_API_KEY=" + KEY;
  private static final String LANDSAT_ITEM = "GET /data/v1/item-types/Landsat8L1G/items/";
  private final FakePlanet planet = new FakePlanet();
  private final ApiFixture api =
      new ApiFixture(
          Map.of(
              "landfall.planet.url", planet.url(),
              "landfall.planet.landsat-host", "https://pds.example.org",
              "landfall.planet.answer-timeout", "2 s",
              "landfall.planet.calls", "1"));

  @AfterEach
  void close() {
    api.close();
    planet.close();
  }

  @Test
  void aSlowPlanetIs504AndIsAskedAgain() {
    var go = new CountDownLatch(1);
    planet.server.answer(asked -> answerAfter(go));
    text(get("discover/rapideye"), 504, FAILED + "it did not answer in time.\n");
    go.countDown();
    assertThat(get("discover/rapideye").statusCode()).isEqualTo(200);
  }

  @Test
  void oneCallTooManyIs503() throws InterruptedException {
    var here = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    planet.server.answer(
        asked -> {
          here.countDown();
          return answerAfter(go);
        });
    Map<String, String> settings =
        Map.of(
            "landfall.planet.url", planet.url(),
            "landfall.planet.answer-timeout", "60 s",
            "landfall.planet.calls", "1");
    try (var patient = new ApiFixture(settings)) {
      var slow = CompletableFuture.supplyAsync(() -> patient.send(patient.request(DISCOVER)));
      assertThat(here.await(20, TimeUnit.SECONDS)).isTrue();
      var busy = patient.send(patient.request(DISCOVER));
      text(busy, 503, FAILED + "too many calls are under way.\n");
      assertThat(header(busy, "Retry-After")).isEqualTo("5");
      go.countDown();
      assertThat(slow.join().statusCode()).isEqualTo(200);
    }
  }

  private static FakeResponse answerAfter(CountDownLatch go) {
    try {
      go.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return FakeResponse.json(FakePlanet.search(null));
  }

  @Test
  void aPlanetThatIsNotThereIs502() {
    planet.close();
    text(
        get("rapideye/x"),
        502,
        "Failed to find metadata for scene x: Planet Labs gave no answer, it cannot be reached.\n");
  }

  @Test
  void anAnswerThatStopsInTheMiddleIs504() throws IOException {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var stalled = new ApiFixture(settings("http://127.0.0.1:" + server.getLocalPort()))) {
      var threads = new Thread(() -> sendHalf(server));
      threads.setDaemon(true);
      threads.start();
      text(
          stalled.send(stalled.request("/planet/rapideye/x?PL_API_KEY=" + KEY)),
          504,
          "Failed to find metadata for scene x: Planet Labs gave no answer,"
              + " it did not answer in time.\n");
    }
  }

  private static void sendHalf(ServerSocket server) {
    try (var socket = server.accept()) {
      socket
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      Thread.sleep(20_000);
    } catch (IOException | InterruptedException e) {
      Thread.currentThread().interrupt(); // the test is over
    }
  }

  @Test
  void theKeyGoesToNoServerWithoutATrustedCertificate(@TempDir Path folder) throws Exception {
    try (var other =
            FakeServer.untrusted(
                asked -> FakeResponse.json(FakePlanet.search(null)), ownTls(folder));
        var careful = new ApiFixture(Map.of("landfall.planet.url", other.url()))) {
      text(careful.send(careful.request(DISCOVER)), 502, FAILED + "it cannot be reached.\n");
      assertThat(other.requests).isEmpty();
    }
  }

  private static Map<String, String> settings(String url) {
    return Map.of("landfall.planet.url", url, "landfall.planet.answer-timeout", "2 s");
  }

  private static SSLContext ownTls(Path folder) throws Exception {
    Path file = folder.resolve("own.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    var made =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                "own",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-keystore",
                file.toString(),
                "-storepass",
                "changeit")
            .start();
    assertThat(made.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  @ParameterizedTest(name = "{0}, in the index: {1}")
  @CsvSource({
    "L1T, false,"
        + " https://pds.example.org/L8/040/038/LC80400382019031LGN00/LC80400382019031LGN00_B10.TIF",
    "L1G, true,"
        + " https://pds.example.org/L8/040/038/LC80400382019031LGN00/LC80400382019031LGN00_B10.TIF",
    "L1GT, false,"
        + " https://pds.example.org/L8/040/038/LC80400382019031LGN00/LC80400382019031LGN00_B10.TIF",
    "L1GT, true, INDEX",
    "L1TP, true, INDEX",
    "L1GS, true, INDEX",
  })
  void bandsOfLandsatComeFromPathAndRowOrFromTheIndex(String type, boolean known, String band) {
    String entity = SampleScenes.NEWEST.entityId();
    if (known) {
      api.scenes.add(SampleScenes.NEWEST, Instant.EPOCH);
    }
    planet.replies.put(LANDSAT_ITEM + entity, FakeResponse.json(landsat(entity, type)));
    for (String name : List.of("landsat", "Landsat8L1G")) {
      var properties = api.json(get(name + "/" + entity)).get("properties");
      assertThat(properties.get("bands")).hasSize(11);
      String id = SampleScenes.NEWEST.id();
      assertThat(properties.at("/bands/tirs1").asText())
          .isEqualTo(
              band.equals("INDEX")
                  ? "https://landsat-pds.s3.amazonaws.com/c1/L8/%s/%s_B10.TIF".formatted(id, id)
                  : band);
      assertThat(properties.get("srcHorizontalAccuracy").asText()).isEqualTo("12m CE90");
      assertThat(properties.has("status")).isFalse();
    }
  }

  @ParameterizedTest(name = "{0} gives {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "L1TP | 404 | the index of Landsat scenes does not have it.",
        "XYZ | 502 | its data type, XYZ, is unknown.",
        "'' | 502 | its data type, none, is unknown.",
      })
  void landsatThatLeadsNowhereIsToldSo(String type, int status, String why) {
    planet.replies.put(LANDSAT_ITEM + "LC8", FakeResponse.json(landsat("LC8", type)));
    text(get("landsat/LC8"), status, "Failed to find metadata for scene LC8: " + why + "\n");
  }

  @Test
  void theKeyIsInNoLogLineAndNoAnswer() {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    root.addAppender(lines);
    root.setLevel(Level.TRACE);
    List<String> answers = new ArrayList<>();
    try {
      LoggerFactory.getLogger("control").trace("lines are seen");
      everyWayToFail().forEach(response -> answers.add(shown(response)));
    } finally {
      root.setLevel(before);
      root.detachAppender(lines);
    }
    String encoded = FakePlanet.authorization(KEY).substring("Basic ".length());
    assertThat(answers).hasSizeGreaterThan(15);
    assertThat(answers).noneMatch(text -> text.contains(KEY) || text.contains(encoded));
    assertThat(lines.list)
        .extracting(PlanetLimitsIT::shown)
        .anyMatch(text -> text.contains("lines are seen"))
        .noneMatch(text -> text.contains(KEY) || text.contains(encoded));
  }

  private List<HttpResponse<byte[]>> everyWayToFail() {
    List<HttpResponse<byte[]>> all = new ArrayList<>();
    for (String path :
        List.of("discover/rapideye", "rapideye/x", "activate/rapideye/x", "landsat/x", "none/x")) {
      all.add(get(path));
      all.add(get(path + "/more"));
      all.add(get(path + "?bbox=1"));
    }
    String next = FakePlanet.search(planet.url() + "/data/v1/x?_page=2", FakePlanet.item("a", 0.));
    planet.replies.put("POST /data/v1/quick-search", FakeResponse.json(next));
    planet.replies.put("GET /data/v1/x", FakeResponse.json(next));
    all.add(get("discover/rapideye"));
    for (FakeResponse reply :
        List.of(
            FakeResponse.of(400, "your key is " + KEY),
            FakeResponse.of(401, KEY),
            FakeResponse.of(500, KEY),
            FakeResponse.of(302, KEY),
            FakeResponse.json("{" + KEY))) {
      planet.server.answer(asked -> reply);
      all.add(get("discover/rapideye"));
      all.add(get("activate/rapideye/x"));
    }
    planet.server.answer(asked -> null); // the handler breaks off
    all.add(get("rapideye/x"));
    planet.close();
    all.add(get("rapideye/x"));
    all.add(
        api.send(
            api.request("/planet/discover/rapideye")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("PL_API_KEY=" + KEY + "&bbox=%"))));
    all.add(api.send(api.request("/localindex/discover/landsat_pds?bbox=1&PL_API_KEY=" + KEY)));
    return all;
  }

  private static String shown(HttpResponse<byte[]> response) {
    return response.statusCode()
        + " "
        + response.headers().map()
        + " "
        + new String(response.body(), StandardCharsets.UTF_8);
  }

  private static String shown(ILoggingEvent event) {
    return event.getLoggerName()
        + " "
        + event.getFormattedMessage()
        + " "
        + (event.getThrowableProxy() == null
            ? ""
            : ThrowableProxyUtil.asString(event.getThrowableProxy()));
  }

  private static String landsat(String id, String type) {
    var item = FakePlanet.item(id, 0.783);
    ((ObjectNode) item.get("properties"))
        .put("data_type", type)
        .put("wrs_path", 40)
        .put("wrs_row", 38)
        .put("satellite_id", "Landsat8");
    return item.toString();
  }

  private HttpResponse<byte[]> get(String path) {
    String key = (path.contains("?") ? "&" : "?") + "PL_API_KEY=" + KEY;
    return api.send(api.request("/planet/" + path + key));
  }
}
