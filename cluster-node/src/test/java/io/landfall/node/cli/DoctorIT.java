package io.landfall.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.landfall.node.check.CheckResult;
import io.landfall.node.config.Configuration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorIT {
  @TempDir Path folder;

  @Test
  void aDatabaseThatDoesNotAnswerIsNamedWithoutItsPassword() {
    Config config =
        Configuration.load(
            Map.of(
                "landfall.database.start-timeout", "1 s", "landfall.data-dir", folder.toString()),
            Map.of("DATABASE_URL", "postgres://127.0.0.1:1/x?user=ann&password=hush"),
            folder);
    assertThat(Doctor.runChecks(config))
        .noneMatch(result -> result.detail().contains("hush"))
        .anyMatch(result -> result.detail().contains("ann at jdbc:postgresql://127.0.0.1:1/x"));
  }

  /** Else each run shows one fault, and who mends it meets the next. */
  @Test
  void allThatIsMissingIsNamedAtOnce() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Config config =
          Configuration.load(
              Map.of(
                  "landfall.database.start-timeout", "1 s",
                  "landfall.data-dir", folder.toString(),
                  "landfall.api.port", taken.getLocalPort()),
              Map.of(
                  "DATABASE_URL", "postgres://ann:hush@127.0.0.1:1/x",
                  "LANDFALL_S3_ENDPOINT", "http://127.0.0.1:1",
                  "LANDFALL_S3_ACCESS_KEY_ID", "ann",
                  "LANDFALL_S3_SECRET_ACCESS_KEY", "hush"),
              folder);
      assertThat(Doctor.runChecks(config))
          .filteredOn(result -> !result.passed())
          .extracting(CheckResult::name)
          .containsExactly("http port", "database", "store");
    }
  }
}
