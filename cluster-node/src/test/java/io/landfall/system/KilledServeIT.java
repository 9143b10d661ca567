package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole system in one process, killed with its embedded database amid an export, goes on from the
 * journal. What a cluster of processes survives is in NamedFaultsIT.
 *
 * <p>The crop of a Landsat scene is asked for at 6 m, so that it makes several tasks, and tasks are
 * planned small.
 */
@Tag("system")
class KilledServeIT {
  private static final Pattern LEASED = Pattern.compile("Leasing task (\\d+) of (\\S+) to");

  /** Small tasks, and a cluster that notices a death quickly. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "landfall.render.task-size", "4MiB",
          "landfall.render.single-object-size", "1MiB",
          "akka.cluster.split-brain-resolver.stable-after", "3s",
          "akka.cluster.failure-detector.acceptable-heartbeat-pause", "2s");

  @TempDir Path folder;
  private final List<NodeProcess> nodes = new ArrayList<>();
  private Path scene;

  @BeforeEach
  void findScene() {
    scene = Programs.testData().resolve("landsat/LC80200392015216LGN00_crop");
  }

  @AfterEach
  void stopNodes() {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      nodes.get(i).close();
    }
  }

  @Test
  void aKilledNodeWithTheEntityAndItsDatabaseResumesFromTheJournal() throws IOException {
    Path alone = renderAlone();
    Path data = folder.resolve("serve");
    ApiNode serve = serve(data, "api,control,worker,ingest");

    String export = serve.submit(request());
    await("a task of " + export)
        .atMost(Duration.ofMinutes(2))
        .until(() -> serve.tilesDone(export) > 0);
    serve.node().kill();

    ApiNode again = serve(data, "api,control,worker,ingest");
    again.awaitSuccess(export);
    assertThat(again.download(export)).hasSameBinaryContentAs(alone);
    assertThat(
            Programs.landfall("audit", "reproduce", export, "--data-dir", data.toString())
                .expectSuccess()
                .stdout())
        .contains("Equal: ");
    assertNoStoredTaskWasRenderedTwice(export);
  }

  /** Renders the scene by the command line, in one process. */
  private Path renderAlone() {
    Path file = folder.resolve("alone.tif");
    Programs.run(
            Programs.landfallCommand(
                PROPERTIES,
                "export",
                "--scene",
                scene.toString(),
                "--bands",
                "4,3,2",
                "--srid",
                "3857",
                "--resolution",
                "6",
                "--data-dir",
                folder.resolve("alone-data").toString(),
                "-o",
                file.toString()))
        .expectSuccess();
    return file;
  }

  private String request() {
    return """
    {"source": {"scenes": ["%s"], "bands": ["4", "3", "2"]},
     "outputProjection": 3857, "resolution": 6}
    """
        .formatted(scene.getFileName());
  }

  private ApiNode serve(Path data, String roles) {
    ApiNode served =
        ApiNode.start(
            folder.resolve("serve-" + nodes.size() + ".log"),
            PROPERTIES,
            scene.getParent(),
            data,
            roles);
    nodes.add(served.node());
    return served;
  }

  /** Returns the indices of all tasks that any coordinator says it gave to a worker. */
  private List<Integer> leasedTasks(String export) {
    return nodes.stream()
        .flatMap(node -> LEASED.matcher(node.output()).results())
        .filter(line -> line.group(2).startsWith(export))
        .map((MatchResult line) -> Integer.parseInt(line.group(1)))
        .toList();
  }

  /**
   * A task that was in flight when the node died may be rendered again; one in the journal may not.
   */
  private void assertNoStoredTaskWasRenderedTwice(String export) {
    Pattern resuming =
        Pattern.compile("Resuming " + export + ": (\\d+) of (\\d+) tasks are already stored");
    MatchResult resumed =
        nodes.stream()
            .flatMap(node -> resuming.matcher(node.output()).results())
            .findFirst()
            .orElseThrow();
    int stored = Integer.parseInt(resumed.group(1));
    int tasks = Integer.parseInt(resumed.group(2));
    List<Integer> rendered = leasedTasks(export);
    assertThat(stored).as("tasks found in the journal").isPositive();
    assertThat(rendered.stream().distinct()).as("tasks leased").hasSize(tasks);
    assertThat(rendered.size() - tasks)
        .as("tasks leased twice")
        .isLessThanOrEqualTo(tasks - stored);
  }
}
