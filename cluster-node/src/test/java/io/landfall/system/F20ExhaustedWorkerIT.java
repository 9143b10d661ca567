package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers that run out of heap or of file handles: they end or give their tasks back, and an export
 * is blamed only when no worker survives it.
 */
@Tag("system")
class F20ExhaustedWorkerIT {
  private static final String SCENE = "LC80200392015216LGN00_crop";
  private static final String REQUEST =
      """
      {"source": {"scenes": ["%s"], "bands": ["4", "3", "2"]},
       "outputProjection": 3857, "resolution": 6}
      """
          .formatted(SCENE);

  /** Four tasks, and a cluster that notices a death quickly. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "landfall.render.task-size", "4MiB",
          "landfall.render.single-object-size", "1MiB",
          "landfall.render.lease-timeout", "3s",
          "akka.cluster.split-brain-resolver.stable-after", "3s",
          "akka.cluster.failure-detector.acceptable-heartbeat-pause", "2s");

  /** Takes every task it can get, whatever its heap. */
  private static final Map<String, String> UNLIMITED_MEMORY =
      with("landfall.render.slots", "8", "landfall.render.memory", "4GiB");

  private static final Map<String, String> ONE_SLOT = with("landfall.render.slots", "1");

  /** Starts and joins with that, and renders nothing. */
  private static final int SMALL_HEAP_MEGABYTES = 48;

  private static final int OUT_OF_MEMORY = 3;

  @TempDir Path folder;
  private final List<NodeProcess> nodes = new ArrayList<>();

  @AfterEach
  void stopNodes() {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      nodes.get(i).close();
    }
  }

  @Test
  void aWorkerThatRunsOutOfHeapEndsAndOthersFinishItsTasks() throws IOException {
    ApiNode serve = serve("api,control,worker", ONE_SLOT);
    String alone = serve.submit(REQUEST);
    serve.awaitSuccess(alone);

    NodeProcess small = smallWorker("small");
    awaitJoined(small);
    String export = serve.submit(REQUEST);
    assertThat(small.awaitExit(Duration.ofMinutes(1))).isEqualTo(OUT_OF_MEMORY);
    serve.awaitSuccess(export);
    assertThat(serve.node().output())
        .containsAnyOf("Lost worker", "Reclaimed tasks without a heartbeat");
    assertThat(serve.download(export)).hasSameBinaryContentAs(serve.download(alone));
  }

  /** And renders again once it has handles. */
  @Test
  void aWorkerThatRunsOutOfFileHandlesGivesItsTasksToOthers() throws IOException {
    ApiNode serve = serve("api,control,worker", ONE_SLOT);
    String alone = serve.submit(REQUEST);
    serve.awaitSuccess(alone);

    int limit = handlesOfAnIdleWorker() + 1;
    NodeProcess exhausted =
        start(
            "exhausted",
            Map.of("JAVA_TOOL_OPTIONS", "-XX:-MaxFDLimit"), // leaves the limit where it is
            inShell("ulimit -S -n " + limit, Programs.landfallCommand(UNLIMITED_MEMORY, worker())));
    awaitJoined(exhausted);
    String export = serve.submit(REQUEST);
    serve.awaitSuccess(export);
    assertThat(serve.node().output()).contains("this node has no file handles left");
    assertThat(serve.download(export)).hasSameBinaryContentAs(serve.download(alone));

    String raise = "--nofile=4096:";
    assertThat(Programs.run("prlimit", "--pid", "" + exhausted.pid(), raise).exitCode()).isZero();
    int begin = serve.node().output().length();
    String later = serve.submit(REQUEST);
    serve.awaitSuccess(later);
    assertThat(serve.node().output().substring(begin))
        .contains("Leasing task", "to akka://landfall@127.0.0.1:") // another node's
        .doesNotContain("failed at");
    assertThat(serve.download(later)).hasSameBinaryContentAs(serve.download(alone));
  }

  @Test
  void f27APoisonTaskEndsItsExportInsteadOfKillingWorkersForEver() throws IOException {
    ApiNode serve = serve("api,control", ONE_SLOT);
    String export = serve.submit(REQUEST);
    int killed = 0;
    for (long began = System.nanoTime(); !serve.hasEnded(export); killed++) {
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMinutes(3));
      NodeProcess small = smallWorker("small-" + killed);
      await("death or the end of " + export)
          .atMost(Duration.ofMinutes(1))
          .until(() -> !small.isAlive() || serve.hasEnded(export));
    }
    var error = serve.export(export).path("deliveries").path(0).path("error");
    System.out.printf("No worker survives: %d started, then %s%n", killed, error);
    assertThat(serve.export(export).path("status").asText()).isEqualTo("ERROR");
    assertThat(error.path("type").asText()).endsWith("poison-task");
    assertThat(error.path("detail").asText()).contains("its worker");
    assertThat(killed).isBetween(3, 8);

    start("healthy", Map.of(), Programs.landfallCommand(ONE_SLOT, worker()));
    serve.awaitSuccess(serve.submit(REQUEST));
  }

  private ApiNode serve(String roles, Map<String, String> properties) {
    Path scenes = Programs.testData().resolve("landsat");
    var serve = ApiNode.start(folder.resolve("serve.log"), properties, scenes, data(), roles);
    nodes.add(serve.node());
    return serve;
  }

  /** Started by the launcher, whose part it is that it ends. */
  private NodeProcess smallWorker(String name) {
    StringBuilder options = new StringBuilder("-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    options.append(" -Xmx").append(SMALL_HEAP_MEGABYTES).append('m');
    UNLIMITED_MEMORY.forEach((key, value) -> options.append(" -D%s=%s".formatted(key, value)));
    List<String> command = new ArrayList<>();
    command.add(Programs.JAR.resolveSibling("landfall").toString());
    command.addAll(Arrays.asList(worker()));
    return start(
        name,
        Map.of(
            "LANDFALL_JAVA_OPTS", options.toString(),
            "LANDFALL_CLASSES", "off",
            "JAVA_HOME", System.getProperty("java.home")),
        command);
  }

  private int handlesOfAnIdleWorker() {
    NodeProcess idle =
        start("idle", Map.of(), Programs.landfallCommand(UNLIMITED_MEMORY, worker()));
    awaitJoined(idle);
    int handles = new File("/proc/%d/fd".formatted(idle.pid())).list().length;
    idle.close();
    return handles;
  }

  private static void awaitJoined(NodeProcess worker) {
    await("joined")
        .atMost(Duration.ofMinutes(1))
        .until(() -> worker.output().contains("joins the cluster"));
    await("connected").pollDelay(Duration.ofSeconds(2)).until(worker::isAlive);
  }

  private String[] worker() {
    return new String[] {"worker", "--data-dir", data().toString()};
  }

  private Path data() {
    return folder.resolve("data");
  }

  private static List<String> inShell(String first, List<String> command) {
    List<String> all = new ArrayList<>(List.of("bash", "-c", first + "; exec \"$@\"", "bash"));
    all.addAll(command);
    return all;
  }

  private NodeProcess start(String name, Map<String, String> environment, List<String> command) {
    NodeProcess node = NodeProcess.start(folder.resolve(name + ".log"), environment, command);
    nodes.add(node);
    return node;
  }

  private static Map<String, String> with(String... more) {
    Map<String, String> all = new HashMap<>(PROPERTIES);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }
}
