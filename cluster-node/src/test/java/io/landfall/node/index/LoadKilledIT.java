package io.landfall.node.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.landfall.index.load.SceneLoad;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** F29: a load that is killed by -9 again and again ends as one that was not. */
@Tag("postgis")
class LoadKilledIT {
  @Test
  void killedWhereverItIsALoadEndsWithTheTableOfACleanOne() throws Exception {
    try (TestIndex index = TestIndex.postgis()) {
      index.load(LoaderProcess.LIST, LoadContract.some(LoaderProcess.ROWS));
      List<String> clean = index.rows();
      index.empty();
      var random = new Random();
      List<String> starts = new ArrayList<>();
      for (String until : List.of("staged 8000", "merging")) {
        starts.add(killed(index, until, random.nextInt(60)));
      }
      assertThat(starts).first().isEqualTo("from 0");
      assertThat(starts).last().isNotEqualTo("from 0");
      List<String> said = run(index, "Merged", -1);
      assertThat(said).last().asString().contains("MergeCounts");
      assertThat(index.rows()).isEqualTo(clean);
      assertThat(index.load(LoaderProcess.LIST, LoadContract.some(LoaderProcess.ROWS)))
          .isEqualTo(new SceneLoad.MergeCounts(0, 0, LoaderProcess.ROWS, 0, 0));
    }
  }

  /** Runs it until it says so, and a bit longer; returns from where it had gone on. */
  private static String killed(TestIndex index, String until, int millis) throws Exception {
    return run(index, until, millis).get(0);
  }

  private static List<String> run(TestIndex index, String until, int killAfterMillis)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                LoaderProcess.class.getName(),
                index.endpoint.url(),
                index.endpoint.user(),
                index.endpoint.password())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> said = new ArrayList<>();
    try (var out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("from") || !said.isEmpty()) { // Liquibase and Hikari may talk first
          said.add(line);
        }
        if (line.startsWith(until) && killAfterMillis >= 0) {
          Thread.sleep(killAfterMillis);
          process.toHandle().destroyForcibly(); // Process itself would close what it said
        }
      }
    }
    process.waitFor();
    if (killAfterMillis >= 0) {
      awaitItsLock(index);
    } else {
      assertThat(process.exitValue()).isZero();
    }
    return said;
  }

  /** The server notices within seconds that the loader is dead. */
  private static void awaitItsLock(TestIndex index) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> index.texts("select pid from pg_locks where locktype = 'advisory'").isEmpty());
  }
}
