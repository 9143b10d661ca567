package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slowhttptest, the Debian package, with a thousand connections beside one who just asks. */
@Tag("cluster")
@ExtendWith(SharedService.Starter.class)
class SlowHttpTestIT {
  private static final Path PROGRAM = Path.of("/usr/bin/slowhttptest");
  private static final Pattern CONNECTED = Pattern.compile("connected:\\s++(\\d{1,6})");
  private static final Duration MOST = Duration.ofMillis(500);
  private static final int HELD = 500; // of a thousand, on a machine that stalls
  private static final int QUIET_CALLS = 100;
  private static final int ROUNDS = 3; // of one, a machine may stall

  private final SharedService service;
  @TempDir Path temp;

  SlowHttpTestIT(SharedService service) {
    this.service = service;
  }

  @ParameterizedTest(name = "slow {1}")
  @CsvSource({"-H, heads, /v1/exports", "-B, bodies, /stac/search", "-X, readers, /openapi.json"})
  void aThousandSlowConnectionsDoNotDelayWhoJustAsks(String mode, String what, String path)
      throws Exception {
    assumeTrue(
        Files.isExecutable(PROGRAM) || System.getenv("LANDFALL_TEST_DATA") != null,
        "slowhttptest is not installed");
    long alone = askAlone();
    boolean served = false;
    for (int round = 0; round < ROUNDS && !served; round++) {
      List<Long> besides = new ArrayList<>();
      int held = askBeside(mode, path, besides);
      long before = alone;
      alone = askAlone();
      System.out.printf(
          "Beside %d slow %s: %d calls, p99 %d ms; alone %d ms before, %d ms after%n",
          held, what, besides.size(), percentile99(besides), before, alone);
      long most = Math.max(MOST.toMillis(), 3 * Math.max(before, alone)); // beside all else it does
      served = held >= HELD && percentile99(besides) < most;
    }
    assertThat(served).as("a good client is served in time in one of the rounds").isTrue();
  }

  private long askAlone() throws IOException, InterruptedException {
    List<Long> quiet = new ArrayList<>();
    ask(quiet, () -> quiet.size() < QUIET_CALLS);
    return percentile99(quiet);
  }

  /** Returns how many connections were held to the end. */
  private int askBeside(String mode, String path, List<Long> besides)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(temp, "slowhttptest", ".txt");
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), mode));
    command.addAll(List.of("-c", "1000", "-r", "500", "-l", "5", "-f", "application/json"));
    command.addAll(List.of("-u", service.url() + path));
    Process siege =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      ask(besides, siege::isAlive);
    } finally {
      siege.destroy();
      assertThat(siege.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    String told = Files.readString(output).replaceAll("\\x1b\\[[0-9;]*m", "");
    assertThat(told).contains("slow HTTP test status");
    return CONNECTED
        .matcher(told)
        .results()
        .mapToInt(found -> Integer.parseInt(found.group(1)))
        .reduce(0, (earlier, later) -> later);
  }

  /** Asks, each time on a new connection, and keeps the milliseconds that it took. */
  private void ask(List<Long> millis, BooleanSupplier more)
      throws IOException, InterruptedException {
    while (more.getAsBoolean()) {
      long start = System.nanoTime();
      var url = URI.create(service.url() + "/v1/exports?limit=1").toURL();
      var connection = (HttpURLConnection) url.openConnection();
      connection.setRequestProperty("Connection", "close");
      connection.setRequestProperty("Authorization", "Bearer " + service.token());
      connection.setConnectTimeout(20_000);
      connection.setReadTimeout(20_000);
      assertThat(connection.getResponseCode()).isEqualTo(200);
      connection.getInputStream().readAllBytes();
      millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
      Thread.sleep(5);
    }
  }

  private static long percentile99(List<Long> millis) {
    List<Long> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * 99 / 100));
  }
}
