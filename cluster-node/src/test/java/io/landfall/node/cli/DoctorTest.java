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

  @Test
  void loginsInUrlsAreHiddenAsWell() {
    Config config =
        Configuration.load(
            Map.of(),
            Map.of(
                "DATABASE_URL", "postgres://db/x?password=hush",
                "LANDFALL_S3_ENDPOINT", "https://ann:hush@store:9000",
                "LANDSAT_INDEX_SCENES_URL", "https://ann:hush@lists/scene_list.gz",
                "PL_API_URL", "https://hush@planet"),
            folder);
    assertThat(Doctor.effectiveSettings(config))
        .noneMatch(line -> line.contains("hush"))
        .contains("landfall.store.endpoint = \"https://(hidden)@store:9000\"");
  }
}
