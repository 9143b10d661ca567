package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.node.demo.TinyScene;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * F27 on a single node: an export whose plan ends the process each time, among ordinary ones, and a
 * node that is started again after each death.
 */
@Tag("system")
class CrashLoopIT {
  private static final String SCENE = "LC80220342026101LGN00";
  private static final int OTHERS = 10;
  private static final int MAX_DEATHS = 3;
  private static final String UNHARMED = "none";
  private static final String REQUEST =
      """
      {"name": "%s", "source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]}}
      """;

  private static final Duration END_LIMIT = Duration.ofMinutes(5);

  @TempDir Path folder;

  /** At which failpoint the export of an id ends its process. */
  private final Map<String, String> killedAt = new ConcurrentHashMap<>();

  private final CountDownLatch allSubmitted = new CountDownLatch(1);
  private int failpointPort;
  private int starts;

  @Test
  void whatKillsItsNodeIsPoisonAfterThreeDeathsAndAllOthersSucceed() throws IOException {
    TinyScene.write(folder.resolve("scenes"), SCENE);
    try (var failpoints = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      failpointPort = failpoints.getLocalPort();
      daemon(() -> accept(failpoints));
      ApiNode node = start();
      String killer = submit(node, "guard.plan.begun");
      List<String> others = new ArrayList<>();
      for (int i = 0; i < OTHERS; i++) {
        others.add(submit(node, UNHARMED));
      }
      allSubmitted.countDown();
      node = restartUntilEnded(node, killer);
      try {
        assertPoison(node, killer, "poison-step", "Cannot make the plan of export");
        others.forEach(node::awaitSuccess);
        assertThat(starts - 1).as("deaths").isBetween(MAX_DEATHS, MAX_DEATHS + 1);
      } finally {
        node.node().close();
      }
    }
  }

  private String submit(ApiNode node, String failpoint) {
    String id = node.submit(REQUEST.formatted(failpoint));
    killedAt.put(id, failpoint);
    return id;
  }

  private ApiNode restartUntilEnded(ApiNode first, String export) {
    ApiNode node = first;
    for (long began = System.nanoTime(); System.nanoTime() - began < END_LIMIT.toNanos(); ) {
      try {
        if (node.hasEnded(export)) {
          return node;
        }
        Thread.sleep(200);
      } catch (UncheckedIOException e) { // it has died
        node.node().awaitExit(Duration.ofSeconds(10));
        node = startUntilAlive();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    node.node().close();
    throw new AssertionError("Not ended after %s: %s".formatted(END_LIMIT, export));
  }

  /** What it remembers may kill it before it serves. */
  private ApiNode startUntilAlive() {
    while (true) {
      try {
        return start();
      } catch (AssertionError died) {
        if (starts > 2 * MAX_DEATHS) {
          throw died;
        }
      }
    }
  }

  private static void assertPoison(ApiNode node, String id, String problem, String detail) {
    JsonNode error = node.export(id).path("deliveries").path(0).path("error");
    System.out.println("Poison: " + error);
    assertThat(error.path("type").asText()).endsWith(problem);
    assertThat(error.path("detail").asText())
        .startsWith(detail)
        .contains("nodes have ended while it was made");
  }

  private ApiNode start() {
    starts++;
    return ApiNode.start(
        folder.resolve("serve-%d.log".formatted(starts)),
        Map.of("landfall.failpoints", "127.0.0.1:" + failpointPort),
        folder.resolve("scenes"),
        folder.resolve("data"),
        "api,control,worker");
  }

  private void accept(ServerSocket failpoints) {
    while (!failpoints.isClosed()) {
      try {
        Socket hit = failpoints.accept();
        daemon(() -> serve(hit));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  /** A line is the failpoint, the id of an export and the process. */
  private void serve(Socket hit) {
    try (hit) {
      var in =
          new BufferedReader(new InputStreamReader(hit.getInputStream(), StandardCharsets.UTF_8));
      String[] words = in.readLine().split(" ");
      if (words[0].startsWith("guard.") && allSubmitted.await(30, TimeUnit.SECONDS)) {
        if (words[0].equals(killedAt.get(words[1]))) {
          ProcessHandle.of(Long.parseLong(words[2])).ifPresent(ProcessHandle::destroyForcibly);
        }
      }
      hit.getOutputStream().write('\n');
    } catch (IOException e) {
      // the node is gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void daemon(Runnable work) {
    var thread = new Thread(work, "failpoints");
    thread.setDaemon(true);
    thread.start();
  }
}
