package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.node.demo.TinyScene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes that exports live on, each behind a proxy of its own, and one that serves their
 * database: one of the three is told to end, or cut off from the others.
 */
@Tag("cluster")
class NodesJoinAndLeaveIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
  private static final Map<String, String> QUICK =
      Map.of(
          "akka.cluster.split-brain-resolver.stable-after", "6s",
          // on a busy machine heartbeats are late by seconds, and nodes that come and go for 10 s
          // all end
          "akka.cluster.failure-detector.acceptable-heartbeat-pause", "3s");
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(3);

  /** Since a node has come or gone: longer than exports may move. */
  private static final Duration SETTLED = Duration.ofSeconds(11);

  @TempDir static Path folder;
  private static final List<ClusterMember> MEMBERS = new ArrayList<>();
  private static Path data;
  private static String serveUrl;
  private static NodeProcess serve;
  private static TcpProxy serveProxy;
  private static String token;

  @BeforeAll
  static void start() throws Exception {
    TinyScene.write(folder.resolve("import"), "LC80220342026101LGN00");
    data = folder.resolve("data");
    int port = freePort();
    int servePort = freePort();
    serveProxy = TcpProxy.to("127.0.0.1", servePort);
    serveUrl = "http://127.0.0.1:" + port;
    serve =
        launch(
            "serve",
            behind(servePort, "127.0.0.10"),
            "serve",
            "--roles",
            "api",
            "--port",
            String.valueOf(port),
            "--cluster-port",
            String.valueOf(serveProxy.port()));
    await().atMost(Duration.ofMinutes(1)).until(() -> status(serveUrl, "/health/live") == 200);
    token = Programs.read(data.resolve("token")).strip();
    for (int i = 1; i <= 3; i++) {
      var member = new ClusterMember(i);
      member.start();
      MEMBERS.add(member);
    }
    for (ClusterMember member : MEMBERS) {
      member.awaitReady();
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> submit(serveUrl).statusCode() == 202);
  }

  @AfterAll
  static void stop() {
    MEMBERS.forEach(ClusterMember::close);
    MEMBERS.clear(); // a test that failed runs again in this JVM
    serve.close();
    serveProxy.close();
  }

  @Test
  void aNodeThatIsTerminatedLosesNoCallOfThoseWhoRetryOnce() throws Exception {
    ClusterMember leaving = MEMBERS.get(1);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      ids.add(
          id(
              await()
                  .atMost(Duration.ofSeconds(30))
                  .until(() -> submit(serveUrl), answer -> answer.statusCode() == 202)));
    }
    try (var load = new CallerLoad(List.of(serveUrl, leaving.url, MEMBERS.get(0).url), ids)) {
      load.awaitCalls(40);
      long terminated = System.nanoTime();
      leaving.node.terminate();
      int exitCode = leaving.node.awaitExit(Duration.ofSeconds(30));
      long endedMillis = (System.nanoTime() - terminated) / 1_000_000;
      load.awaitCalls(load.calls.get() + 40); // of those who do not find it any more
      load.end();
      System.out.printf(
          "SIGTERM under load: ended after %d ms with %d; %d calls, %d repeated, longest %d ms%n",
          endedMillis, exitCode, load.calls.get(), load.repeated.get(), load.longestMillis.get());
      assertThat(load.failures).isEmpty();
      assertThat(exitCode).as("of a process that SIGTERM ends").isEqualTo(143);
    }
    leaving.start();
    leaving.awaitReady();
  }

  @Test
  void f4TheMinorityRefusesWritesEndsAndComesBack() throws Exception {
    ClusterMember minority = MEMBERS.get(2);
    await()
        .pollDelay(SETTLED) // until then, what exports are asked may take longer
        .atMost(Duration.ofSeconds(30).plus(SETTLED))
        .until(() -> submit(minority.url).statusCode() == 202);
    List<String> accepted = new ArrayList<>();
    minority.isolate();
    long cut = System.nanoTime();
    long refusedMillis = -1;
    long longestMillis = 0;
    var others = new ForeignLoad();
    var unreadyMillis = new AtomicLong(-1);
    Set<String> refusals = new TreeSet<>();
    var readiness = new Thread(() -> noteWhenUnready(minority, cut, unreadyMillis));
    readiness.start();
    while (minority.node.isAlive() && seconds(cut) < 60) {
      try (var stalls = new StallMonitor()) {
        boolean isUnready = unreadyMillis.get() >= 0;
        long began = System.nanoTime();
        HttpResponse<String> answer = submit(minority.url);
        long took = (System.nanoTime() - began) / 1_000_000 - stalls.longest().toMillis();
        longestMillis = Math.max(longestMillis, took);
        if (answer.statusCode() == 202) {
          assertThat(isUnready).as("accepted by a node that knows it is cut off").isFalse();
          accepted.add(id(answer));
          continue;
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("Content-Type"))
            .hasValue("application/problem+json");
        refusals.add(JSON.readTree(answer.body()).path("type").asText());
        refusedMillis = refusedMillis < 0 ? millis(cut) : refusedMillis;
      } catch (UncheckedIOException e) {
        // it no longer listens
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    readiness.join();
    int exitCode = minority.node.awaitExit(Duration.ofSeconds(30));
    System.out.printf(
        "Cut off: first refusal after %d ms, unready after %d ms, ended after %d ms with %d;"
            + " longest answer %d ms, %d accepted before, refused with %s%n",
        refusedMillis,
        unreadyMillis.get(),
        millis(cut),
        exitCode,
        longestMillis,
        accepted.size(),
        refusals);
    assertThat(exitCode).isEqualTo(1);
    assertThat(longestMillis).isLessThan(others.stretch(LONGEST_ANSWER).toMillis());
    assertThat(unreadyMillis.get()).isBetween(0L, 15_000L);
    assertThat(refusals).anyMatch(type -> type.endsWith("cluster-unavailable"));

    await().atMost(Duration.ofSeconds(30)).until(() -> submit(serveUrl).statusCode() == 202);
    minority.heal();
    minority.start();
    minority.awaitReady();
    for (String id : accepted) {
      awaitReadable(id);
    }
    await().atMost(Duration.ofSeconds(90)).until(() -> submit(minority.url).statusCode() == 202);
  }

  /** Waits for what a node promised before it was cut off. */
  private static void awaitReadable(String id) {
    long began = System.nanoTime();
    Map<String, Long> answers = new LinkedHashMap<>();
    await(id)
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () -> {
              HttpResponse<String> answer =
                  NodeProcess.http("GET", serveUrl + "/v1/exports/" + id, token, null, null);
              answers.putIfAbsent(answer.statusCode() + " " + answer.body(), millis(began));
              assertThat(answer.statusCode())
                  .as("first answers and when: %s", answers)
                  .isEqualTo(200);
            });
    if (answers.size() > 1) {
      System.out.printf("Readable after %d ms: %s%n", millis(began), answers.keySet());
    }
  }

  /** Asks for readiness until {@code member} knows that it is cut off, or has ended. */
  private static void noteWhenUnready(ClusterMember member, long cut, AtomicLong unreadyMillis) {
    while (member.node.isAlive() && unreadyMillis.get() < 0) {
      try {
        HttpResponse<String> answer =
            NodeProcess.http("GET", member.url + "/health/ready", token, null, null);
        if (JSON.readTree(answer.body()).at("/checks/cluster").asText().equals("DOWN")) {
          unreadyMillis.set(millis(cut)); // of database and store it may think what it likes
        }
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (UncheckedIOException | IOException e) {
        // it no longer listens
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** One of the three and its place in the network. */
  private static final class ClusterMember implements AutoCloseable {
    private final int number;
    private final int port = freePort();
    private final int bindPort = freePort();
    private final TcpProxy proxy = TcpProxy.to("127.0.0.1", bindPort);
    private final String url = "http://127.0.0.1:" + port;
    private final String address;
    private NodeProcess node;
    private int starts;

    ClusterMember(int number) {
      this.number = number;
      this.address = "127.0.0." + (10 + number);
    }

    void start() {
      Map<String, String> properties = behind(bindPort, address);
      properties.put("landfall.api.port", String.valueOf(port));
      node =
          launch(
              "member-%d-%d".formatted(number, ++starts),
              properties,
              "worker",
              "--roles",
              "control,api",
              "--cluster-port",
              String.valueOf(proxy.port()));
    }

    void awaitReady() {
      await("node %d is ready".formatted(number))
          .atMost(Duration.ofSeconds(90))
          .until(
              () -> {
                assertThat(node.isAlive()).as(node::output).isTrue();
                return status(url, "/health/ready") == 200;
              });
    }

    /** Nobody hears this one, and it hears nobody. */
    void isolate() {
      proxy.blackhole();
      serveProxy.blackhole(this::isThis);
      others().forEach(other -> other.proxy.blackhole(this::isThis));
    }

    void heal() {
      proxy.heal();
      serveProxy.heal();
      others().forEach(other -> other.proxy.heal());
    }

    private List<ClusterMember> others() {
      return MEMBERS.stream().filter(member -> member != this).toList();
    }

    private boolean isThis(InetAddress client) {
      return client.getHostAddress().equals(address);
    }

    @Override
    public void close() {
      node.close();
      proxy.close();
    }
  }

  /** Callers that read and write without a pause, and repeat at another node what has failed. */
  private static final class CallerLoad implements AutoCloseable {
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private final AtomicLong longestMillis = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    CallerLoad(List<String> urls, List<String> ids) {
      for (int caller = 0; caller < urls.size(); caller++) {
        int first = caller;
        var thread = new Thread(() -> call(urls, ids, first));
        thread.start();
        threads.add(thread);
      }
    }

    private void call(List<String> urls, List<String> ids, int first) {
      for (int i = 0; !ended; i++) {
        String id = ids.get(i % ids.size());
        boolean write = i % 10 == 0;
        long began = System.nanoTime();
        calls.incrementAndGet();
        if (!isSuccessful(urls.get(first), id, write)) {
          repeated.incrementAndGet();
          waitRetryAfter();
          if (!isSuccessful(urls.get(first == 0 ? 2 : 0), id, write)) {
            failures.add("call %d of caller %d".formatted(i, first));
          }
        }
        longestMillis.accumulateAndGet((System.nanoTime() - began) / 1_000_000, Math::max);
      }
    }

    /** The least that a node which is about to leave asks of a client. */
    private static void waitRetryAfter() {
      try {
        TimeUnit.SECONDS.sleep(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static boolean isSuccessful(String url, String id, boolean write) {
      try {
        return write ? submit(url).statusCode() == 202 : status(url, "/v1/exports/" + id) == 200;
      } catch (UncheckedIOException e) {
        return false;
      }
    }

    void awaitCalls(long count) {
      await("%d calls".formatted(count))
          .atMost(Duration.ofMinutes(1))
          .until(() -> calls.get() >= count);
    }

    void end() throws InterruptedException {
      ended = true;
      for (Thread thread : threads) {
        thread.join();
      }
    }

    @Override
    public void close() {
      ended = true;
    }
  }

  /** Returns the properties of a node that listens at one port and calls from one address. */
  private static Map<String, String> behind(int bindPort, String address) {
    Map<String, String> properties = new HashMap<>(QUICK);
    properties.put("akka.remote.artery.bind.hostname", "127.0.0.1");
    properties.put("akka.remote.artery.bind.port", String.valueOf(bindPort));
    properties.put("akka.remote.artery.advanced.tcp.outbound-client-hostname", address);
    return properties;
  }

  private static NodeProcess launch(
      String name, Map<String, String> properties, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data-dir", data.toString()));
    return NodeProcess.start(
        folder.resolve(name + ".log"),
        Map.of("LANDFALL_IMPORT_FOLDER", folder.resolve("import").toString()),
        Programs.landfallCommand(properties, all.toArray(String[]::new)));
  }

  private static HttpResponse<String> submit(String url) {
    return NodeProcess.http(
        "POST",
        url + "/v1/exports",
        token,
        """
        {"source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]}}
        """,
        null);
  }

  private static String id(HttpResponse<String> accepted) {
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    var id = ID.matcher(accepted.body());
    assertThat(id.find()).isTrue();
    return id.group(1);
  }

  /** Returns the status of an answer; 0 when there is none. */
  private static int status(String url, String path) {
    try {
      return NodeProcess.http("GET", url + path, String.valueOf(token), null, null).statusCode();
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  private static long millis(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1_000_000;
  }

  private static long seconds(long sinceNanos) {
    return millis(sinceNanos) / 1_000;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
