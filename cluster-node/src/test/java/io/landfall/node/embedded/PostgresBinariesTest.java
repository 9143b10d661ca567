package io.landfall.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresBinariesTest {
  /** {@code e_machine} of ELF: x86-64 0x3e, AArch64 0xb7. */
  @ParameterizedTest
  @CsvSource({"Linux,amd64,3e", "Linux,aarch64,b7"})
  void linuxGetsAServerOfItsProcessor(String system, String processor, String machine)
      throws IOException {
    byte[] server = server(system, processor);
    assertThat(server).startsWith(0x7f, 'E', 'L', 'F');
    assertThat(HexFormat.of().toHexDigits(server[18])).isEqualTo(machine);
  }

  /** The same for both processors: unpacking 325 MB of it to look at its code takes too long. */
  @Test
  void macGetsAnArchive() throws IOException {
    try (InputStream intel = PostgresBinaries.archive("Mac OS X", "x86_64");
        InputStream apple = PostgresBinaries.archive("Mac OS X", "aarch64")) {
      byte[] start = apple.readNBytes(1 << 16);
      assertThat(start).startsWith(0xfd, '7', 'z', 'X', 'Z').isEqualTo(intel.readNBytes(1 << 16));
    }
  }

  @Test
  void aProcessorWithoutServerIsToldWithWhatToDo() {
    assertThatIOException()
        .isThrownBy(() -> PostgresBinaries.archive("Linux", "riscv64"))
        .withMessageContaining("no PostgreSQL for Linux on riscv64")
        .withMessageContaining("landfall.database.url");
  }

  /** Returns the first bytes of {@code bin/postgres}. */
  private static byte[] server(String system, String processor) throws IOException {
    try (InputStream archive = PostgresBinaries.archive(system, processor);
        var tar =
            new TarArchiveInputStream(
                new XZCompressorInputStream(new ByteArrayInputStream(archive.readAllBytes())))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.getName().endsWith("bin/postgres")) {
          return tar.readNBytes(32);
        }
      }
      throw new AssertionError("no bin/postgres for " + system + " on " + processor);
    }
  }
}
