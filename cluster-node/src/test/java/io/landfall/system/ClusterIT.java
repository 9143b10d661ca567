package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One export by processes of their own: the same bytes whoever renders, whoever dies.
 *
 * <p>The crop of a Landsat scene is asked for at 6 m, so that it makes several runs, and runs are
 * planned small.
 */
@Tag("cluster")
class ClusterIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LEASED = Pattern.compile("Leasing run (\\d+) of (\\S+) to");

  /** Small runs, and a cluster that notices a death quickly. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "landfall.render.run-size", "4MiB",
          "landfall.render.single-object-size", "1MiB",
          "akka.cluster.split-brain-resolver.stable-after", "3s",
          "akka.cluster.failure-detector.acceptable-heartbeat-pause", "2s");

  @TempDir Path folder;
  private final List<RunningNode> nodes = new ArrayList<>();
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
  void twoWorkersGiveTheBytesOfOneProcessAlsoWhenOneIsKilled() throws IOException {
    Path alone = renderAlone();
    Path data = folder.resolve("serve");
    Serve serve = serve(data, "api,control");
    RunningNode first = worker(data, "worker-1");
    worker(data, "worker-2");

    String undisturbed = serve.submit(scene);
    serve.awaitSuccess(undisturbed);
    assertThat(serve.download(undisturbed)).hasSameBinaryContentAs(alone);

    String disturbed = serve.submit(scene);
    await("a run of " + disturbed)
        .atMost(Duration.ofMinutes(2))
        .until(() -> serve.tilesDone(disturbed) > 0);
    first.kill();
    serve.awaitSuccess(disturbed);
    assertThat(serve.download(disturbed)).hasSameBinaryContentAs(alone);
    assertThat(leasedRuns(disturbed)).as("runs leased").isNotEmpty();
  }

  @Test
  void aKilledNodeWithTheEntityAndItsDatabaseResumesFromTheJournal() throws IOException {
    Path alone = renderAlone();
    Path data = folder.resolve("serve");
    Serve serve = serve(data, "api,control,worker,ingest");

    String export = serve.submit(scene);
    await("a run of " + export)
        .atMost(Duration.ofMinutes(2))
        .until(() -> serve.tilesDone(export) > 0);
    serve.node().kill();

    Serve again = serve(data, "api,control,worker,ingest");
    again.awaitSuccess(export);
    assertThat(again.download(export)).hasSameBinaryContentAs(alone);
    assertNoStoredRunWasRenderedTwice(export);
  }

  @Test
  void theLossOfTheEntitysNodeMovesItToAnother() throws IOException {
    Path alone = renderAlone();
    Path data = folder.resolve("serve");
    Serve serve = serve(data, "api");
    List<RunningNode> controls = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      controls.add(control(data, "control-" + i));
    }

    String export = serve.submit(scene);
    await("a run of " + export)
        .atMost(Duration.ofMinutes(2))
        .until(() -> serve.tilesDone(export) > 0);
    RunningNode host =
        controls.stream()
            .filter(node -> node.output().contains("Rendering " + export))
            .findFirst()
            .orElseThrow();
    host.kill();

    serve.awaitSuccess(export);
    assertThat(serve.download(export)).hasSameBinaryContentAs(alone);
    assertNoStoredRunWasRenderedTwice(export);
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

  private Serve serve(Path data, String roles) throws IOException {
    int port = freePort();
    RunningNode node =
        start(
            "serve-" + nodes.size(),
            Map.of("LANDFALL_IMPORT_FOLDER", scene.getParent().toString()),
            "serve",
            "--port",
            String.valueOf(port),
            "--data-dir",
            data.toString(),
            "--roles",
            roles);
    String url = "http://127.0.0.1:" + port;
    await("serve is up").atMost(Duration.ofMinutes(1)).until(() -> answersLive(url, node));
    return new Serve(node, url, Programs.read(data.resolve("token")).strip());
  }

  private static boolean answersLive(String url, RunningNode node) {
    assertThat(node.isAlive()).as(node::output).isTrue();
    try {
      return RunningNode.http("GET", url + "/health/live", "", null, null).statusCode() == 200;
    } catch (java.io.UncheckedIOException e) {
      return false;
    }
  }

  private RunningNode worker(Path data, String name) {
    return start(name, Map.of(), "worker", "--data-dir", data.toString());
  }

  private RunningNode control(Path data, String name) {
    return start(
        name,
        Map.of("LANDFALL_IMPORT_FOLDER", scene.getParent().toString()),
        "worker",
        "--roles",
        "control,worker",
        "--data-dir",
        data.toString());
  }

  private RunningNode start(String name, Map<String, String> environment, String... arguments) {
    RunningNode node =
        RunningNode.start(
            folder.resolve(name + ".log"),
            new HashMap<>(environment),
            Programs.landfallCommand(PROPERTIES, arguments));
    nodes.add(node);
    return node;
  }

  /** Returns the indices of all runs that any coordinator says it gave to a worker. */
  private List<Integer> leasedRuns(String export) {
    return nodes.stream()
        .flatMap(node -> LEASED.matcher(node.output()).results())
        .filter(line -> line.group(2).startsWith(export))
        .map((MatchResult line) -> Integer.parseInt(line.group(1)))
        .toList();
  }

  /**
   * A run that was in flight when the node died may be rendered again; one in the journal may not.
   */
  private void assertNoStoredRunWasRenderedTwice(String export) {
    Pattern resuming =
        Pattern.compile("Resuming " + export + ": (\\d+) of (\\d+) runs are already stored");
    MatchResult resumed =
        nodes.stream()
            .flatMap(node -> resuming.matcher(node.output()).results())
            .findFirst()
            .orElseThrow();
    int stored = Integer.parseInt(resumed.group(1));
    int runs = Integer.parseInt(resumed.group(2));
    List<Integer> rendered = leasedRuns(export);
    assertThat(stored).as("runs found in the journal").isPositive();
    assertThat(rendered.stream().distinct()).as("runs leased").hasSize(runs);
    assertThat(rendered.size() - runs).as("runs leased twice").isLessThanOrEqualTo(runs - stored);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** A running API node and its token. */
  private record Serve(RunningNode node, String url, String token) {

    /** Submits until it is accepted, as a client does: 503 until nodes with exports have joined. */
    String submit(Path scene) throws IOException {
      String body =
          """
          {"source": {"scenes": ["%s"], "bands": ["4", "3", "2"]},
           "outputProjection": 3857, "resolution": 6}
          """
              .formatted(scene.getFileName());
      String key = UUID.randomUUID().toString();
      HttpResponse<String> accepted =
          await("acceptance")
              .atMost(Duration.ofMinutes(1))
              .until(
                  () -> RunningNode.http("POST", url + "/v1/exports", token, body, key),
                  answer -> answer.statusCode() != 503);
      assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
      return JSON.readTree(accepted.body()).path("id").asText();
    }

    JsonNode export(String id) {
      try {
        HttpResponse<String> answer =
            RunningNode.http("GET", url + "/v1/exports/" + id, token, null, null);
        return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : JSON.createObjectNode();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    long tilesDone(String id) {
      return export(id).path("progress").path("tilesDone").asLong();
    }

    void awaitSuccess(String id) {
      await("SUCCESS of " + id)
          .atMost(Duration.ofMinutes(4))
          .pollInterval(Duration.ofMillis(500))
          .until(
              () -> export(id).path("status").asText(),
              status -> status.equals("SUCCESS") || status.equals("ERROR"));
      assertThat(export(id).path("status").asText())
          .as(export(id).toPrettyString())
          .isEqualTo("SUCCESS");
    }

    Path download(String id) throws IOException {
      String name = export(id).path("result").path("files").path(0).path("name").asText();
      return RunningNode.download(
          url + "/v1/exports/" + id + "/files/" + name,
          token,
          Files.createTempFile("landfall", ".tif"));
    }
  }
}
