package io.landfall.node.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.Config;
import io.landfall.node.config.Configuration;
import io.landfall.store.StoreSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreChecksIT {
  @TempDir Path folder;

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
