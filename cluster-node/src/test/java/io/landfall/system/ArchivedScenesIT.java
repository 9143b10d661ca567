package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.catalogue.FileScenes;
import io.landfall.catalogue.RemoteArchives;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.model.plan.MemberHref;
import io.landfall.plan.PlannerFixture;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import io.landfall.source.FileServer;
import io.landfall.source.SceneFiles;
import io.landfall.source.SourceFixture;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Archives as other programs write them, made by Python: bands of each are what GDAL reads of it,
 * and those that are not compressed are read where they lie.
 */
@Tag("gdal")
class ArchivedScenesIT {
  private static final String CROP = "landsat/LC80200392015216LGN00_crop/";

  /** What the scripts share: the names and contents of the members, as name and bytes. */
  private static final String START =
      """
      import io, os, struct, sys, tarfile, zipfile
      out, files = sys.argv[1], [('LC80200392015216LGN00_B%d.TIF' % b, open(p, 'rb').read()) for b, p in ((4, sys.argv[2]), (5, sys.argv[3]))]
      deep = 'a-folder-of-a-long-name/' * 9
      def tar(form, folder='', extra=lambda t: None):
        with tarfile.open(out, 'w', format=form) as t:
          extra(t)
          for name, data in files:
            info = tarfile.TarInfo(folder + name); info.size = len(data); info.mtime = 1500000000.5
            t.addfile(info, io.BytesIO(data))
      def stored(target, method=zipfile.ZIP_STORED):
        with zipfile.ZipFile(target, 'w', method) as z:
          for name, data in files: z.writestr('scene/' + name, data)
      class Pipe(io.RawIOBase):
        def __init__(self, f): self.f = f
        def writable(self): return True
        def write(self, b): return self.f.write(b)
      """;

  @TempDir Path folder;
  private Path cache;
  private Path archive;

