package io.landfall.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.model.plan.MemberHref;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SceneArchiveTest {
  private static final String REAL =
      "landsat_no_crs/LC08_L2SP_204023_20200927_20201006_02_T1-cropped.tar.gz";

  @TempDir Path folder;

  @Test
  void aRealArchiveIsAScene() {
    Path archive = TestData.path(REAL);
    FileScenes scenes = FileScenes.below(archive.getParent(), folder);
    Scene scene = scenes.scene(new SceneId(archive.getFileName().toString()));
    assertThat(scene.name()).isEqualTo("LC08_L2SP_204023_20200927_20201006_02_T1");
    assertThat(scene.defaultBands()).containsExactly("red", "green", "blue");
    assertThat(scene.bands()).hasSize(8).allMatch(band -> band.geometry() != null);
    assertThat(scene.bands())
        .extracting(SceneBand::href)
        .allMatch(href -> href.startsWith(folder.toUri().toString()));
  }

  @Test
  void itIsUnpackedOnceHoweverManyAskAtATime() throws IOException {
    Path archive = archive("LC08_B4.TIF", "LC08_B3.TIF");
    Path cache = folder.resolve("cache");
    List<CompletableFuture<Path>> all =
        IntStream.range(0, 16)
            .mapToObj(
                i -> CompletableFuture.supplyAsync(() -> SceneArchive.extract(archive, cache)))
            .toList();
    assertThat(all.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    assertThat(names(cache)).hasSize(1);
    assertThat(names(SceneArchive.extract(archive, cache)))
        .containsExactly("LC08_B3.TIF", "LC08_B4.TIF");
  }

  @Test
  void entriesNeverLeaveTheFolderAndOtherFilesAreLeftOut() throws IOException {
    Path archive =
        archive(
            "../outside_B4.TIF",
            "/absolute_B3.TIF",
            "a/b/../../../../deep_B2.TIF",
            "..",
            "run.sh",
            "x_MTL.txt");
    Path cache = folder.resolve("cache/below");
    assertThat(names(SceneArchive.extract(archive, cache)))
        .containsExactly("absolute_B3.TIF", "deep_B2.TIF", "outside_B4.TIF", "x_MTL.txt");
    assertThat(names(folder)).containsExactly("cache", "scene.tar");
    assertThat(names(folder.resolve("cache"))).containsExactly("below");
  }

  @Test
  void archivesOfOneNameAreKeptApart() throws IOException {
    Path cache = folder.resolve("cache");
    Path first = archive("a_B4.TIF");
    Path second = Files.createDirectory(folder.resolve("other")).resolve("scene.tar");
    Files.copy(first, second, StandardCopyOption.COPY_ATTRIBUTES);
    assertThat(SceneArchive.extract(second, cache))
        .isNotEqualTo(SceneArchive.extract(first, cache));
  }

  @Test
  void aFileHasTheTimeThatTheArchiveSays() throws IOException {
    Path archive = archive("a_B4.TIF");
    Path one = SceneArchive.extract(archive, folder.resolve("one")).resolve("a_B4.TIF");
    assertThat(Files.getLastModifiedTime(one).toMillis()).isEqualTo(1_500_000_000_000L);
  }

  @Test
  void linksInsideAreLeftOut() throws IOException {
    Path archive = folder.resolve("scene.tar");
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
      TarArchiveEntry link = new TarArchiveEntry("x_B4.TIF", TarArchiveEntry.LF_SYMLINK);
      link.setLinkName("/etc/passwd");
      tar.putArchiveEntry(link);
      tar.closeArchiveEntry();
    }
    assertThat(names(SceneArchive.extract(archive, folder.resolve("cache")))).isEmpty();
  }

  @Test
  void aDamagedArchiveIsRefusedAndLeavesNothing() throws IOException {
    byte[] whole = Files.readAllBytes(archive("LC08_B4.TIF", "LC08_B3.TIF"));
    Path archive = folder.resolve("cut.tar");
    Path cache = folder.resolve("cache");
    for (int length : new int[] {600, 1100}) {
      Files.write(archive, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SceneArchive.extract(archive, cache))
          .as("the first %d bytes", length)
          .isInstanceOfSatisfying(
              ExportFailure.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_UNREADABLE));
    }
    Files.write(archive, new byte[] {0x1f, (byte) 0x8b, 8, 0, 1, 2, 3});
    assertThat(catchThrowable(() -> SceneArchive.extract(archive, cache)))
        .isInstanceOf(ExportFailure.class);
    assertThat(names(cache)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 200, 512, 1536, 1800, 2048, 3071, 3072})
  void anArchiveThatIsCutAnywhereIsRefused(int bytes) throws IOException {
    byte[] whole = Files.readAllBytes(archive("LC08_B4.TIF", "LC08_B3.TIF"));
    Path archive = Files.write(folder.resolve("cut.tar"), Arrays.copyOf(whole, bytes));
    assertRefused(archive);
    assertRefused(gzip(Files.readAllBytes(archive)));
  }

  @Test
  void aDamagedByteInACompressedArchiveIsRefused() throws IOException {
    Path archive = gzip(Files.readAllBytes(archive("LC08_B4.TIF")));
    byte[] bytes = Files.readAllBytes(archive);
    bytes[bytes.length - 7] ^= 1; // of the checksum, after the end of the tar file
    Files.write(archive, bytes);
    assertRefused(archive);
  }

  @Test
  void twoFilesOfOneNameAreRefused() throws IOException {
    assertThatThrownBy(
            () -> SceneArchive.extract(archive("a/x_B4.TIF", "b/x_B4.TIF"), folder.resolve("c")))
        .hasMessageContaining("it holds two files named x_B4.TIF");
  }

  @ParameterizedTest
  @CsvSource({
    "scene.7z, 377ABCAF271C, 7z, 7z x",
    "scene.rar, 526172211A07, rar, unrar x",
    "misnamed.tar, 526172211A07, rar, unrar x misnamed.tar",
    "scene.tar.Z, 1F9D90, compress, tar -xZf",
    "scene.tar.lz4, 04224D1864, lz4, lz4 -d scene.tar.lz4",
    "scene.tar.lz, 4C5A4950, lzip, lzip -dk scene.tar.lz",
  })
  void otherArchivesAreRefusedByTheirKind(String name, String content, String kind, String fix)
      throws IOException {
    Files.write(folder.resolve(name), HexFormat.of().parseHex(content));
    FileScenes scenes = FileScenes.below(folder, folder.resolve("cache"));
    assertThatThrownBy(() -> scenes.scene(new SceneId(name)))
        .hasMessageContainingAll("it is a " + kind + " archive", fix)
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_UNSUPPORTED));
  }

  @Test
  void oneCompressedRasterIsRefusedWithTheCommandForIt() throws IOException {
    Path raster = folder.resolve("rain.tif.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(raster))) {
      out.write(new byte[] {'I', 'I', '*', 0, 8, 0, 0, 0});
    }
    assertThatThrownBy(() -> SceneArchive.extract(raster, folder.resolve("c")))
        .hasMessageContainingAll("no archive", "Decompress it, as with \"gunzip -k\"")
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_UNSUPPORTED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.tar.bz2", "a.tbz", "a.tar.xz", "a.tar.zst", "a.zip", "a.tar"})
  void beginningsOfArchivesAreRefusedAsDamaged(String name) throws IOException {
    for (String content : List.of("425A6839", "FD377A585A00", "28B52FFD04", "504B0304", "00")) {
      assertRefused(Files.write(folder.resolve(name), HexFormat.of().parseHex(content)));
    }
  }

  @Test
  void aProductKeepsItsFoldersAndIsTheScene() throws IOException {
    Path archive =
        zip(
            "S2B_X.SAFE/MTD_MSIL2A.xml",
            "S2B_X.SAFE/GRANULE/L2A_Y/IMG_DATA/R10m/T_B02_10m.jp2",
            "S2B_X.SAFE/GRANULE/L2A_Y/QI_DATA/readme.html");
    Path product = SceneArchive.extract(archive, folder.resolve("cache"));
    assertThat(product.getFileName()).hasToString("S2B_X.SAFE");
    assertThat(product.resolve("GRANULE/L2A_Y/IMG_DATA/R10m/T_B02_10m.jp2")).hasSize(700);
    assertThat(product.resolve("GRANULE/L2A_Y/QI_DATA")).doesNotExist();
  }

  @Test
  void twoProductsAreRefusedByName() throws IOException {
    Path archive = zip("A.SAFE/MTD_MSIL2A.xml", "B.SAFE/MTD_MSIL2A.xml");
    assertThatThrownBy(() -> SceneArchive.extract(archive, folder.resolve("cache")))
        .hasMessageContaining("it holds more than the product A.SAFE: B.SAFE");
  }

  @Test
  void oneRasterIsASceneWithWhatLiesBesideIt() throws IOException {
    Path archive = zip("dem/dem.tif", "dem/dem.tfw", "dem/readme.txt");
    Scene scene = FileScenes.below(folder, folder.resolve("c")).scene(new SceneId("scene.zip"));
    assertThat(scene.name()).isEqualTo("scene");
    Path raster = Path.of(URI.create(scene.bands().get(0).href()));
    assertThat(names(raster.getParent())).containsExactly("dem.tfw", "dem.tif");
    assertThat(archive).exists();
  }

  @Test
  void anArchiveInsideIsNotOpenedAndNamed() throws IOException {
    assertThatThrownBy(
            () -> SceneArchive.extract(zip("a/inner.tar.gz", "readme"), folder.resolve("cache")))
        .hasMessageContaining("it holds no raster, but the archive inner.tar.gz");
  }

  @Test
  void rastersThatAreNoBandsAreRefused() throws IOException {
    zip("north.tif", "south.tif");
    FileScenes scenes = FileScenes.below(folder, folder.resolve("cache"));
    assertThatThrownBy(() -> scenes.scene(new SceneId("scene.zip")))
        .hasMessageContaining("it holds 2 rasters, and none is named like a band");
  }

  @Test
  void anArchiveIsKnownByItsContentToo() throws IOException {
    Files.move(archive("LC08_B4.TIF"), folder.resolve("download"));
    FileScenes scenes = FileScenes.below(folder, folder.resolve("cache"));
    assertThat(scenes.scene(new SceneId("download")).bands()).hasSize(1);
  }

  /** Bytes at the place that a URL tells are those of the file, whatever stands around them. */
  @Test
  void rastersOfATarFileAreReadWhereTheyLie() throws IOException {
    Path archive = archive("x_MTL.ignored", "a/long/way/x_B4.TIF", "x_B3.TIF");
    Path cache = folder.resolve("cache");
    Scene scene = FileScenes.below(folder, cache).scene(new SceneId("scene.tar"));
    byte[] whole = Files.readAllBytes(archive);
    for (SceneBand band : scene.bands()) {
      MemberHref member = MemberHref.parse(band.href()).orElseThrow();
      assertThat(member.archive()).isEqualTo(archive.toRealPath().toUri().toString());
      assertThat(member.length()).isEqualTo(700);
      byte[] content =
          Arrays.copyOfRange(whole, (int) member.offset(), (int) member.offset() + 700);
      assertThat(content).startsWith(member.name().getBytes(StandardCharsets.US_ASCII));
    }
    try (Stream<Path> files = Files.walk(cache)) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(file -> assertThat(file.toFile().length()).isLessThan(100));
    }
  }

  @Test
  void aRasterWithASidecarInsideIsExtractedWithIt() throws IOException {
    Path archive = archive("dem.tif", "dem.tfw");
    Scene scene = FileScenes.below(folder, folder.resolve("c")).scene(new SceneId("scene.tar"));
    Path raster = Path.of(URI.create(scene.bands().get(0).href()));
    assertThat(raster).hasSize(700);
    assertThat(names(raster.getParent())).containsExactly("dem.tfw", "dem.tif");
    assertThat(archive).exists();
  }

  /** A file that looks like what stands for a raster leads to the same archive alone. */
  @ParameterizedTest
  @CsvSource({"7, 9, true", "9223372036854775807, 9, false", "18446744073709551615, 9, false"})
  void aPlaceholderThatSomebodyMadeUpLeadsNowhereElse(String from, int bytes, boolean isPlace)
      throws IOException {
    Path archive = folder.resolve("scene.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      zip.putNextEntry(new ZipEntry("x_B4.TIF"));
      zip.write(
          "landfall: in the archive from byte %s, bytes: %d"
              .formatted(from, bytes)
              .getBytes(StandardCharsets.US_ASCII));
    }
    Scene scene = FileScenes.below(folder, folder.resolve("c")).scene(new SceneId("scene.zip"));
    String real = isPlace ? archive.toRealPath().toUri().toString() : null;
    assertThat(MemberHref.parse(scene.bands().get(0).href()).map(MemberHref::archive))
        .isEqualTo(Optional.ofNullable(real));
  }

  private void assertRefused(Path archive) throws IOException {
    Path cache = folder.resolve("cache");
    assertThatThrownBy(() -> SceneArchive.extract(archive, cache))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_UNREADABLE));
    assertThat(names(cache)).isEmpty();
  }

  private Path gzip(byte[] content) throws IOException {
    Path file = folder.resolve("scene.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content);
    }
    return file;
  }

  private Path zip(String... names) throws IOException {
    Path archive = folder.resolve("scene.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(new byte[700]);
      }
    }
    return archive;
  }

  private Path archive(String... names) throws IOException {
    Path archive = folder.resolve("scene.tar");
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
      for (String name : names) {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        byte[] content =
            Arrays.copyOf(
                Path.of(name).getFileName().toString().getBytes(StandardCharsets.US_ASCII), 700);
        entry.setSize(content.length);
        entry.setModTime(1_500_000_000_000L);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return archive;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
