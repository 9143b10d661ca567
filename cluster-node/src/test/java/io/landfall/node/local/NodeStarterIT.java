package io.landfall.node.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeStarterIT {
  @TempDir Path folder;

  @Test
  void nothingIsStartedOrWrittenInAFolderOfEverybody() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    var starter =
        new NodeStarter(folder, List.of("--keep-alive", "nonsense"), "It ends.", System.err);
    assertThatThrownBy(starter::start)
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("others may write to it");
    assertThat(folder).isEmptyDirectory();
  }
}
