package io.landfall.http;

import static io.landfall.http.HostileServer.endless;
import static io.landfall.http.HostileServer.stalled;
import static io.landfall.http.HostileServer.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against servers that mean harm, or are just broken. */
@Timeout(30)
class BoundedHttpClientIT {
  private static final Duration TIMEOUT = Duration.ofMillis(600);
  private static final Duration PATIENT = Duration.ofSeconds(20);
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String MIB = "x".repeat(1 << 20);

  private final BoundedHttpClient client = new BoundedHttpClient(PATIENT, NOON);
  private HostileServer server;

  @BeforeEach
  void serve() throws IOException {
    server = new HostileServer();
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void aBodyComesAsItIs() throws Exception {
    server.answer("200 OK", "", "here");
    BoundedBody body = get(100).body();
    assertThat(new String(body.bytes())).isEqualTo("here");
    assertThat(body.truncated()).isFalse();
    assertThat(server.header(0, "User-Agent")).isEqualTo("landfall");
    assertThat(get(4).body().truncated()).isFalse();
    assertThat(get(3).body().truncated()).isTrue();
    assertThat(get(0).body()).extracting(BoundedBody::truncated).isEqualTo(true);
  }

  @Test
  void anEndlessBodyIsBrokenOff() throws Exception {
    server.then(endless(OK + "\r\n", MIB, 0));
    BoundedBody body = get(5_000_000).body();
    assertThat(body.bytes()).hasSize(5_000_000);
    assertThat(body.truncated()).isTrue();
    assertThat(server.clientLeaves()).isTrue();
  }

  @Test
  void anEndlessBodyInChunksIsBrokenOff() throws Exception {
    server.then(endless(OK + "Transfer-Encoding: chunked\r\n\r\n", "100000\r\n" + MIB + "\r\n", 0));
    assertThat(get(5_000_000).body().truncated()).isTrue();
    assertThat(server.clientLeaves()).isTrue();
  }

  @Test
  void aLengthThatLiesSetsNoMemoryAside() throws Exception {
    server.then(
        (client, out) -> write(out, OK + "Content-Length: 9000000000000000000\r\n\r\nshort"));
    assertThatThrownBy(() -> get(1 << 20)).isInstanceOf(IOException.class);
  }

  @Test
  void aBodyThatEndsTooEarlyFailsAndBytesBeyondItsLengthAreNotTaken() throws Exception {
    server
        .then((client, out) -> write(out, OK + "Content-Length: 100\r\n\r\nshort"))
        .then((client, out) -> write(out, OK + "Content-Length: 5\r\n\r\nshort and more"));
    assertThatThrownBy(() -> get(1000)).isInstanceOf(IOException.class);
    assertThat(new String(get(1000).body().bytes())).isEqualTo("short");
  }

  @Test
  void aTrickleIsCutOff() throws Exception {
    server.then(endless(OK + "Content-Length: 1000000\r\n\r\n", "x", 50));
    long startNanos = System.nanoTime();
    assertThatThrownBy(() -> get(TIMEOUT, 1000))
        .isInstanceOf(HttpTimeoutException.class)
        .hasMessage("no whole answer came within PT0.6S");
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(PATIENT);
    assertThat(server.clientLeaves()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "HTTP/1.1", OK, OK + "Content-Length: 9\r\n\r\n", OK + "\r\n", OK + "\r\n{"})
  void aStallIsCutOff(String head) throws Exception {
    server.then(stalled(head));
    assertThatThrownBy(() -> get(TIMEOUT, 1000)).isInstanceOf(HttpTimeoutException.class);
    assertThat(server.clientLeaves()).isTrue();
  }

  /** By the JDK's own limits; its client leaves such a connection to the server to close. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 200 OK | X-More: and more | Header size too big",
        "HTTP/1.1 200 OK | x | Header size too big",
        "HTTP/1.1 102 Processing | '' | Too many interim responses",
      })
  void headersWithoutEndAreCutOff(String head, String more, String message) throws Exception {
    String start = head + "\r\n";
    server.then(
        more.isEmpty()
            ? endless("", (start + "\r\n").repeat(100), 0)
            : endless(start, (more + (more.contains(":") ? "\r\n" : "")).repeat(10_000), 0));
    assertThatThrownBy(() -> get(1000))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aConnectionThatIsResetOrSpeaksNoHttpFails() {
    server
        .then(
            (client, out) -> {
              write(out, OK + "Content-Length: 100\r\n\r\nshort");
              client.setSoLinger(true, 0); // the close is a reset
            })
        .then((client, out) -> client.setSoLinger(true, 0))
        .then((client, out) -> write(out, "220 mail.example ESMTP\r\n"));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> get(1000))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(HttpTimeoutException.class);
    }
  }

  @Test
  void nothingIsDecompressed() throws Exception {
    var bomb = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bomb)) {
      gzip.write(new byte[64 << 20]);
    }
    server.then(
        (client, out) -> {
          write(
              out,
              OK + "Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n".formatted(bomb.size()));
          out.write(bomb.toByteArray());
        });
    assertThat(get(1 << 20).body().bytes()).isEqualTo(bomb.toByteArray());
  }

  @Test
  void aLongBodyMayGetMoreTime() throws Exception {
    server.then(
        (client, out) -> {
          write(out, OK + "Content-Length: 2\r\n\r\nx");
          Thread.sleep(2 * TIMEOUT.toMillis());
          write(out, "y");
        });
    var patient =
        new ResponseLimits(TIMEOUT, head -> new ResponseLimits.BodyLimit(100, 2, PATIENT));
    assertThat(new String(client.get(anywhere(), patient).body().bytes())).isEqualTo("xy");
    assertThatThrownBy(() -> get(TIMEOUT, 100)).isInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void anInterruptEndsTheWaitAndTheRequest() throws Exception {
    server.then(stalled(OK));
    Thread waiting = Thread.currentThread();
    CompletableFuture.runAsync(
        () -> {
          awaitRequests(1);
          waiting.interrupt();
        });
    assertThatThrownBy(() -> get(1000)).isInstanceOf(InterruptedException.class);
    assertThat(server.clientLeaves()).isTrue();
  }

  @ParameterizedTest(name = "{0} is {1} s")
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | 7",
        "0 | 0",
        "86400 | 86400",
        "Sat, 21 Nov 2026 12:00:09 GMT | 9",
        "Sat, 21 Nov 2026 11:00:00 GMT | 0",
        "99999999999999999999 | 0",
        "-5 | 0",
        "soon | 0",
        "'' | 0",
      })
  void retryAfterIsSecondsOrADate(String header, long seconds) throws Exception {
    server.answer("503 Busy", "Retry-After: " + header + "\r\n", "");
    HttpResponse<BoundedBody> busy = get(1000);
    assertThat(ResponseHead.isTransient(busy.statusCode())).isTrue();
    assertThat(client.retryAfter(busy)).hasSeconds(seconds);
  }

  @Test
  void aStreamIsReadAsLongAsBytesCome() throws Exception {
    server.then(
        (client, out) -> {
          write(out, OK + "Content-Length: 6\r\n\r\n");
          for (char c : "stream".toCharArray()) {
            Thread.sleep(TIMEOUT.toMillis() / 3);
            write(out, String.valueOf(c));
          }
        });
    try (InputStream in = open().body()) {
      assertThat(new String(in.readAllBytes())).isEqualTo("stream");
    }
  }

  @Test
  void aStreamThatStallsOrIsCutFails() throws Exception {
    server
        .then(stalled(OK + "Content-Length: 100\r\n\r\nbegin"))
        .then((client, out) -> write(out, OK + "Content-Length: 100\r\n\r\nbegin"));
    try (InputStream in = open().body()) {
      assertThat(in.readNBytes(5)).hasSize(5);
      assertThatThrownBy(in::read)
          .isInstanceOf(HttpTimeoutException.class)
          .hasMessageStartingWith("no byte came for");
    }
    assertThat(server.clientLeaves()).isTrue();
    try (InputStream in = open().body()) {
      assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aStreamWithoutAHeadIsGivenUpAndOneOfAnErrorIsShort() throws Exception {
    server
        .then(stalled("HTTP/1.1 200"))
        .then(endless("HTTP/1.1 404 Not Found\r\n\r\n", MIB, 0))
        .redirect("/there")
        .answer("200 OK", "", "there");
    assertThatThrownBy(this::open).isInstanceOf(HttpTimeoutException.class);
    HttpResponse<InputStream> missing = open();
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.body().readAllBytes()).hasSize(8 << 10);
    assertThat(new String(open().body().readAllBytes())).isEqualTo("there");
  }

  private void awaitRequests(int count) {
    while (server.requests.size() < count) {
      Thread.onSpinWait();
    }
  }

  private GetRequest anywhere() {
    return new GetRequest(
        URI.create(server.url("/")), Map.of(), AddressPolicy.anywhere(), RedirectRule.NO_DOWNGRADE);
  }

  private HttpResponse<InputStream> open() throws IOException, InterruptedException {
    return client.open(anywhere(), TIMEOUT);
  }

  private HttpResponse<BoundedBody> get(int maxBytes) throws IOException, InterruptedException {
    return get(PATIENT, maxBytes);
  }

  private HttpResponse<BoundedBody> get(Duration timeout, int maxBytes)
      throws IOException, InterruptedException {
    return client.get(anywhere(), ResponseLimits.of(timeout, maxBytes));
  }
}
