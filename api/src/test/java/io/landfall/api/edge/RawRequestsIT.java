package io.landfall.api.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.api.ApiFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no library would send, on real sockets. */
class RawRequestsIT {
  private static ApiFixture api;
  private static final String HOST = "Host: landfall\r\n";
  private static final String CLOSE = HOST + "Connection: close\r\n\r\n";
  private static final String LIVE = "GET /health/live HTTP/1.1\r\n";
  private static final String SEARCH =
      "POST /stac/search HTTP/1.1\r\nContent-Type: application/json\r\n";
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void close() {
    api.close();
  }

  /** T19: heads that two readers could read differently, each with a request hidden after it. */
  @ParameterizedTest
  @MethodSource("io.landfall.api.edge.MalformedRequests#ambiguous")
  void whatTwoReadersCouldReadDifferentlyIsRefused(String request) throws IOException {
    String answer = exchange(request + "GET /openapi.json HTTP/1.1\r\n" + CLOSE);
    assertThat(statuses(answer)).as(answer).hasSize(1);
    assertThat(statuses(answer).get(0)).isIn("400", "501", "505");
    assertThat(answer).contains("application/problem+json", "Connection: close");
  }

  @Test
  void aLineBreakBehindAByteOver7fIsNotSwallowed() throws IOException {
    // Akka HTTP alone reads X-A as if the next line were its end
    String answer =
        exchange(LIVE + HOST + "X-A: \u00e9\r\n\r\nGET /openapi.json HTTP/1.1\r\n" + CLOSE);
    assertThat(statuses(answer)).containsExactly("400");
    assertThat(answer).contains("line 3 of its head has, at byte 6, the byte 0xE9");
  }

  @Test
  void whatWasAskedBeforeABrokenRequestIsAnsweredFirst() throws IOException {
    String answer = exchange(LIVE + HOST + "\r\n" + LIVE + HOST + "\r\n" + "GET / \r\n\r\n");
    assertThat(statuses(answer)).containsExactly("200", "200", "400");
  }

