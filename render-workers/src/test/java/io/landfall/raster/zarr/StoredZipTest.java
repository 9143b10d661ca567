package io.landfall.raster.zarr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file is read back by the JDK. */
class StoredZipTest {
  private static final int GAP = 5;

  @TempDir Path folder;

  @Test
  void entriesAreStoredAsTheyAre() throws IOException {
    var bytes = new ByteArrayOutputStream();
    write(bytes, 3);
    Path file = Files.write(folder.resolve("a.zip"), bytes.toByteArray());
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.size()).isEqualTo(4);
      assertThat(zip.getComment()).isEqualTo("what stands at the end");
      ZipEntry first = zip.getEntry("zarr.json");
      assertThat(first.getMethod()).isEqualTo(ZipEntry.STORED);
      assertThat(zip.getInputStream(first).readAllBytes()).isEqualTo("{}\n".getBytes());
      assertThat(zip.getInputStream(zip.getEntry("ü/c/2")).readAllBytes())
          .isEqualTo("chunk 2".getBytes(StandardCharsets.UTF_8));
    }
    var again = new ByteArrayOutputStream();
    write(again, 3);
    assertThat(again.toByteArray()).isEqualTo(bytes.toByteArray());
  }

  @Test
  void moreEntriesThanAShortCountsAreThere() throws IOException {
    Path file = folder.resolve("many.zip");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      write(out, 70_000);
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.size()).isEqualTo(70_001);
      assertThat(zip.getInputStream(zip.getEntry("ü/c/69999")).readAllBytes())
          .isEqualTo("chunk 69999".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void entriesBeyondFourGigabytesAreThere() throws IOException {
    Path file = folder.resolve("far.zip");
    byte[] bytes = "far".getBytes(StandardCharsets.UTF_8);
    long at = (4L << 30) + 7;
    byte[] head = StoredZip.localHeader("far", checksum(bytes), bytes.length);
    var zip = new StoredZip();
    zip.add("far", checksum(bytes), bytes.length, at);
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(at); // a hole that takes no room
      out.write(head);
      out.write(bytes);
      out.write(zip.directory(at + head.length + bytes.length, ""));
    }
    try (ZipFile read = new ZipFile(file.toFile())) {
      assertThat(read.getInputStream(read.getEntry("far")).readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void anEntryOfFourGigabytesIsRefused() {
    assertThatThrownBy(() -> StoredZip.localHeader("large", 0, 0xffff_ffffL))
        .hasMessageContaining("large");
  }

  private static void write(OutputStream out, int chunks) throws IOException {
    var zip = new StoredZip();
    long at = add(out, zip, 0, "zarr.json", "{}\n");
    for (int i = 0; i < chunks; i++) {
      at = add(out, zip, at, "ü/c/" + i, "chunk " + i);
    }
    out.write(zip.directory(at, "what stands at the end"));
  }

  /** Adds an entry with zeros behind it, and returns where they end. */
  private static long add(OutputStream out, StoredZip zip, long at, String name, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] head = StoredZip.localHeader(name, checksum(bytes), bytes.length);
    assertThat(head).hasSize(StoredZip.localHeaderBytes(name));
    zip.add(name, checksum(bytes), bytes.length, at);
    out.write(head);
    out.write(bytes);
    out.write(new byte[GAP]);
    return at + head.length + bytes.length + GAP;
  }

  private static int checksum(byte[] bytes) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    return (int) checksum.getValue();
  }
}
