package io.landfall.node.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
  @TempDir Path working;
  @TempDir Path home;

  private StateFolder find(Map<String, String> environment, String system) {
    return StateFolder.find(environment, working, home.toString(), system);
  }

  @Test
  void isInTheAccountsStateFolderWhereNothingIsNamed() {
    assertThat(find(Map.of(), "Linux").path()).isEqualTo(home.resolve(".local/state/landfall"));
    assertThat(find(Map.of(), "Mac OS X").path())
        .isEqualTo(home.resolve("Library/Application Support/landfall"));
    assertThat(find(Map.of(), "Linux").note()).isEmpty();
  }

  @Test
  void followsWhatIsNamedAndWhatIsThere() throws IOException {
    Path state = Files.createDirectory(home.resolve("state"));
    Map<String, String> xdg = Map.of("XDG_STATE_HOME", state.toString());
    assertThat(find(xdg, "Linux").path()).isEqualTo(state.resolve("landfall"));
    Files.createDirectory(working.resolve("landfall-data"));
    assertThat(find(xdg, "Linux").path()).isEqualTo(working.resolve("landfall-data"));
    assertThat(find(Map.of("LANDFALL_DATA_DIR", "named"), "Linux").path())
        .isEqualTo(working.resolve("named"));
  }

  @Test
  void aLinkThatSomebodyPlantedInTheWorkingFolderIsNotFollowed() throws IOException {
    Files.createSymbolicLink(working.resolve("landfall-data"), home);
    assertThat(find(Map.of(), "Linux").path()).isEqualTo(home.resolve(".local/state/landfall"));
  }

  @Test
  void anAccountWithoutAHomeGetsATemporaryFolderAndIsTold() throws IOException {
    Path file = Files.createFile(working.resolve("no-folder"));
    StateFolder found =
        find(Map.of("HOME", file.toString(), "TMPDIR", working.toString()), "Linux");
    assertThat(found.path().getParent()).isEqualTo(working);
    assertThat(found.note()).get().asString().contains("--data-dir");
  }

  @Test
  void aTemporaryFolderThatSomebodyElseMadeIsRefused() throws IOException {
    Path file = Files.createFile(working.resolve("no-folder"));
    Map<String, String> environment = Map.of("HOME", file.toString(), "TMPDIR", working.toString());
    Path planted = Files.createDirectory(find(environment, "Linux").path());
    Files.setPosixFilePermissions(planted, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> find(environment, "Linux"))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("others may write to it");
    Files.delete(planted);
    Files.createSymbolicLink(planted, home);
    assertThatThrownBy(() -> find(environment, "Linux"))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("it is a link");
  }
}
