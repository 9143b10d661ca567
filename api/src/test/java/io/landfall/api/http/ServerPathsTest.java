package io.landfall.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerPathsTest {
  private static final ServerPaths PATHS =
      ServerPaths.of(
          List.of(Path.of("/srv/im port"), Path.of("/var/data"), Path.of("/var/data/x")));

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "Cannot read /srv/im port/a/b.tif: it ends.   | Cannot read a/b.tif: it ends.",
        "{\"href\":\"file:///srv/im%20port/a.tif\"}     | {\"href\":\"a.tif\"}",
        "file:/var/data/archives/7/B4.TIF@12          | archives/7/B4.TIF@12",
        "/var/data/x/y                                | y",
        "Give /var/data room                          | Give the server's folder room",
        "Give /var/data, /var/database and /var/data2 | Give the server's folder, /var/database and"
            + " /var/data2",
        "https://host/var/data/a.tif                  | https://host/var/data/a.tif",
        "s3://var/data/a.tif                          | s3://var/data/a.tif",
        "/mnt/var/data/a.tif                          | /mnt/var/data/a.tif",
      })
  void foldersAreTakenOutAndNothingElse(String text, String told) {
    assertThat(PATHS.redact(text)).isEqualTo(told);
  }

  @Test
  void whatALinkLeadsToIsTakenOutToo(@TempDir Path temp) throws Exception {
    Path real = Files.createDirectory(temp.resolve("real"));
    Path link = Files.createSymbolicLink(temp.resolve("link"), real);
    var paths = ServerPaths.of(List.of(link));
    assertThat(paths.redact(real.toRealPath() + "/a.tif " + link + "/b.tif"))
        .isEqualTo("a.tif b.tif");
  }
}
