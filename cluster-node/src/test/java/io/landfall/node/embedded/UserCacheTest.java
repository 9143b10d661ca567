package io.landfall.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserCacheTest {
  @TempDir Path temp;
  private Path home;
  private Path data;

  @BeforeEach
  void makeFolders() throws IOException {
    home = Files.createDirectory(temp.resolve("home"));
    data = Files.createDirectory(temp.resolve("data"));
  }

  @Test
  void itLiesInTheHomeOfItsAccountAndIsClosedToOthers() throws IOException {
    Files.createDirectory(home.resolve("landfall"));
    Files.setPosixFilePermissions(
        home.resolve("landfall"), PosixFilePermissions.fromString("rwxrwxrwx"));
    Path folder = UserCache.folder(home, data);
    assertThat(folder).isEqualTo(home.resolve("landfall")).isEmptyDirectory();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
  }

  @Test
  void aFolderThatAnotherAccountHasMadeIsLeftAlone() throws IOException {
    Path foreign = Files.createDirectory(home.resolve("landfall"));
    giveAway(foreign);
    assertThat(UserCache.folder(home, data)).isEqualTo(data.resolve("cache"));
  }

  @Test
  void aFolderBelowThatOfAnotherAccountIsLeftAlone() throws IOException {
    giveAway(home);
    assertThat(UserCache.folder(home, data)).isEqualTo(data.resolve("cache"));
  }

  /** Only root can: other accounts skip the test. */
  private static void giveAway(Path folder) throws IOException {
    try {
      var accounts = folder.getFileSystem().getUserPrincipalLookupService();
      Files.setOwner(folder, accounts.lookupPrincipalByName("nobody"));
    } catch (IOException e) {
      assumeTrue(false, "only root gives folders away");
    }
  }
}
