package io.landfall.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  @Test
  void bothKindsOfArchivesGiveTheSameFiles(@TempDir Path folder) throws IOException {
    PostgresBinaries.extract(archive(GZIPOutputStream::new), folder.resolve("gzip"));
    PostgresBinaries.extract(archive(XZCompressorOutputStream::new), folder.resolve("xz"));
    for (String kind : List.of("gzip", "xz")) {
      Path files = folder.resolve(kind);
      assertThat(files.resolve("bin/server")).isExecutable().hasContent("a program");
      assertThat(Files.isExecutable(files.resolve("share/text"))).isFalse();
      assertThat(Files.readSymbolicLink(files.resolve("lib/link"))).hasToString("../share/text");
    }
  }

  /** Its checksum stands behind all files. */
  @Test
  void anArchiveThatEndsInAnotherChecksumIsRefused(@TempDir Path folder) throws IOException {
    byte[] archive = archive(GZIPOutputStream::new).readAllBytes();
    archive[archive.length - 8]++;
    assertThatIOException()
        .isThrownBy(() -> PostgresBinaries.extract(new ByteArrayInputStream(archive), folder));
  }

  private interface Compressor {
    OutputStream compressing(OutputStream out) throws IOException;
  }

  private static InputStream archive(Compressor compressor) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(compressor.compressing(bytes))) {
      put(tar, "bin/server", 0755, "a program");
      put(tar, "share/text", 0644, "a text");
      var link = new TarArchiveEntry("lib/link", TarConstants.LF_SYMLINK);
      link.setLinkName("../share/text");
      tar.putArchiveEntry(link);
      tar.closeArchiveEntry();
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  private static void put(TarArchiveOutputStream tar, String name, int mode, String content)
      throws IOException {
    var entry = new TarArchiveEntry(name);
    entry.setMode(mode);
    entry.setSize(content.length());
    tar.putArchiveEntry(entry);
    tar.write(content.getBytes(StandardCharsets.UTF_8));
    tar.closeArchiveEntry();
  }

  /** Returns the first bytes of {@code bin/postgres}. */
  private static byte[] server(String system, String processor) throws IOException {
    try (InputStream archive = PostgresBinaries.archive(system, processor);
        var tar = new TarArchiveInputStream(PostgresBinaries.decompressed(archive))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.getName().endsWith("bin/postgres")) {
          return tar.readNBytes(32);
        }
      }
      throw new AssertionError("no bin/postgres for " + system + " on " + processor);
    }
  }
}
