package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker process that stands still within a task, while nobody has reason to think that it is
 * lost: leases and the cluster's patience last longer than the export.
 */
@Tag("chaos")
class FrozenWorkerIT {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "landfall.render.task-size",
          "1MiB",
          "landfall.render.lease-timeout",
          "10m",
          "akka.cluster.failure-detector.acceptable-heartbeat-pause",
          "10m");

  private static final String REQUEST =
      """
      {"source": {"scenes": ["LC80200392015216LGN00_crop"], "bands": ["4", "3", "2"]},
       "outputProjection": 3857, "resolution": 3}
      """;
  private static final Pattern LEASED =
      Pattern.compile("Leasing task (\\d+) of (\\S+) to akka://landfall@([^/\\s]+)/");
  private static final Pattern STORED = Pattern.compile("Stored task (\\d+) of (\\S+)");
  private static final Pattern JOINS =
      Pattern.compile("Node (\\S+) with \\[WORKER\\] joins the cluster");

  @TempDir Path folder;

  @Test
  void itsTaskIsBegunElsewhereAndTheFirstResultCounts() throws IOException {
    Path data = folder.resolve("data");
    ApiNode served =
        ApiNode.start(
            folder.resolve("serve.log"),
            PROPERTIES,
            Programs.testData().resolve("landsat"),
            data,
            "api,control");
    try (NodeProcess serve = served.node();
        NodeProcess one = worker(data, 1);
        NodeProcess other = worker(data, 2)) {
      String undisturbed = served.submit(REQUEST);
      served.awaitSuccess(undisturbed);
      await("both workers take part")
          .until(() -> isLeasedTo(serve, one) && isLeasedTo(serve, other));

      String export = served.submit(REQUEST);
      await("enough is stored to know how long tasks take")
          .pollInterval(Duration.ofMillis(20))
          .atMost(Duration.ofMinutes(2))
          .until(() -> storedTasks(serve, export).size() >= 4);
      signal("STOP", one);
      Set<Integer> held = heldBy(serve, one, export);
      try {
        assertThat(held).isNotEmpty();
        served.awaitSuccess(export);
        assertThat(serve.output())
            .containsPattern("Begun task %d of %s at ".formatted(anyOf(held), export));
      } finally {
        signal("CONT", one);
      }

      assertThat(sha256(served, export)).isEqualTo(sha256(served, undisturbed));
      assertThat(
              Programs.landfall(
                      "audit", "reproduce", export, "--threads", "1", "--data-dir", data.toString())
                  .expectSuccess()
                  .stdout())
          .contains("Equal: ");
      served.awaitSuccess(served.submit(REQUEST)); // the worker that was frozen is there again
      assertThat(storedCount(serve, export)).isEqualTo(storedTasks(serve, export).size());
      assertThat(one.isAlive()).isTrue();
    }
  }

  private static int anyOf(Set<Integer> tasks) {
    return tasks.iterator().next();
  }

  /** Returns the tasks that a worker has and nobody has stored. */
  private static Set<Integer> heldBy(NodeProcess serve, NodeProcess worker, String export) {
    Set<Integer> held = new HashSet<>();
    for (Matcher leased = LEASED.matcher(serve.output()); leased.find(); ) {
      if (leased.group(2).equals(export) && leased.group(3).equals(address(worker))) {
        held.add(Integer.parseInt(leased.group(1)));
      }
    }
    held.removeAll(storedTasks(serve, export));
    return held;
  }

  private static Set<Integer> storedTasks(NodeProcess serve, String export) {
    Set<Integer> stored = new HashSet<>();
    for (Matcher one = STORED.matcher(serve.output()); one.find(); ) {
      if (one.group(2).equals(export)) {
        stored.add(Integer.parseInt(one.group(1)));
      }
    }
    return stored;
  }

  private static long storedCount(NodeProcess serve, String export) {
    return STORED.matcher(serve.output()).results().filter(r -> r.group(2).equals(export)).count();
  }

  private static boolean isLeasedTo(NodeProcess serve, NodeProcess worker) {
    return LEASED
        .matcher(serve.output())
        .results()
        .anyMatch(leased -> leased.group(3).equals(address(worker)));
  }

  private static String address(NodeProcess worker) {
    Matcher joins = JOINS.matcher(worker.output());
    return joins.find() ? joins.group(1) : "";
  }

  private static String sha256(ApiNode served, String export) {
    JsonNode file = served.export(export).path("result").path("files").path(0);
    assertThat(file.path("sha256").asText()).isNotEmpty();
    return file.path("sha256").asText();
  }

  private static void signal(String name, NodeProcess process) throws IOException {
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
      assertThat(code).isZero();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private NodeProcess worker(Path data, int number) {
    return NodeProcess.start(
        folder.resolve("worker-" + number + ".log"),
        Map.of(),
        Programs.landfallCommand(
            PROPERTIES, "worker", "--workers", "1", "--data-dir", data.toString()));
  }
}
