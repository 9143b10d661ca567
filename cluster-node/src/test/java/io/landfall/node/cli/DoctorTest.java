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
  void keysAreHiddenAndTheirFilesAreNot() {
    Config config =
        Configuration.load(
            Map.of(),
            Map.of(
                "LANDFALL_AUDIT_KEY", "hush",
                "LANDFALL_AUDIT_OLD_KEYS", "hush",
                "LANDFALL_SECRETS_KEY", "hush",
                "LANDFALL_SECRETS_OLD_KEYS", "hush",
                "LANDFALL_AUDIT_KEY_FILE", "/keys/audit",
                "LANDFALL_CLUSTER_TLS_KEY", "/keys/tls"),
            folder);
    assertThat(Doctor.effectiveSettings(config))
        .noneMatch(line -> line.contains("hush"))
        .contains(
            "landfall.audit.key = (hidden)",
            "landfall.audit.old-keys = (hidden)",
            "landfall.audit.key-file = \"/keys/audit\"",
            "landfall.cluster.tls.key = \"/keys/tls\"");
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
