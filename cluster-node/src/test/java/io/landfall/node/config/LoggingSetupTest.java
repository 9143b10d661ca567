package io.landfall.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class LoggingSetupTest {
  @TempDir Path folder;

  @Test
  void aLogIsForItsOwnerAloneAndSoIsTheNextWhenItIsFull() throws IOException {
    Path log = folder.resolve("logs/landfall.log");
    var appender = LoggingSetup.fileAppender(folder, LogFormat.TEXT);
    try {
      assertThat(permissions(log)).isEqualTo("rw-------");
      appender.rollover();
      assertThat(permissions(log)).isEqualTo("rw-------");
      assertThat(permissions(folder.resolve("logs/landfall.log.1"))).isEqualTo("rw-------");
    } finally {
      appender.stop();
    }
  }

  @Test
  void aLineOfJsonSaysWhatItIsAboutAndWhere() throws IOException {
    LoggingSetup.nameNode("10.0.0.7:2551");
    var logger = (Logger) LoggerFactory.getLogger("io.landfall.export.entity.ExportLog");
    byte[] line;
    try (var export = MDC.putCloseable("exportId", "e1");
        var trace = MDC.putCloseable("traceId", "0af7651916cd43dd8448eb211c80319c")) {
      line =
          LoggingSetup.jsonEncoder()
              .encode(
                  new LoggingEvent(
                      LoggingSetupTest.class.getName(),
                      logger,
                      Level.INFO,
                      "Export {} ended:\n\"forged\"",
                      null,
                      new Object[] {"e1"}));
    }
    String text = new String(line, StandardCharsets.UTF_8);
    assertThat(text.strip()).doesNotContain("\n");
    JsonNode json = new ObjectMapper().readTree(text);
    assertThat(json.path("message").asText()).isEqualTo("Export e1 ended:\n\"forged\"");
    assertThat(json.path("exportId").asText()).isEqualTo("e1");
    assertThat(json.path("traceId").asText()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(json.path("node").asText()).isEqualTo("10.0.0.7:2551");
    assertThat(json.path("level").asText()).isEqualTo("INFO");
    assertThat(json.path("@timestamp").asText()).endsWith("Z");
  }

  @Test
  void theFormatIsOneOfTwo() {
    assertThat(LogFormat.from(ConfigFactory.parseString("landfall.log.format = json")))
        .isEqualTo(LogFormat.JSON);
    assertThatThrownBy(
            () -> LogFormat.from(ConfigFactory.parseString("landfall.log.format = JSON")))
        .hasMessageContaining("must be one of text, json");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
