package io.landfall.http;

import static io.landfall.http.HostileServer.endless;
import static io.landfall.http.HostileServer.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.http.DocumentClient.DocumentResult;
import io.landfall.http.DocumentClient.DocumentResult.DocumentFound;
import io.landfall.http.DocumentClient.DocumentResult.DocumentMissing;
import io.landfall.http.DocumentClient.DocumentResult.DocumentUnavailable;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class DocumentClientIT {
  private static final HostPolicy QUICK = policy(Duration.ofMillis(500));

  private final DocumentClient client =
      new DocumentClient(QUICK, AddressPolicy.anywhere(), Clock.systemUTC());
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
  void aDocumentComesWhole() throws InterruptedException {
    server.answer("200 OK", "", "{}");
    assertThat(fetch())
        .isInstanceOfSatisfying(
            DocumentFound.class,
            found -> assertThat(found.bytes()).isEqualTo(new byte[] {'{', '}'}));
  }

  @ParameterizedTest
  @ValueSource(strings = {"403 Forbidden", "404 Not Found", "410 Gone"})
  void whatIsNotThereIsMissing(String status) throws InterruptedException {
    server.answer(status, "", "no");
    assertThat(fetch()).isInstanceOf(DocumentMissing.class);
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void whatIsTooLargeIsMissing() throws InterruptedException {
    server.then(endless("HTTP/1.1 200 OK\r\n\r\n", "x".repeat(500), 0));
    assertThat(fetch()).isInstanceOf(DocumentMissing.class);
  }

  @Test
  void whatPassesIsOutlasted() throws InterruptedException {
    server
        .answer("503 Busy", "", "")
        .then((client, out) -> client.setSoLinger(true, 0))
        .answer("200 OK", "", "{}");
    assertThat(fetch()).isInstanceOf(DocumentFound.class);
  }

  @Test
  void triesHaveAnEndAndItIsToldWhy() throws InterruptedException {
    server.answer("500 Trouble", "", "");
    assertThat(fetch()).isEqualTo(new DocumentUnavailable("127.0.0.1 answered 500, 3 times"));
    assertThat(server.requests).hasSize(3);
  }

  @Test
  void aHostThatOnlyFailsIsClosedForAll() throws InterruptedException {
    server.answer("500 Trouble", "", "");
    fetch();
    String closed =
        "127.0.0.1 is asked no more: it failed 4 times in a row, at last: 127.0.0.1 answered 500";
    assertThat(fetch()).isEqualTo(new DocumentUnavailable(closed));
    assertThat(fetch()).isEqualTo(new DocumentUnavailable(closed));
    assertThat(server.requests).hasSize(4);
  }

  @Test
  void aPauseIsWaitedForByAllAndOneTooLongClosesTheHost() throws InterruptedException {
    server
        .answer("429 Slow Down", "Retry-After: 1\r\n", "")
        .answer("200 OK", "", "{}")
        .answer("503 Busy", "Retry-After: 4\r\n", "");
    long startNanos = System.nanoTime();
    assertThat(fetch()).isInstanceOf(DocumentFound.class);
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
        .isBetween(Duration.ofMillis(990), Duration.ofSeconds(10));
    assertThat(fetch())
        .isEqualTo(new DocumentUnavailable("127.0.0.1 is asked no more: its Retry-After is 4 s"));
    assertThat(server.requests).hasSize(3);
  }

  @Test
  void aPauseUntilTheEndOfAllTimeClosesTheHost() throws InterruptedException {
    server.answer("503 Busy", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n", "");
    assertThat(fetch())
        .isInstanceOfSatisfying(
            DocumentUnavailable.class,
            refused ->
                assertThat(refused.toString())
                    .contains("127.0.0.1 is asked no more: its Retry-After is"));
    assertThat(server.requests).hasSize(1);
  }

  @Test
  @Timeout(30) // nothing signals that a thread waits, so their states are polled
  void aHostIsNotAskedMoreAtOnceThanIsAllowed() throws InterruptedException {
    var allOthersWait = new CountDownLatch(1);
    var twoAreAsked = new CountDownLatch(2);
    var under = new AtomicInteger();
    var most = new AtomicInteger();
    server.then(
        (client, out) -> {
          most.accumulateAndGet(under.incrementAndGet(), Math::max);
          twoAreAsked.countDown();
          allOthersWait.await();
          under.decrementAndGet();
          write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
        });
    var patient =
        new DocumentClient(
            policy(Duration.ofSeconds(20)), AddressPolicy.anywhere(), Clock.systemUTC());
    var results = new ConcurrentLinkedQueue<DocumentResult>();
    List<Thread> threads = Stream.generate(() -> fetcher(patient, results)).limit(8).toList();
    threads.forEach(Thread::start);
    while (threads.stream().filter(DocumentClientIT::waitsForASlot).count() < 6) {
      Thread.sleep(1);
    }
    assertThat(twoAreAsked.await(10, TimeUnit.SECONDS)).isTrue();
    allOthersWait.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(results).hasSize(8).hasOnlyElementsOfType(DocumentFound.class);
    assertThat(most).hasValue(2);
  }

  @Test
  void redirectsLeadNowhereElseAndRefusedAddressesAreNotTriedAgain() throws Exception {
    server.redirect("http://localhost:1/elsewhere");
    assertThat(fetch()).isEqualTo(new DocumentUnavailable("127.0.0.1 answered 302"));
    var closed = new DocumentClient(QUICK, AddressPolicy.internet(List.of()), Clock.systemUTC());
    assertThat(closed.fetch(URI.create(server.url("/a?sig=hush")), 1000))
        .isInstanceOfSatisfying(
            DocumentUnavailable.class,
            refused ->
                assertThat(refused.reason())
                    .contains("landfall.source.allowed-hosts")
                    .doesNotContain("hush"));
    assertThat(server.requests).hasSize(1);
  }

  private static HostPolicy policy(Duration responseTimeout) {
    return new HostPolicy(
        2,
        3,
        responseTimeout,
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofSeconds(3),
        4);
  }

  private static boolean waitsForASlot(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        && Stream.of(thread.getStackTrace())
            .anyMatch(frame -> frame.getClassName().equals(Semaphore.class.getName()));
  }

  private DocumentResult fetch() throws InterruptedException {
    return fetch(client);
  }

  private DocumentResult fetch(DocumentClient asking) throws InterruptedException {
    return asking.fetch(URI.create(server.url("/a.json")), 1000);
  }

  private Thread fetcher(DocumentClient asking, Queue<DocumentResult> results) {
    return new Thread(
        () -> {
          try {
            results.add(fetch(asking));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
