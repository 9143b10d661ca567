package io.landfall.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.landfall.node.config.Configuration;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  @TempDir Path folder;

  @Test
  void secretsAreHidden() {
    Config config =
        Configuration.load(
            Map.of(),
            Map.of(
                "DATABASE_URL", "postgres://a:hush@db/x", "LANDFALL_S3_SECRET_ACCESS_KEY", "hush"),
            folder);
    assertThat(Doctor.effectiveSettings(config))
        .noneMatch(line -> line.contains("hush"))
        .contains("landfall.store.secret-access-key = (hidden)");
  }
}
