package io.landfall.node.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginFileTest {
  private static final String TOKEN = "lf_secret";

  @TempDir Path config;

  @Test
  void aTokenIsKeptForItsServiceAndForThisAccountAlone() throws IOException {
    LoginFile file = file();
    file.write(file.read().with(ServiceUrl.parse("https://A.example/"), TOKEN));
    file.write(file.read().with(ServiceUrl.parse("http://localhost:8080"), "lf_other"));

    LoginFile.Logins logins = file().read();
    assertThat(logins.url()).isEqualTo("http://localhost:8080");
    assertThat(logins.tokens())
        .isEqualTo(Map.of("https://a.example", TOKEN, "http://localhost:8080", "lf_other"));
    assertThat(logins.toString()).doesNotContain(TOKEN);
    assertThat(permissions(file.path())).isEqualTo("rw-------");
    assertThat(permissions(file.path().getParent())).isEqualTo("rwx------");
    assertThat(file.path().getParent()).isDirectoryNotContaining("glob:*.tmp");
  }

  @Test
  void aFileThatOthersCanReadIsRefused() throws IOException {
    LoginFile file = file();
    file.write(file.read().with(ServiceUrl.parse("https://a.example"), TOKEN));
    Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(file::read).hasMessageContaining("chmod 600").hasMessageNotContaining(TOKEN);
  }

  @Test
  void aBrokenFileIsNotShown() throws IOException {
    LoginFile file = file();
    file.write(file.read().with(ServiceUrl.parse("https://a.example"), TOKEN));
    Files.writeString(file.path(), "{\"tokens\": {\"a\": \"" + TOKEN + "\"");
    assertThatThrownBy(file::read).hasMessageContaining("not JSON").hasMessageNotContaining(TOKEN);
  }

  @Test
  void aRelativeConfigFolderCountsAsNone() {
    assertThat(LoginFile.of(Map.of("XDG_CONFIG_HOME", "config")).path())
        .isEqualTo(Path.of(System.getProperty("user.home"), ".config/landfall/login.json"));
  }

  private LoginFile file() {
    return LoginFile.of(Map.of("XDG_CONFIG_HOME", config.toString()));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
