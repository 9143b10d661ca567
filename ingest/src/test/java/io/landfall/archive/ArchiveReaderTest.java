package io.landfall.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(20)
class ArchiveReaderTest {
  private static final ArchiveLimits LIMITS = new ArchiveLimits(1 << 20, 100, 1 << 16, 100);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = "EMPTY_ZIP", mode = EnumSource.Mode.EXCLUDE)
  void filesComeOutAsTheyWentInWhateverTheForm(ArchiveForm form) throws IOException {
    Path archive = write(form, Map.of("a/b/red.tif", "one", "/MTL.txt", "two", "../x", "three"));
    assertThat(contents(archive))
        .isEqualTo(Map.of("a/b/red.tif", "one", "MTL.txt", "two", "x", "three"));
  }

  @ParameterizedTest
  @EnumSource(names = "EMPTY_ZIP", mode = EnumSource.Mode.EXCLUDE)
  void whatIsCutAnywhereIsAnError(ArchiveForm form) throws IOException {
    byte[] whole = Files.readAllBytes(write(form, Map.of("red.tif", "0123456789".repeat(100))));
    for (int length = 8; length < whole.length - 600; length += 7) {
      Path cut = Files.write(folder.resolve("cut"), java.util.Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> contents(cut))
          .as("the first %d of %d bytes", length, whole.length)
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"TAR", "EMPTY_ZIP"},
      mode = EnumSource.Mode.EXCLUDE)
  void whatHoldsManyTimesItsOwnSizeIsRefused(ArchiveForm form) throws IOException {
    Path archive = write(form, Map.of("red.tif", "0".repeat(900_000)));
    assertThat(Files.size(archive)).isLessThan(9_000);
    assertThatThrownBy(() -> contents(archive)).hasMessageContaining("bytes");
  }

  @Test
  void filesThatArePassedOverAreNotDecompressed() throws IOException {
    Path archive = write(ArchiveForm.ZIP, Map.of("red.tif", "0".repeat(9_000_000)));
    ArchiveReader.read(archive, LIMITS, (member, content) -> {});
  }

  @Test
  void moreEntriesThanAllowedAreRefused() throws IOException {
    Map<String, String> many = new TreeMap<>();
    for (int i = 0; i <= LIMITS.maxEntries(); i++) {
      many.put("%03d".formatted(i), "");
    }
    assertThatThrownBy(() -> contents(write(ArchiveForm.ZIP, many)))
        .hasMessageContaining("more than 100 entries");
    assertThatThrownBy(() -> contents(write(ArchiveForm.TAR, many)))
        .hasMessageContaining("more than 100 entries");
  }

  @Test
  void aDirectoryOfAnySizeIsRefusedBeforeItIsHeld() throws IOException {
    Map<String, String> long200 = new TreeMap<>();
    for (int i = 0; i < LIMITS.maxEntries(); i++) {
      long200.put("x".repeat(60_000) + i, "");
    }
    Path archive = write(ArchiveForm.ZIP, long200);
    assertThatThrownBy(() -> contents(archive)).hasMessageContaining("its directory has too many");
  }

  @Test
  void linksArePassedOver() throws IOException {
    Path tar = folder.resolve("links.tar");
    try (var out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
      for (byte type : new byte[] {TarArchiveEntry.LF_SYMLINK, TarArchiveEntry.LF_LINK}) {
        TarArchiveEntry link = new TarArchiveEntry("red.tif", type);
        link.setLinkName("/etc/passwd");
        out.putArchiveEntry(link);
        out.closeArchiveEntry();
      }
    }
    Path zip = folder.resolve("links.zip");
    try (var out = new ZipArchiveOutputStream(zip)) {
      ZipArchiveEntry link = new ZipArchiveEntry("red.tif");
      link.setUnixMode(UnixStat.LINK_FLAG | 0777);
      out.putArchiveEntry(link);
      out.write("/etc/passwd".getBytes(StandardCharsets.US_ASCII));
      out.closeArchiveEntry();
    }
    assertThat(contents(tar)).isEmpty();
    assertThat(contents(zip)).isEmpty();
  }

  /** What some write as the size of a folder is a quota, and no bytes follow. */
  @Test
  void aFolderHasNoBytesWhateverSizeItSays() throws IOException {
    Path archive = folder.resolve("a.tar");
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
      TarArchiveEntry quota = new TarArchiveEntry("d/");
      quota.setSize(4096);
      tar.putArchiveEntry(quota);
      tar.closeArchiveEntry();
      TarArchiveEntry file = new TarArchiveEntry("d/red.tif");
      file.setSize(3);
      tar.putArchiveEntry(file);
      tar.write("one".getBytes(StandardCharsets.UTF_8));
      tar.closeArchiveEntry();
    }
    assertThat(contents(archive)).isEqualTo(Map.of("d/red.tif", "one"));
  }

  @Test
  void aDamagedByteInAStoredFileIsFoundByItsChecksum() throws IOException {
    Path zip = folder.resolve("stored.zip");
    byte[] content = "0123456789".repeat(10).getBytes(StandardCharsets.US_ASCII);
    try (var out = new ZipArchiveOutputStream(zip)) {
      out.setMethod(ZipEntry.STORED);
      out.putArchiveEntry(new ZipArchiveEntry("red.tif"));
      out.write(content);
      out.closeArchiveEntry();
    }
    byte[] bytes = Files.readAllBytes(zip);
    assertThat(contents(zip)).containsKey("red.tif");
    bytes[60] ^= 1;
    Files.write(zip, bytes);
    assertThatThrownBy(() -> contents(zip)).isInstanceOf(IOException.class);
  }

  @Test
  void encryptedFilesAreRefusedByName() throws IOException {
    Path zip = write(ArchiveForm.ZIP, Map.of("red.tif", "one"));
    byte[] bytes = Files.readAllBytes(zip);
    for (int i = 0; i < bytes.length - 10; i++) {
      if (bytes[i] == 'P' && bytes[i + 1] == 'K' && bytes[i + 2] == 1) {
        bytes[i + 8] |= 1; // the flag in the directory
      }
    }
    Files.write(zip, bytes);
    assertThatThrownBy(() -> contents(zip)).hasMessage("red.tif in it is encrypted");
  }

  @ParameterizedTest
  @CsvSource({
    "a/b.tif, a/b.tif",
    "./a/./b.tif, a/b.tif",
    "/etc/b.tif, etc/b.tif",
    "a/../../b.tif, b.tif",
    "a\\b.tif, a/b.tif",
    "..\\..\\b.tif, b.tif",
    "a//b.tif, a/b.tif",
    "a/, ",
    ".., ",
    "a/.., ",
    "., ",
  })
  void namesNeverLeadElsewhere(String name, String path) {
    ArchiveMember member = ArchiveMember.of(name, null, null);
    assertThat(member == null ? null : String.join("/", member.path())).isEqualTo(path);
  }

  private static Map<String, String> contents(Path archive) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    ArchiveReader.read(
        archive,
        LIMITS,
        (member, content) ->
            contents.put(
                String.join("/", member.path()),
                new String(content.readAllBytes(), StandardCharsets.UTF_8)));
    return contents;
  }

  private Path write(ArchiveForm form, Map<String, String> files) throws IOException {
    Path archive = folder.resolve(form.name());
    try (OutputStream out = Files.newOutputStream(archive)) {
      switch (form) {
        case TAR -> tar(out, files);
        case TAR_GZIP -> tar(new GZIPOutputStream(out), files);
        case TAR_BZIP2 -> tar(new BZip2CompressorOutputStream(out), files);
        case TAR_XZ -> tar(new XZCompressorOutputStream(out), files);
        case TAR_ZSTD -> tar(new ZstdCompressorOutputStream(out), files);
        case ZIP, EMPTY_ZIP -> zip(out, files);
      }
    }
    return archive;
  }

  private static void zip(OutputStream out, Map<String, String> files) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (var file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void tar(OutputStream out, Map<String, String> files) throws IOException {
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      for (var file : files.entrySet()) {
        byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
  }
}
