package io.landfall.api.edge;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.api.http.ConnectionSettings;
import io.landfall.api.proxy.TrustedProxies;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.concurrent.duration.FiniteDuration;

/** T20: those who hold connections and do not use them. */
class SlowClientsIT {
  private static final int MANY = 1_100;
  private static final int LARGE = 64 << 20; // more than the kernel takes for a client
  private static final String READY =
      "GET /health/ready HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

  private static final FiniteDuration BODY = FiniteDuration.create(20, TimeUnit.SECONDS);

  private final ActorTestKit testKit = ActorTestKit.create();
  private final Deque<RawConnection> held = new ArrayDeque<>();
  private final CompletableFuture<String> work = new CompletableFuture<>();
  private final CompletableFuture<Void> begun = new CompletableFuture<>();

  @AfterEach
  void close() throws IOException {
    for (RawConnection each : held) {
      each.close();
    }
    testKit.shutdownTestKit();
  }

  @Test
  void aThousandSlowHeadsDisturbNobody() throws Exception {
    int port = start(settings(200, 200));
    Duration alone = percentile99Alone(port);
    GoodClient good = GoodClient.start(port);
    for (int i = 0; i < MANY; i++) {
      hold(port, "GET /health/ready HTTP/1.1\r\nX-" + i);
      Thread.sleep(1);
    }
    for (int round = 0; round < 4; round++) { // each says a little from time to time
      Thread.sleep(300);
      for (RawConnection each : held) {
        sendIfOpen(each, ": a\r\nX");
      }
    }
    good.stop();
    System.out.printf("Beside %d slow heads: %s; alone p99 %s%n", MANY, good, alone);
    assertThat(good.failures()).isEmpty();
    Duration most = Collections.max(List.of(Duration.ofMillis(500), alone.multipliedBy(3)));
    assertThat(good.percentile(95)).isLessThan(most); // of some eighty, a machine stalls one or two
    assertThat(good.percentile(100)).isLessThan(most.multipliedBy(4));
  }

  @Test
  void manySlowBodiesMakeRoomAndWorkDoesNot() throws Exception {
    int port = start(settings(20, 20));
    RawConnection working =
        hold(port, "GET /work HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    for (int i = 0; i < 19; i++) {
      hold(port, "POST /work HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n");
    }
    Thread.sleep(300);
    assertThat(RawConnection.exchange(port, READY)).contains(" 503 ", "Retry-After", "node-busy");
    Thread.sleep(2_500); // so long nobody pauses who is not slow
    for (int i = 0; i < 50; i++) {
      assertThat(RawConnection.exchange(port, READY)).contains(" 200 ");
    }
    work.complete("done");
    assertThat(working.readToEnd(Duration.ofSeconds(5))).contains("done");
  }

  @Test
  void anAnswerThatNobodyTakesIsGivenUpAndASlowOneIsNot() throws Exception {
    int port = start(settings(20, 20));
    RawConnection never = hold(port, "GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
    RawConnection neverFile = hold(port, "GET /file HTTP/1.1\r\nHost: a\r\n\r\n");
    RawConnection slow = hold(port, "GET /file HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    long taken = 0;
    for (int i = 0; i < 40; i++) { // four seconds at some 10 MB/s
      taken += slow.read(1 << 20);
      Thread.sleep(100);
    }
    taken += slow.countToEnd();
    assertThat(taken).isGreaterThan(LARGE);
    assertThat(never.countToEnd()).as("cut off").isLessThan(LARGE);
    assertThat(neverFile.countToEnd()).as("cut off").isLessThan(LARGE);
  }

  @Test
  void whatIsUnderWayIsFinishedWhenTheNodeStops() throws Exception {
    int port = start(settings(20, 20));
    RawConnection idle = hold(port, "");
    RawConnection used = hold(port, "GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\n");
    used.readAnswer();
    RawConnection working = hold(port, "GET /work HTTP/1.1\r\nHost: a\r\n\r\n");
    begun.get(5, TimeUnit.SECONDS);
    var stopped = CompletableFuture.runAsync(testKit::shutdownTestKit);
    assertThat(idle.readToEnd(Duration.ofSeconds(3))).isEmpty();
    assertThat(used.readToEnd(Duration.ofSeconds(3))).isEmpty();
    work.complete("done");
    assertThat(working.readToEnd(Duration.ofSeconds(3))).contains("done", "Connection: close");
    stopped.get(5, TimeUnit.SECONDS);
  }

  private int start(ConnectionSettings settings) {
    return GuardedServer.start(
            "127.0.0.1",
            0,
            new TestRoutes().all(),
            settings,
            Duration.ofSeconds(3),
            testKit.system())
        .toCompletableFuture()
        .join()
        .getPort();
  }

  private static ConnectionSettings settings(int most, int perAddress) {
    return new ConnectionSettings(
        most,
        perAddress,
        TrustedProxies.NONE,
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        Duration.ofSeconds(1),
        256 << 10,
        256 << 10);
  }

  /** What this machine takes for it now, with all else that it does. */
  private static Duration percentile99Alone(int port) throws InterruptedException {
    for (int round = 0; ; round++) {
      GoodClient client = GoodClient.start(port);
      Thread.sleep(1_000);
      client.stop();
      if (round == 1) { // the first one warms up
        return client.percentile(99);
      }
    }
  }

  private RawConnection hold(int port, String bytes) throws IOException {
    var connection = new RawConnection(port);
    held.add(connection);
    connection.send(bytes);
    return connection;
  }

  private static void sendIfOpen(RawConnection connection, String bytes) {
    try {
      connection.send(bytes);
    } catch (IOException e) {
      // closed to make room
    }
  }

  private final class TestRoutes extends AllDirectives {
    Route all() {
      byte[] large = new byte[LARGE];
      return concat(
          path("large", () -> complete(response(HttpEntities.create(large)))),
          path("file", () -> complete(response(file()))),
          path("work", () -> extractStrictEntity(BODY, body -> work())),
          pathPrefix("health", () -> complete("ready")));
    }

    private Route work() {
      begun.complete(null);
      return completeOKWithFutureString(work);
    }

    private akka.http.javadsl.model.ResponseEntity file() {
      ByteString piece = ByteString.fromArray(new byte[64 << 10]);
      List<ByteString> pieces = new ArrayList<>();
      for (int i = 0; i < LARGE / piece.size(); i++) {
        pieces.add(piece);
      }
      return HttpEntities.create(ContentTypes.APPLICATION_OCTET_STREAM, LARGE, Source.from(pieces));
    }

    private HttpResponse response(akka.http.javadsl.model.ResponseEntity entity) {
      return HttpResponse.create().withEntity(entity);
    }
  }
}
