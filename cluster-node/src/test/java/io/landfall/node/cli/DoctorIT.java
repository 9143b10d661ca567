package io.landfall.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.landfall.node.config.Configuration;
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
}
