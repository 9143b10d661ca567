package io.landfall.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import io.landfall.broker.BrokerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
  @TempDir Path folder;

  @Test
  void flagsGoBeforeEnvironmentBeforeFile() throws IOException {
    file("landfall.store { bucket = file, region = file, endpoint = \"http://file\" }");
    Config config =
        Configuration.load(
            Map.of("landfall.store.bucket", "flag"),
            Map.of("LANDFALL_S3_BUCKET", "variable", "LANDFALL_S3_REGION", "variable"),
            folder);
    assertThat(config.getString("landfall.store.bucket")).isEqualTo("flag");
    assertThat(config.getString("landfall.store.region")).isEqualTo("variable");
    assertThat(config.getString("landfall.store.endpoint")).isEqualTo("http://file");
  }

  @Test
  void aKeyThatNobodyDeclaresIsRefusedByNameAndLineWithTheNearest() throws IOException {
    file("landfall {\n  api {\n    prot = 8081\n  }\n}");
    assertThatThrownBy(() -> Configuration.load(Map.of(), Map.of(), folder))
        .hasMessageContaining("Invalid setting landfall.api.prot")
        .hasMessageContaining("application.conf: 3")
        .hasMessageContaining("Did you mean")
        .hasMessageContaining("landfall.api.port");
  }

  @Test
  void anotherLibrarysKeysAreItsOwnBusiness() throws IOException {
    file("akka.loglevel = DEBUG");
    assertThat(Configuration.load(Map.of(), Map.of(), folder).getString("akka.loglevel"))
        .isEqualTo("DEBUG");
  }

  @Test
  void cloudFoundrysDatabaseIsFound() {
    String services =
        "{\"user-provided\": [{\"name\": \"other\"}, {\"name\": \"pz-postgres\","
            + " \"credentials\": {\"uri\": \"postgres://a:b@c/d\"}}]}";
    assertThat(database(Map.of("VCAP_SERVICES", services))).isEqualTo("postgres://a:b@c/d");
    assertThat(database(Map.of("VCAP_SERVICES", services, "DATABASE_URL", "postgres://e/f")))
        .isEqualTo("postgres://e/f");
    assertThatThrownBy(() -> database(Map.of("VCAP_SERVICES", "{")))
        .hasMessageStartingWith("Invalid VCAP_SERVICES");
  }

  @Test
  void theVariablesOfBfIaBrokerSetWhatTheySet() {
    Map<String, String> variables =
        Map.of(
            "PORT", "9000",
            "PL_API_URL", "https://planet.example.org/",
            "LANDSAT_HOST", "https://pds.example.org",
            "SENTINEL_HOST", "https://s2.example.org",
            "DOMAIN", "geo.example.org");
    Config config = Configuration.load(Map.of(), variables, folder);
    assertThat(config.getInt("landfall.api.port")).isEqualTo(9000);
    assertThat(BrokerSettings.from(config).planetUrl()).hasToString("https://planet.example.org");
    assertThat(BrokerSettings.from(config).landsatHost()).isEqualTo("https://pds.example.org");
    assertThat(BrokerSettings.from(config).sentinelHost()).isEqualTo("https://s2.example.org");
    assertThat(BrokerSettings.from(config).tidesUrl())
        .hasToString("https://bf-tideprediction.geo.example.org/tides");
  }

  @Test
  void aTideServiceByNameGoesBeforeTheDomains() {
    assertThat(
            tides(Map.of("BF_TIDE_PREDICTION_URL", "https://t.example.org/x", "DOMAIN", "geo.org")))
        .isEqualTo("https://t.example.org/x");
    assertThat(tides(Map.of("DOMAIN", "no host"))).isEmpty();
    assertThat(tides(Map.of())).isEmpty();
  }

  @Test
  void anAddressThatIsNoneStopsTheStart() {
    Config config =
        Configuration.load(Map.of(), Map.of("PL_API_URL", "planet.example.org"), folder);
    assertThatThrownBy(() -> BrokerSettings.from(config))
        .hasMessageContaining("landfall.planet.url")
        .hasMessageContaining("PL_API_URL");
  }

  @Test
  void anUnknownRoleIsNamed() {
    Config config =
        Configuration.load(
            Map.of("landfall.roles", java.util.List.of("api", "cook")), Map.of(), folder);
    assertThatThrownBy(() -> NodeSettings.from(config))
        .hasMessageContaining("\"cook\" is not a valid role");
  }

  @Test
  void aClusterKeepsWhatItsSafetyRestsOn() {
    Config akka = Configuration.load(Map.of(), Map.of(), folder).getConfig("akka");
    assertThat(akka.getBoolean("actor.allow-java-serialization")).isFalse();
    Config resolver = akka.getConfig("cluster.split-brain-resolver");
    assertThat(resolver.getString("active-strategy")).isEqualTo("keep-majority");
    assertThat(resolver.getString("keep-majority.role")).isEqualTo("control");
    assertThat(resolver.getString("down-all-when-unstable")).isEqualTo("on");
    assertThat(akka.getBoolean("jvm-exit-on-fatal-error")).isTrue();
    Config sharding = akka.getConfig("cluster.sharding");
    assertThat(sharding.getString("remember-entities-store")).isEqualTo("eventsourced");
    assertThat(sharding.getString("entity-recovery-strategy")).isEqualTo("constant");
    assertThat(akka.getInt("persistence.max-concurrent-recoveries")).isLessThanOrEqualTo(32);
    assertThat(akka.getBytes("remote.artery.advanced.maximum-frame-size")).isEqualTo(4 << 20);
  }

  private String tides(Map<String, String> environment) {
    return Configuration.load(Map.of(), environment, folder).getString("landfall.tides.url");
  }

  private String database(Map<String, String> environment) {
    return Configuration.load(Map.of(), environment, folder).getString("landfall.database.url");
  }

  private void file(String text) throws IOException {
    Files.writeString(folder.resolve("application.conf"), text);
  }
}
