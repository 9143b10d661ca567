package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.landfall.node.demo.TinyScene;
import io.landfall.system.Programs.ProcessResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node that stays after a command, by processes as a person starts them. */
@Tag("system")
class LocalNodeIT {
  private static final Pattern PID = Pattern.compile("\"pid\" : (\\d+)");
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir Path folder;
  private Path scene;

  @BeforeEach
  void makeScene() throws IOException {
    scene = TinyScene.write(folder, "LC80220342026101LGN00");
  }

  @AfterEach
  void stop() {
    finish(start("stop", "--now"));
  }

  @Test
  void manyAtOnceStartOneNodeAndItOutlivesThem() throws IOException {
    List<Process> clients = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      clients.add(export("many-" + i + ".tif"));
    }
    Set<Integer> starts = new HashSet<>();
    for (int i = 0; i < clients.size(); i++) {
      ProcessResult result = finish(clients.get(i)).expectSuccess();
      assertThat(result.stdout().strip())
          .isEqualTo(folder.resolve("many-" + i + ".tif").toString());
      if (result.stderr().contains("Starting a node")) {
        starts.add(i);
      }
      assertThat(folder.resolve("many-" + i + ".tif"))
          .hasSameBinaryContentAs(folder.resolve("many-0.tif"));
    }
    assertThat(starts).as("who started a node").hasSize(1);
    long node = nodePid();
    finish(export("later.tif")).expectSuccess();
    assertThat(nodePid()).isEqualTo(node);

    ProcessResult refused = finish(export("later.tif"));
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.stderr()).contains("it exists").contains("--overwrite");
    assertThat(finish(start("stop")).exitCode()).isZero();
    assertThat(ProcessHandle.of(node)).isEmpty();
    assertThat(finish(start("status")).exitCode()).isEqualTo(1);
  }

  @Test
  void anExportGoesOnWhenItsNodeIsKilledAndIsCancelledWithItsClient() throws Exception {
    finish(export("warm.tif")).expectSuccess();
    long node = nodePid();
    Process large = export("large.tif", "--resolution", "2");
    await().atMost(LIMIT).until(() -> begun() == 2); // amid it, wherever that is
    ProcessHandle.of(node).orElseThrow().destroyForcibly();
    ProcessResult result = finish(large).expectSuccess();
    assertThat(result.stderr()).contains("process " + node).contains("goes on with another node");
    assertThat(nodePid()).isNotEqualTo(node);

    Process cancelled = export("cancelled.tif", "--resolution", "0.5");
    await().atMost(LIMIT).until(() -> runs(1));
    cancelled.destroy();
    ProcessResult canceled = finish(cancelled);
    assertThat(canceled.exitCode()).isNotZero();
    assertThat(canceled.stderr()).contains("Cancelling");
    await().atMost(LIMIT).until(() -> runs(0));
    assertThat(folder.resolve("cancelled.tif")).doesNotExist();
  }

  /** Returns how many exports the node has begun to render. */
  private long begun() throws IOException {
    try (var lines = Files.lines(folder.resolve("data/logs/landfall.log"))) {
      return lines.filter(line -> line.contains("RenderCoordinator Rendering")).count();
    }
  }

  private boolean runs(int commands) {
    return finish(start("status", "--json")).stdout().contains("\"commands\" : " + commands);
  }

  private long nodePid() {
    Matcher pid = PID.matcher(finish(start("status", "--json")).stdout());
    assertThat(pid.find()).isTrue();
    return Long.parseLong(pid.group(1));
  }

  private Process export(String name, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of("export", "--scene", scene.toString(), "--bands", "4,3,2", "-o", name));
    arguments.addAll(List.of(options));
    return start(arguments.toArray(String[]::new));
  }

  private Process start(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(1, List.of("--data-dir", "data"));
    try {
      Path out = Files.createTempFile(folder, "client", ".out");
      var builder =
          new ProcessBuilder(Programs.landfallCommand(Map.of(), all.toArray(String[]::new)))
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(Path.of(out + ".err").toFile());
      builder.environment().remove("LANDFALL_DAEMON");
      Process process = builder.start();
      outputs.put(process, out);
      return process;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private final Map<Process, Path> outputs = new java.util.HashMap<>();

  private ProcessResult finish(Process process) {
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("Still running after " + LIMIT);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    Path out = outputs.get(process);
    return new ProcessResult(
        process.exitValue(), Programs.read(out), Programs.read(Path.of(out + ".err")));
  }
}