  /** T10. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../etc/passwd",
        "/..;/etc/passwd",
        "/v1/exports/%2e%2e/%2e%2e/etc/passwd",
        "/v1/exports/..%2f..%2fetc%2fpasswd",
        "/v1/exports/%252e%252e%252fetc",
        "/v1/exports/%00",
        "/v1/downloads/x/%2e%2e%2f%2e%2e",
        "/v1/downloads/../../etc/passwd",
        "/v1/downloads/x/..%5c..%5cetc",
        "/v1//exports",
        "//v1/exports",
        "/v1/exports/%c0%ae%c0%ae",
        "/openapi.json/..%2f",
        "/stac/collections/..%2f..%2f/items",
        "/stac/collections/landsat/items/%2e%2e%2f",
        "/local_index/landsat/..%2f..%2f",
        "/health/%2e%2e/token",
        "/v1/exports/\\..\\..",
        "http://other/v1/../../x",
        "*"
      })
  void pathsLeadNowhereElse(String target) throws IOException {
    String answer =
        exchange("GET " + target + " HTTP/1.1\r\nAuthorization: Bearer ann-token\r\n" + CLOSE);
    assertThat(statuses(answer)).as(answer).hasSize(1);
    assertThat(statuses(answer).get(0)).as(answer).isIn("400", "403", "404", "405");
    assertThat(answer).doesNotContain("root:");
  }

  @Test
  void wellFormedRequestsOfAllKindsAreServed() throws IOException {
    assertThat(statuses(exchange("\r\n" + LIVE + HOST + "\r\n" + LIVE + CLOSE)))
        .as("an empty line before, and two at once")
        .containsExactly("200", "200");
    assertThat(exchange("GET /health/live HTTP/1.0\r\n" + HOST + "\r\n"))
        .contains(" 200 ", "\"UP\"");
    assertThat(exchange("HEAD /health/live HTTP/1.1\r\n" + CLOSE)).contains("HTTP/1.1 ");
    assertThat(
            exchange(
                SEARCH
                    + "Transfer-Encoding: chunked\r\n"
                    + CLOSE
                    + "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"))
        .contains(" 200 ", "FeatureCollection");
    assertThat(exchange(LIVE + "Content-Length: 2\r\n" + CLOSE + "{}")).contains(" 200 ");
    String longest = "/stac/search?ids=" + "a,".repeat(32_000);
    assertThat(exchange("GET " + longest + " HTTP/1.1\r\n" + CLOSE)).contains("problem+json");
  }

  @Test
  void aConnectionIsUsedAgainAndABodyWaitsToBeAskedFor() throws IOException {
    try (var connection = new RawConnection(api.port())) {
      for (int i = 0; i < 3; i++) {
        connection.send(LIVE + HOST + "\r\n");
        assertThat(connection.readAnswer()).contains(" 200 ");
        connection.send(SEARCH + HOST + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        assertThat(connection.readAnswer()).contains(" 100 ");
        connection.send("{}");
        assertThat(connection.readAnswer()).contains(" 200 ");
      }
      connection.send(LIVE + HOST + "\r\n");
      connection.endSending(); // it still listens
      assertThat(connection.readToEnd(Duration.ofSeconds(5))).contains(" 200 ");
    }
  }

  @Test
  void bodiesThatAreTooLargeAre413HoweverTheyCome() throws IOException {
    int size = 200_000;
    String spaces = " ".repeat(size);
    assertThat(statuses(exchange(SEARCH + "Content-Length: 200000\r\n" + CLOSE + spaces)))
        .containsExactly("413");
    String chunk = Integer.toHexString(size) + "\r\n" + spaces + "\r\n0\r\n\r\n";
    assertThat(statuses(exchange(SEARCH + "Transfer-Encoding: chunked\r\n" + CLOSE + chunk)))
        .containsExactly("413");
    assertThat(
            statuses(exchange(SEARCH + "Content-Length: 999999999999999999\r\n" + CLOSE + spaces)))
        .containsExactly("413");
    byte[] bomb = gzip(new byte[50 << 20]); // a thousandth of that
    assertThat(bomb).hasSizeLessThan(100_000);
    assertThat(postGzip(bomb)).isEqualTo(413);
  }

  @Test
  void compressedBodiesAreReadAndBrokenOnesAre400() throws IOException {
    assertThat(postGzip(gzip("{}".getBytes(StandardCharsets.UTF_8)))).isEqualTo(200);
    assertThat(postGzip("{}".getBytes(StandardCharsets.UTF_8))).isEqualTo(400);
    assertThat(
            statuses(
                exchange(SEARCH + "Content-Encoding: br\r\nContent-Length: 2\r\n" + CLOSE + "{}")))
        .containsExactly("415");
    assertThat(statuses(exchange(SEARCH + "Transfer-Encoding: chunked\r\n" + CLOSE + "zz\r\n")))
        .containsExactly("400");
    try (var connection = new RawConnection(api.port())) {
      connection.send(SEARCH + "Content-Length: 20\r\n" + CLOSE + "{}");
      connection.endSending();
      assertThat(statuses(connection.readToEnd(Duration.ofSeconds(5)))).containsExactly("400");
    }
  }

  @Test
  void whoeverIsTooSlowIsTold408() throws IOException {
    try (var head = new RawConnection(api.port());
        var body = new RawConnection(api.port());
        var unreadBody = new RawConnection(api.port());
        var silent = new RawConnection(api.port())) {
      head.send("GET /hea");
      body.send(SEARCH + "Content-Length: 20\r\n" + CLOSE + "{");
      unreadBody.send("POST /nowhere HTTP/1.1\r\nContent-Length: 20\r\n" + CLOSE + "{");
      assertThat(head.readToEnd(Duration.ofSeconds(4))).contains(" 408 ", "problem+json");
      assertThat(body.readToEnd(Duration.ofSeconds(4))).contains(" 408 ", "problem+json");
      assertThat(unreadBody.readToEnd(Duration.ofSeconds(4))).contains(" 404 ");
      assertThat(silent.readToEnd(Duration.ofSeconds(4))).isEmpty();
    }
  }

  @Test
  void heavyBodiesOfManyAreRefusedInTimeAndLightOnesAreNot() throws Exception {
    // each takes some seventy times its bytes once it is read
    String heavy = "{\"ids\":[" + "{},".repeat(33_000) + "{}]}";
    String request = SEARCH + "Content-Length: " + heavy.length() + "\r\n" + CLOSE + heavy;
    String light = SEARCH + "Content-Length: 2\r\n" + CLOSE + "{}";
    ExecutorService clients = Executors.newFixedThreadPool(32);
    try {
      List<Future<String>> answers =
          clients.invokeAll(Collections.<Callable<String>>nCopies(200, () -> exchange(request)));
      for (int i = 0; i < 20; i++) {
        assertThat(exchange(light)).contains(" 200 ");
      }
      Set<String> statuses = new TreeSet<>();
      for (Future<String> answer : answers) {
        statuses.addAll(statuses(answer.get()));
        if (answer.get().contains(" 503 ")) {
          assertThat(answer.get()).contains("Retry-After: ", "/problems/node-busy");
        }
      }
      assertThat(statuses).containsExactly("400", "503");
      assertThat(statuses(exchange(request))).as("alone").containsExactly("400");
    } finally {
      clients.shutdownNow();
    }
  }

  private static int postGzip(byte[] body) {
    return api.send(
            api.request("/stac/search")
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(body)))
        .statusCode();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var compressed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    }
    return compressed.toByteArray();
  }

  private static String exchange(String requests) throws IOException {
    return RawConnection.exchange(api.port(), requests);
  }

  private static List<String> statuses(String answer) {
    return STATUS.matcher(answer).results().map(found -> found.group(1)).toList();
  }
}
