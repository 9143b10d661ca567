package io.landfall.node.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.Config;
import io.landfall.node.config.Configuration;
import io.landfall.node.embedded.RuntimeFile;
import io.landfall.node.embedded.StoreEndpoint;
import io.landfall.node.wiring.SharedService;
import io.landfall.store.StoreSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedService.Starter.class)
class StoreChecksIT {
  private final SharedService service;

  @TempDir Path folder;

  StoreChecksIT(SharedService service) {
    this.service = service;
  }

  @Test
  void theKeyOfTheStoreMayDoAllThatExportsDo() {
    assertThat(checks(store().secretAccessKey()))
        .extracting(CheckResult::name, CheckResult::passed)
        .containsExactly(
            tuple("store", true),
            tuple("store clock", true),
            tuple("store key", true),
            tuple("store list", true),
            tuple("store write", true),
            tuple("store read", true),
            tuple("store delete", true),
            tuple("store parts", true));
  }

  /** It answers 403 to anybody; that it answers says nothing of the key. */
  @Test
  void aWrongKeyIsNamed() {
    List<CheckResult> results = checks("wrong-secret");
    assertThat(results)
        .filteredOn(result -> !result.passed())
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.name()).isEqualTo("store key");
              assertThat(result.detail()).contains("403").doesNotContain("wrong-secret");
            });
  }

  private StoreEndpoint store() {
    Path data = Path.of(service.config().getString("landfall.data-dir"));
    return RuntimeFile.find(data).orElseThrow().store();
  }

  private List<CheckResult> checks(String secret) {
    StoreEndpoint store = store();
    Config config =
        Configuration.load(
            Map.of(),
            Map.of(
                "LANDFALL_S3_ENDPOINT", store.endpoint(),
                "LANDFALL_S3_BUCKET", store.bucket(),
                "LANDFALL_S3_ACCESS_KEY_ID", store.accessKeyId(),
                "LANDFALL_S3_SECRET_ACCESS_KEY", secret,
                "LANDFALL_S3_REGION", store.region()),
            folder);
    return new StoreChecks(config, StoreSettings.from(config), Clock.systemUTC()).run();
  }

  @Test
  void aBucketThatIsNotForUsIsNamed() throws IOException {
    HttpServer refusing = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    refusing.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(403, -1);
          exchange.close();
        });
    refusing.start();
    try {
      Config config =
          Configuration.load(
              Map.of(),
              Map.of(
                  "LANDFALL_S3_ENDPOINT",
                  "http://ann:hush@127.0.0.1:" + refusing.getAddress().getPort(),
                  "LANDFALL_S3_ACCESS_KEY_ID",
                  "ann",
                  "LANDFALL_S3_SECRET_ACCESS_KEY",
                  "hush"),
              folder);
      assertThat(new StoreChecks(config, StoreSettings.from(config), Clock.systemUTC()).run())
          .noneMatch(result -> result.detail().contains("hush"))
          .anyMatch(result -> !result.passed() && result.detail().contains("bucket landfall"));
    } finally {
      refusing.stop(0);
    }
  }
}
