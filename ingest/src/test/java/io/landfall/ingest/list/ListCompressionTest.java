package io.landfall.ingest.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ExportFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists as they come compressed; made by commons-compress, which reads them too, and the JDK. */
class ListCompressionTest {
  private static final String FIRST = SceneLists.AWS + SceneLists.awsRow(18);
  private static final String SECOND = SceneLists.awsRow(19);
  private static final int MANY = 3_000;

  @ParameterizedTest
  @ValueSource(strings = {"gz", "bzip2", "xz", "zstd"})
  void oneWayOfCompressingIsAsGoodAsAnother(String format) {
    byte[] list = compressed(format, FIRST + SECOND);

    assertThat(SceneLists.read(list).scenes()).hasSize(2);
    assertThat(SceneLists.read(compressed("gz", list)).scenes()).hasSize(2);
    assertThat(SceneLists.read(zip("list.csv", list)).scenes()).hasSize(2);
    assertThat(SceneLists.read(tar("list.csv", list)).scenes()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "bzip2", "xz", "zstd"})
  void severalPiecesAreOneList(String format) {
    byte[] list = join(compressed(format, FIRST), compressed(format, SECOND.repeat(MANY)));

    assertThat(SceneLists.read(list).scenes()).hasSize(1 + MANY);
    assertThat(SceneLists.read(slowly(list)).scenes()).hasSize(1 + MANY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "bzip2", "xz"})
  void zerosBehindAndBetweenPiecesArePassedOver(String format) {
    byte[] list =
        join(
            compressed(format, FIRST),
            new byte[700],
            compressed(format, SECOND),
            new byte[100_000]);

    assertThat(SceneLists.read(list).scenes()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "bzip2", "xz", "zstd"})
  void aCutOrOtherBytesBehindItAreAnError(String format) {
    byte[] list = compressed(format, FIRST + SECOND.repeat(MANY));

    assertThatThrownBy(() -> SceneLists.read(Arrays.copyOf(list, list.length - 9)))
        .isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> SceneLists.read(join(list, bytes("0123456789"))))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void foldersAndWhatMacOsAddsAreNoSecondFile() {
    byte[] list = bytes(FIRST);

    assertThat(
            SceneLists.read(
                    zip(
                        "a/",
                        null,
                        "a/list.csv",
                        list,
                        "__MACOSX/a/._list.csv",
                        list,
                        "a/.x",
                        list))
                .scenes())
        .hasSize(1);
    assertThat(
            SceneLists.read(tar("a/", null, "./a/list.csv", list, "./a/._list.csv", list)).scenes())
        .hasSize(1);
  }

  @Test
  void severalFilesOrNoneAreRefused() {
    byte[] list = bytes(FIRST);

    assertRefused(
        zip("a.csv", list, "b.csv", list), "zip archive has several files in it, a.csv and b.csv");
    assertRefused(
        tar("a.csv", list, "b.csv", list), "tar archive has several files in it, a.csv and b.csv");
    assertRefused(zip("a/", null), "zip archive has no file in it");
    assertRefused(zip("[Content_Types].xml", bytes("<x/>")), "an Excel workbook");
    assertRefused(
        compressed("gz", compressed("gz", compressed("gz", compressed("gz", FIRST)))),
        "more than 3 times");
  }

  @Test
  void damagedAndEncryptedZipArchivesAreErrors() {
    byte[] list = zip("a.csv", bytes(FIRST + SECOND.repeat(MANY)));
    byte[] damaged = list.clone();
    damaged[list.length / 2] ^= 4;
    byte[] encrypted = list.clone();
    encrypted[6] |= 1;

    assertThatThrownBy(() -> SceneLists.read(damaged))
        .hasMessageContaining("zip archive is damaged");
    assertRefused(encrypted, "zip archive cannot be read: encrypted");
  }

  @ParameterizedTest
  @CsvSource({
    "377abcaf271c0004, a 7z archive",
    "526172211a0700, a rar archive",
    "04224d18, compressed by lz4",
    "1f9d90, compressed by compress (.Z)",
    "789cc5, compressed by zlib",
    "5041523115, a Parquet file",
    "d0cf11e0a1b11ae1, an Excel workbook",
    "fffe7000, in UTF-16",
    "3c21444f43545950452068746d6c3e, an HTML page",
    "efbbbf3c68746d6c3e, an HTML page",
    "3c3f786d6c3e, an XML document",
    "7b2261223a317d, a JSON document",
    "504b0506, an empty zip archive",
  })
  void whatIsNoTextIsCalledByItsName(String hex, String name) {
    assertRefused(HexFormat.of().parseHex(hex), "it is " + name);
    assertRefused(compressed("gz", HexFormat.of().parseHex(hex)), "it is " + name);
  }

  @Test
  void aBombEndsAtTheLimit() throws IOException {
    try (var limited =
        new SizeLimitedInput(new ByteArrayInputStream(new byte[2_000]), 1_000, "bomb")) {
      assertThatThrownBy(limited::readAllBytes)
          .isInstanceOf(ExportFailure.class)
          .hasMessageContaining("the scene list bomb: it has more than 1000 bytes");
    }
  }

  private static void assertRefused(byte[] list, String why) {
    assertThatThrownBy(() -> SceneLists.read(list))
        .isInstanceOf(ExportFailure.class)
        .hasMessageStartingWith("Cannot read the scene list the test's list: ")
        .hasMessageContaining(why)
        .hasMessageEndingWith("Give it as CSV, or that in gzip, bzip2, xz, zstd, zip or tar.");
  }

  /** A stream that gives one byte a call, as a network may. */
  private static InputStream slowly(byte[] bytes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public int read(byte[] buffer, int offset, int length) {
        return super.read(buffer, offset, Math.min(1, length));
      }
    };
  }

  private static byte[] compressed(String format, String text) {
    return compressed(format, bytes(text));
  }

  private static byte[] compressed(String format, byte[] content) {
    var bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        new CompressorStreamFactory().createCompressorOutputStream(commonsName(format), bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String commonsName(String format) {
    return format.equals("zstd") ? CompressorStreamFactory.ZSTANDARD : format;
  }

  /** Makes a zip archive of names and contents; a folder has none. */
  private static byte[] zip(Object... entries) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < entries.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) entries[i]));
        zip.write(entries[i + 1] == null ? new byte[0] : (byte[]) entries[i + 1]);
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] tar(Object... entries) {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes)) {
      for (int i = 0; i < entries.length; i += 2) {
        var entry = new TarArchiveEntry((String) entries[i]);
        byte[] content = entries[i + 1] == null ? new byte[0] : (byte[]) entries[i + 1];
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    List.of(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
