package io.landfall.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the build puts into {@code lib/postgresql}. */
class RepackedArchivesIT {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres-linux-x86_64",
        "postgres-linux-arm_64",
        "postgres-linux-x86_64-alpine_linux"
      })
  void eachHoldsWhatItsLibraryHolds(String name) throws IOException {
    ClassLoader libraries = getClass().getClassLoader();
    try (InputStream repacked =
            Files.newInputStream(Libraries.folder().resolve("postgresql/" + name + ".tar.gz"));
        InputStream original = libraries.getResourceAsStream(name + ".txz")) {
      assertThat(checksum(repacked)).isEqualTo(checksum(original));
    }
  }

  private static long checksum(InputStream archive) throws IOException {
    var in = new CheckedInputStream(PostgresBinaries.decompressed(archive), new CRC32());
    in.transferTo(OutputStream.nullOutputStream());
    return in.getChecksum().getValue();
  }
}
