package io.landfall.node.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.node.local.NodeAddress.NodeKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeAddressTest {
  @TempDir Path folder;
  private Path file;
  private final NodeAddress ours =
      NodeAddress.ofThisProcess(4711, "0123456789abcdef", NodeKind.BACKGROUND);

  @BeforeEach
  void write() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    ours.write(folder);
    file = folder.resolve("node.address");
  }

  @Test
  void isReadAsItWasWrittenAndByItsOwnerAlone() throws IOException {
    assertThat(NodeAddress.find(folder)).contains(ours);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(ours.isWrittenIn(folder)).isTrue();
    NodeAddress.remove(folder);
    assertThat(NodeAddress.find(folder)).isEmpty();
    assertThat(ours.isWrittenIn(folder)).isFalse();
  }

  @Test
  void oneThatOthersMayHaveWrittenIsRefused() throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThatThrownBy(() -> NodeAddress.find(folder))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("others may read or write it");
  }

  @Test
  void oneInAFolderOfEverybodyIsRefused() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> NodeAddress.find(folder))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("others may write to it");
  }

  @Test
  void aLinkInItsPlaceIsRefused() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(file, elsewhere);
    Files.createSymbolicLink(file, elsewhere);
    assertThatThrownBy(() -> NodeAddress.find(folder))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("link");
  }

  @Test
  void whatADeadProcessOrAFullDiskHasLeftIsNoAddress() throws IOException {
    Files.writeString(file, Files.readString(file).replaceAll("pid=\\d+", "pid=4194305"));
    assertThat(NodeAddress.find(folder)).isEmpty();
    for (String damaged : new String[] {"", "pid=", "pid=1\nport=x\n", "\0\0\0", "kind=OTHER"}) {
      Files.writeString(file, damaged);
      assertThat(NodeAddress.find(folder)).as(damaged).isEmpty();
    }
  }
}
