package io.landfall.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path temp;

  @Test
  void aSecondOwnerIsToldWhoHasItAndWhatToDo() {
    Path path = temp.resolve("data");
    try (DataFolder folder = DataFolder.acquire(path)) {
      assertThatThrownBy(() -> DataFolder.acquire(path))
          .hasMessage(
              "Cannot use the data folder %s: the process %d is using it. Stop that one first, or"
                  + " name another folder with --data-dir.",
              folder.path(), ProcessHandle.current().pid());
    }
  }

  @Test
  void afterItsOwnerItIsFreeAgain() {
    DataFolder.acquire(temp).close();
    DataFolder.acquire(temp).close();
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    assertThatThrownBy(() -> DataFolder.acquire(file))
        .hasMessageStartingWith("Cannot use the data folder " + file);
  }

  @Test
  void aSecretStaysTheSameAndIsForItsOwnerAlone() throws IOException {
    try (DataFolder folder = DataFolder.acquire(temp)) {
      assertThat(folder.getOrCreateSecret("word", "first")).isEqualTo("first");
      assertThat(folder.getOrCreateSecret("word", "second")).isEqualTo("first");
      assertThat(permissions(temp.resolve("word"))).isEqualTo("rw-------");
    }
  }

  @Test
  void aFreshFolderIsForItsOwnerAloneWhateverIsAboveIt() throws IOException {
    Path path = temp.resolve("a/b");
    try (DataFolder folder = DataFolder.acquire(path)) {
      folder.log("some.log");
      assertThat(permissions(path)).isEqualTo("rwx------");
      assertThat(permissions(path.resolve("logs"))).isEqualTo("rwx------");
      assertThat(permissions(path.resolve("logs/some.log"))).isEqualTo("rw-------");
    }
  }

  @Test
  void anOpenFolderIsClosedToOthersWithItsLogs() throws IOException {
    Files.createDirectory(temp.resolve("logs"));
    Path log = Files.createFile(temp.resolve("logs/landfall.log"));
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (DataFolder folder = DataFolder.acquire(temp)) {
      folder.closeToOthers();
    }
    assertThat(permissions(temp)).isEqualTo("rwx------");
    assertThat(permissions(log)).isEqualTo("rw-------");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void whatARunningOwnerWroteIsFoundAndAfterwardsNot() {
    var file =
        new RuntimeFile(
            ProcessHandle.current().pid(),
            DatabaseEndpoint.local(5, "d", "u", "p"),
            new StoreEndpoint("http://127.0.0.1:1", "b", "k", "s", "r"),
            "127.0.0.1:2",
            true);
    file.write(temp);
    assertThat(RuntimeFile.find(temp)).contains(file);
    RuntimeFile.remove(temp);
    assertThat(RuntimeFile.find(temp)).isEmpty();
  }

  @Test
  void anOlderOwnerDoesNotSayWhoseTheStoreIs() throws IOException {
    Files.writeString(
        temp.resolve("runtime.json"),
        """
        {"pid": %d, "clusterSeed": "127.0.0.1:2",
         "database": {"url": "jdbc:postgresql://127.0.0.1:5/d", "user": "u", "password": "p"},
         "store": {"endpoint": "http://127.0.0.1:1", "bucket": "b", "accessKeyId": "k",
          "secretAccessKey": "s", "region": "r"}}
        """
            .formatted(ProcessHandle.current().pid()));
    assertThat(RuntimeFile.find(temp)).get().matches(owner -> !owner.embeddedStore());
  }
}
