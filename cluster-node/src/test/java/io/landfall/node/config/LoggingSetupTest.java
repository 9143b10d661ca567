package io.landfall.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggingSetupTest {
  @TempDir Path folder;

  @Test
  void aLogIsForItsOwnerAloneAndSoIsTheNextWhenItIsFull() throws IOException {
    Path log = folder.resolve("logs/landfall.log");
    var appender = LoggingSetup.fileAppender(folder);
    try {
      assertThat(permissions(log)).isEqualTo("rw-------");
      appender.rollover();
      assertThat(permissions(log)).isEqualTo("rw-------");
      assertThat(permissions(folder.resolve("logs/landfall.log.1"))).isEqualTo("rw-------");
    } finally {
      appender.stop();
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
