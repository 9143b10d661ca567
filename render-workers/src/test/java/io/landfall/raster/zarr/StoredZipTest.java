package io.landfall.raster.zarr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file is read back by the JDK. */
class StoredZipTest {
  @TempDir Path folder;

  @Test
  void entriesAreStoredAsTheyAre() throws IOException {
    var bytes = new ByteArrayOutputStream();
    write(bytes, 3);
    Path file = Files.write(folder.resolve("a.zip"), bytes.toByteArray());
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.size()).isEqualTo(4);
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

  private static void write(OutputStream out, int chunks) throws IOException {
    var zip = new StoredZip(out);
    zip.add("zarr.json", "{}\n".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < chunks; i++) {
      zip.begin("ü/c/" + i);
      byte[] chunk = ("chunk " + i).getBytes(StandardCharsets.UTF_8);
      zip.write(chunk, 0, 3);
      zip.write(chunk, 3, chunk.length - 3);
      zip.end();
    }
    zip.finish();
  }
}
