package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.landfall.node.demo.TinyScene;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F9 on the embedded default: {@code kill -9} of its PostgreSQL while exports are submitted. */
@Tag("system")
class KilledDatabaseIT {
  private static final String REQUEST =
      """
      {"name": "%s", "source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]}}
      """;

  /** 4 to 6 s where nothing else runs. */
  private static final Duration BACK_AGAIN = Duration.ofSeconds(25);

  @TempDir Path folder;
  private ApiNode node;

  @BeforeEach
  void start() throws IOException {
    TinyScene.write(folder.resolve("scenes"), "LC80220342026101LGN00");
    node =
        ApiNode.start(
            folder.resolve("serve.log"),
            Map.of(),
            folder.resolve("scenes"),
            folder.resolve("data"),
            "api,control,worker");
  }

  @AfterEach
  void stop() {
    node.node().close();
  }

  @Test
  void itIsStartedAgainAndNothingThatWasAcceptedIsLost() throws IOException {
    List<String> accepted = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      accepted.add(node.submit(REQUEST.formatted("export-" + i)));
      if (i == 4 || i == 8) {
        killServer();
        long killed = System.nanoTime();
        accepted.add(submitUntilAccepted("after-kill-" + i));
        System.out.printf(
            "Accepted again %d ms after the kill%n", (System.nanoTime() - killed) / 1_000_000);
      }
    }
    accepted.forEach(node::awaitSuccess);
    assertThat(accepted).doesNotHaveDuplicates();
    await("all are listed")
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(list()).contains(accepted));
    assertThat(node.node().output()).contains("The private PostgreSQL runs again");
  }

  @Test
  void aServerThatCannotStartAgainEndsTheNodeWithAClearLine() throws IOException {
    Files.delete(folder.resolve("data/postgres/PG_VERSION"));
    killServer();
    assertThat(node.node().awaitExit(Duration.ofSeconds(60))).isNotZero();
    assertThat(node.node().output())
        .contains("Cannot start the private PostgreSQL again within 8 s. See logs/postgres.log.")
        .contains("This node ends: its database is lost.");
  }

  private void killServer() throws IOException {
    Path lock = folder.resolve("data/postgres/postmaster.pid");
    long server = Long.parseLong(Files.readAllLines(lock).get(0).strip());
    ProcessHandle.of(server).orElseThrow().destroyForcibly();
  }

  /** As a client does: the same key until it is accepted. */
  private String submitUntilAccepted(String name) {
    String key = UUID.randomUUID().toString();
    HttpResponse<String> answer =
        await("acceptance of " + name)
            .atMost(BACK_AGAIN)
            .until(
                () ->
                    NodeProcess.http(
                        "POST",
                        node.url() + "/v1/exports",
                        node.token(),
                        REQUEST.formatted(name),
                        key),
                found -> found.statusCode() == 202);
    return answer.body().replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
  }

  private String list() {
    return NodeProcess.http("GET", node.url() + "/v1/exports?limit=50", node.token(), null, null)
        .body();
  }
}