  @BeforeEach
  void folders() throws IOException {
    cache = folder.resolve("cache");
    folder = Files.createDirectory(folder.resolve("files")).toRealPath();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ustar.tar         | tar(tarfile.USTAR_FORMAT, 'scene/')",
        "gnu-long.tar      | tar(tarfile.GNU_FORMAT, deep)",
        "pax-long.tar      | tar(tarfile.PAX_FORMAT, deep)",
        "links.tar         | tar(tarfile.PAX_FORMAT, '', lambda t: [t.addfile(i) for k in"
            + " (tarfile.SYMTYPE, tarfile.LNKTYPE) for i in [tarfile.TarInfo('x_B1.TIF')] if not"
            + " (setattr(i, 'type', k) or setattr(i, 'linkname', '/etc/passwd'))])",
        "plain.zip         | stored(out)",
        "prefixed.zip      | b = io.BytesIO(); stored(b); open(out, 'wb').write(b'#!/bin/sh\\n"
            + "' * 99 + b.getvalue())",
        "descriptors.zip   | stored(Pipe(open(out, 'wb')))",
        "zip64.zip         | z = zipfile.ZipFile(out, 'w'); [(lambda w: (w.write(d), w.close()))"
            + "(z.open(n, 'w', force_zip64=True)) for n, d in files]; z.close()",
      })
  void membersThatAreNotCompressedAreReadWhereTheyLie(String name, String script)
      throws IOException {
    make(name, script);
    for (SceneBand band : compareWithGdal(2)) {
      assertThat(MemberHref.parse(band.href())).as(band.href()).isPresent();
    }
    try (Stream<Path> all = Files.walk(cache)) {
      long bytes = all.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
      assertThat(bytes).isLessThan(1000);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "deflated.zip | stored(out, zipfile.ZIP_DEFLATED)",
        "gzip.tar.gz  | t = tarfile.open(out, 'w:gz'); [t.addfile(i, io.BytesIO(d)) for n, d in"
            + " files for i in [tarfile.TarInfo(n)] if not setattr(i, 'size', len(d))]; t.close()",
        "sparse.tar   | os.chdir(os.path.dirname(out)); [open(n, 'wb').write(d) for n, d in files];"
            + " [os.truncate(n, len(d) + (1 << 20)) for n, d in files]; os.system('tar --sparse"
            + " --format=gnu -cf sparse.tar *.TIF && rm *.TIF')",
      })
  void othersAreExtracted(String name, String script) throws IOException {
    make(name, script);
    for (SceneBand band : compareWithGdal(name.startsWith("sparse") ? 0 : 2)) {
      assertThat(MemberHref.parse(band.href())).as(band.href()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "cut.tar       | tar(tarfile.USTAR_FORMAT); os.truncate(out, os.path.getsize(out) - 90000)",
        "cut.zip       | stored(out); os.truncate(out, os.path.getsize(out) - 90000)",
        "twice.tar     | files = files + files; tar(tarfile.PAX_FORMAT)",
        "outside.zip   | b = io.BytesIO(); stored(b); d = bytearray(b.getvalue()); i ="
            + " d.index(b'PK\\x01\\x02'); d[i + 42:i + 46] = struct.pack('<I', len(d) + 5);"
            + " open(out, 'wb').write(d)",
        "too-long.zip  | b = io.BytesIO(); stored(b); d = bytearray(b.getvalue()); i ="
            + " d.index(b'PK\\x01\\x02'); d[i + 20:i + 28] = struct.pack('<II', 1 << 30, 1 << 30);"
            + " open(out, 'wb').write(d)",
        "encrypted.zip | b = io.BytesIO(); stored(b); d = bytearray(b.getvalue()); i ="
            + " d.index(b'PK\\x01\\x02'); d[i + 8] = 1; open(out, 'wb').write(d)",
      })
  void whatIsDamagedIsRefused(String name, String script) throws IOException {
    make(name, script);
    assertThatThrownBy(this::scene)
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_UNREADABLE));
  }

  /** Two entries of one place are two files of the same bytes, which take no room. */
  @Test
  void entriesThatOverlapAreTheSameBytes() throws IOException {
    make(
        "overlap.zip",
        "files = [files[0], (files[1][0], files[0][1])]; b = io.BytesIO(); stored(b); d ="
            + " bytearray(b.getvalue()); i = d.index(b'PK\\x01\\x02'); j = d.index(b'PK\\x01\\x02',"
            + " i + 4); d[j + 42:j + 46] = d[i + 42:i + 46]; open(out, 'wb').write(d)");
    List<SceneBand> bands = scene().bands();
    assertThat(bands.stream().map(band -> MemberHref.parse(band.href()).orElseThrow().offset()))
        .hasSize(2)
        .containsOnly(MemberHref.parse(bands.get(0).href()).orElseThrow().offset());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.tar", "a.zip"})
  void anArchiveThatChangesIsNoLongerTheOneThatWasPlannedWith(String name) throws IOException {
    make(name, name.endsWith("zip") ? "stored(out)" : "tar(tarfile.PAX_FORMAT)");
    SceneBand band = scene().bands().get(0);
    try (SceneFiles files = new SceneFiles()) {
      SceneFiles.FileVersion version = files.version(band.href());
      assertThat(version.bytes()).isEqualTo(MemberHref.parse(band.href()).orElseThrow().length());
      files.open(band.href(), version).readBlock(0, 0, 0);
      Files.write(archive, new byte[1], StandardOpenOption.APPEND);
      assertThatThrownBy(() -> files.version(band.href()))
          .hasMessageContaining("the archive was replaced while the export was planned");
      assertThat(files.version(scene().bands().get(0).href()).etag()).isNotEqualTo(version.etag());
    }
  }

  private void make(String name, String script) throws IOException {
    archive = folder.resolve(name);
    Path file = Files.writeString(folder.resolveSibling("make.py"), START + script + "\n");
    Programs.run(
            "python3",
            "" + file,
            "" + archive,
            "" + PlannerFixture.data(CROP + "l8_B4.tif"),
            "" + PlannerFixture.data(CROP + "l8_B5.tif"))
        .expectSuccess();
  }

  @Test
  void anArchiveOfAnotherMachineIsReadAsLongAsItIsTheSame() throws IOException {
    make("a.tar", "tar(tarfile.PAX_FORMAT)");
    try (var server = new FileServer()) {
      String url = server.put("/a.tar", Files.readAllBytes(archive));
      SceneBand band;
      try (var files = new SceneFiles(SourceFixture.anywhere())) {
        band = sceneAt(url, files).bands().get(0);
        compare(files.open(band.href(), files.version(band.href())), theirs(band));
      }
      server.put("/a.tar", Arrays.copyOf(Files.readAllBytes(archive), 1 << 20));
      try (var files = new SceneFiles(SourceFixture.anywhere())) {
        assertThatThrownBy(() -> files.version(band.href()))
            .hasMessageContaining("the archive was replaced while the export was planned");
      }
    }
  }

  private Scene sceneAt(String url, SceneFiles files) {
    return FileScenes.anywhere(
            cache,
            files::readDocument,
            href ->
                new RemoteArchives.OpenedArchive(
                    files.openChannel(href), files.version(href).etag()))
        .scene(new SceneId(url));
  }

  private Scene scene() {
    String name = archive.getFileName().toString();
    return FileScenes.below(folder, cache).scene(new SceneId(name));
  }

  /** Compares all bands, as many as GDAL finds, by all their pixels. */
  private List<SceneBand> compareWithGdal(int compared) throws IOException {
    Scene scene = scene();
    assertThat(scene.bands()).hasSize(2);
    try (SceneFiles files = new SceneFiles()) {
      for (SceneBand band : scene.bands().subList(0, compared)) {
        RasterFile file = files.open(band.href(), files.version(band.href()));
        compare(file, theirs(band));
      }
    }
    return scene.bands();
  }

  private ByteBuffer theirs(SceneBand band) throws IOException {
    String member =
        MemberHref.parse(band.href())
            .map(MemberHref::name)
            .orElseGet(() -> Path.of(URI.create(band.href())).getFileName().toString());
    String name = archive.getFileName().toString();
    String system = name.endsWith("zip") ? "/vsizip/" : "/vsitar/";
    String listed =
        Programs.run("python3", "-c", LISTING, "" + archive, member).expectSuccess().stdout();
    Path raw = folder.resolveSibling("theirs.raw");
    Path extracted = folder.resolveSibling("LC80200392015216LGN00_B4.TIF");
    String path = system + archive + "/" + listed.strip();
    if (name.startsWith("pax")) { // whose long names GDAL does not read
      Programs.run("python3", "-c", EXTRACTION, "" + archive, listed.strip(), "" + extracted);
      path = "" + extracted;
    }
    Programs.run("gdal_translate", "-q", "-of", "ENVI", path, "" + raw).expectSuccess();
    return ByteBuffer.wrap(Files.readAllBytes(raw)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static final String LISTING =
      """
      import sys, tarfile, zipfile
      a = sys.argv[1]
      names = zipfile.ZipFile(a).namelist() if a.endswith('zip') else tarfile.open(a).getnames()
      print([n for n in names if n.endswith(sys.argv[2])][0])
      """;

  private static final String EXTRACTION =
      """
      import sys, tarfile
      open(sys.argv[3], 'wb').write(tarfile.open(sys.argv[1]).extractfile(sys.argv[2]).read())
      """;

  private static void compare(RasterFile file, ByteBuffer theirs) {
    RasterInfo.Size size = file.info().size(0);
    RasterInfo.Size block = file.blockSize(0);
    int bytes = file.info().bands().get(0).type().bytes();
    assertThat(theirs.remaining()).isEqualTo(size.width() * size.height() * bytes);
    for (int row = 0; row * block.height() < size.height(); row++) {
      for (int column = 0; column * block.width() < size.width(); column++) {
        SampleBlock ours = file.readBlock(0, column, row);
        for (int i = 0; i < ours.width() * ours.height(); i++) {
          int x = column * block.width() + i % ours.width();
          int y = row * block.height() + i / ours.width();
          int at = (y * size.width() + x) * bytes;
          boolean isEqual =
              ours.planes()[0] instanceof byte[] plane
                  ? plane[i] == theirs.get(at)
                  : ((short[]) ours.planes()[0])[i] == theirs.getShort(at);
          assertThat(isEqual).as("pixel %d, %d of %s", x, y, file.name()).isTrue();
        }
      }
    }
  }
}
