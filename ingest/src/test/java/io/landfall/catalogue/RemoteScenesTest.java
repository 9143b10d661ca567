package io.landfall.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ErrorCode;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteScenesTest {
  @TempDir Path folder;
  private final Map<String, String> web = new HashMap<>();
  private RemoteArchives archives =
      href -> {
        throw new AssertionError(href);
      };

  @ParameterizedTest
  @CsvSource({
    "https://a.example/x/LC08_B4.TIF,        LC08_B4",
    "HTTP://a.example/b.c.tiff?sig=a/b#c,    b.c",
    "s3://bucket/a b?c#d.tif,                a b?c#d",
  })
  void aRasterIsASceneWithAllItsBandsThatNobodyHasLookedAtYet(String address, String name) {
    Scene scene = scene(address);
    assertThat(scene.name()).isEqualTo(name);
    assertThat(scene.bands())
        .containsExactly(
            new SceneBand(List.of("*"), address, SceneBand.ALL_BANDS, null, null, null, null));
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example/items/S2A_1,       ./B04.tif,           https://a.example/items/B04.tif",
    "https://a.example/i/a.json?sig=x,    ../B04.tif?t=1,      https://a.example/B04.tif?t=1",
    "s3://bucket/a/item.json,             B04.tif,             s3://bucket/a/B04.tif",
    "https://a.example/item.json,         s3://other/B04.tif,  s3://other/B04.tif",
    "http://a.example/item.json,          https://b.example/c, https://b.example/c",
    "https://a.example/i/a.geojson,       a b.tif,             https://a.example/i/a%20b.tif",
    "https://a.example/i/a.stac,          a%20b.tif,           https://a.example/i/a%20b.tif",
    "https://a.example/i/HLS.S30.v2.0,    /vsis3/bucket/B04.tif, s3://bucket/B04.tif",
    "https://a.example/i/a,               /vsicurl/https://b.example/c.tif,"
        + " https://b.example/c.tif",
    "https://a.example/i/a,               gs://bucket/c.tif,  "
        + " https://storage.googleapis.com/bucket/c.tif",
  })
  void anItemNamesBandsOnOtherMachines(String address, String href, String resolved) {
    web.put(address, item(href));
    assertThat(scene(address).name()).isEqualTo("i");
    assertThat(scene(address).bands()).extracting(SceneBand::href).containsExactly(resolved);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "FILE:/etc/passwd", "ftp://a/b", "", "https:///b"})
  void anItemNamesNoFilesOfThisMachine(String href) {
    web.put("https://a.example/item.json?sig=hush", item(href));
    assertThatThrownBy(() -> scene("https://a.example/item.json?sig=hush"))
        .hasMessageStartingWith("Cannot use item.json as a scene")
        .hasMessageNotContaining("hush")
        .extracting("code")
        .isEqualTo(ErrorCode.SCENE_UNSUPPORTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "[]", "", "{\"type\": \"Catalog\"}"})
  void otherDocumentsAreRefused(String text) {
    web.put("https://a.example/item", text);
    assertThatThrownBy(() -> scene("https://a.example/item"))
        .hasMessageStartingWith("Cannot use item as a scene");
  }

  @Test
  void aServiceTakesNoAddresses() {
    FileScenes service = FileScenes.below(folder, folder.resolve("cache"));
    assertThatThrownBy(() -> service.scene(new SceneId("https://a.example/b.tif")))
        .extracting("code")
        .isEqualTo(ErrorCode.SCENE_UNKNOWN);
  }

  /** Two bands of a tar file: of a gigabyte in each no more than the headers are read. */
  @Test
  void anArchiveIsReadByParts() throws IOException {
    long band = 1L << 30;
    var remote = new SparseTar(List.of("a/x_B4.TIF", "a/x_B3.TIF", "a/readme"), band);
    archives = href -> new RemoteArchives.OpenedArchive(remote, "\"v/1\"");
    Scene scene = scene("https://a.example/x.tar?sig=hush");
    assertThat(scene.bands())
        .extracting(SceneBand::href)
        .containsExactly(member("x_B3.TIF", band + 1024, band), member("x_B4.TIF", 512, band));
    assertThat(remote.bytesRead()).isLessThan(1 << 20);
  }

  /** With the version as it is told of the archive: it is compared when the file is opened. */
  private static String member(String name, long offset, long length) {
    return "https://a.example/x.tar?sig=hush#member=%s&offset=%d&length=%d&version=%%22v%%2F1%%22"
        .formatted(name, offset, length);
  }

  @Test
  void aCompressedArchiveOfAnotherMachineIsToBeDownloaded() throws IOException {
    Path zip = folder.resolve("x.zip");
    try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("x_B4.TIF"));
      out.write(new byte[1000]);
    }
    archives = href -> open(zip);
    assertThatThrownBy(() -> scene("https://a.example/x.zip?sig=hush"))
        .hasMessageContaining("x_B4.TIF in it is compressed: download it")
        .hasMessageNotContaining("hush");
    Path gzip = Files.write(folder.resolve("y.tgz"), new byte[] {0x1f, (byte) 0x8b, 8, 0});
    archives = href -> open(gzip);
    assertThatThrownBy(() -> scene("https://a.example/y.tgz"))
        .hasMessageContaining("Download it, and give its path");
  }

  private static RemoteArchives.OpenedArchive open(Path file) {
    try {
      return new RemoteArchives.OpenedArchive(Files.newByteChannel(file), "v1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Scene scene(String address) {
    return FileScenes.anywhere(folder, (href, maxBytes) -> web.get(href).getBytes(UTF_8), archives)
        .scene(new SceneId(address));
  }

  private static String item(String href) {
    return "{\"type\":\"Feature\",\"id\":\"i\",\"assets\":{\"a\":{\"href\":\"%s\",\"eo:bands\":[{\"name\":\"x\"}]}}}"
        .formatted(href);
  }
}
