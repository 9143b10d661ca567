package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus' own tool reads our metrics and rules, and runs the rules' tests. */
@Tag("system")
@ExtendWith(SharedService.Starter.class)
class PromtoolIT {
  private static final Path RULES = Path.of("../src/monitoring/alerts.yaml");
  private static final Path TESTS = Path.of("../src/monitoring/alerts.test.yaml");

  @TempDir Path folder;
  private final SharedService service;

  PromtoolIT(SharedService service) {
    this.service = service;
  }

  @Test
  void metricsAreNamedAndExplainedAsPrometheusWantsThem() throws Exception {
    Path scrape = folder.resolve("scrape.txt");
    Files.writeString(scrape, service.management("/metrics").body());
    String said = promtool(scrape, "check", "metrics");
    assertThat(said.lines().filter(line -> line.startsWith("landfall_"))).isEmpty();
  }

  @Test
  void everyAlertFiresWhereItShouldAndNotBefore() throws Exception {
    promtool(null, "check", "rules", RULES.toString());
    promtool(null, "test", "rules", TESTS.toString());
  }

  /**
   * Returns what it says; fails as it fails, but for the remarks that {@code check metrics} has.
   */
  private String promtool(Path input, String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "promtool";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    if (input != null) {
      builder.redirectInput(input.toFile());
    }
    Process process = builder.start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    String said = Files.readString(output, StandardCharsets.UTF_8);
    if (input == null) {
      assertThat(process.exitValue()).as(said).isZero();
    }
    return said;
  }
}
