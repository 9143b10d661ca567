package io.landfall.node.cli.export;

import static io.landfall.node.cli.export.OutputFile.ExistingFilePolicy.KEEP;
import static io.landfall.node.cli.export.OutputFile.ExistingFilePolicy.REPLACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.request.OutputFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OutputFileTest {
  @TempDir Path folder;

  @ParameterizedTest(name = "-o {0} --format {1} writes {2}")
  @CsvSource({
    "out.tif,       ,        COG",
    "out.TIFF,      GEOTIFF, GEOTIFF",
    "out.png,       ,        PNG",
    "OUT.PNG,       PNG,     PNG",
    "a.tif/out.jpg, ,        JPEG",
    "out.jpeg,      ,        JPEG",
    "out.zarr.zip,  ,        ZARR",
    "out.zip,       ,        COG",
    "out.PMTiles,   ,        PMTILES",
    "out.mbtiles,   MBTILES, MBTILES",
    "png,           ,        COG",
    "a.png/out,     ,        COG",
    "a.png/out,     JPEG,    JPEG",
  })
  void theNameTellsTheFormatUnlessOneIsAskedFor(
      Path named, OutputFormat.FileFormat asked, OutputFormat.FileFormat written) {
    assertThat(OutputFile.format(named, asked)).isEqualTo(written);
  }

  @ParameterizedTest(name = "-o {0} --format {1}")
  @CsvSource({
    "out.png, COG, PNG",
    "out.jpg, GEOTIFF, JPEG",
    "out.jpg, PNG, JPEG",
    "out.tif, ZARR, TIFF",
    "out.mbtiles, PMTILES, MBTILES",
    "out.tif, PNG, TIFF",
  })
  void aNameThatBeliesTheFormatIsRefused(Path named, OutputFormat.FileFormat asked, String looks) {
    assertThatThrownBy(() -> OutputFile.format(named, asked))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContainingAll("Cannot write a " + asked, named.toString(), "of a " + looks);
  }

  @ParameterizedTest(name = "{1} beside {0}")
  @CsvSource({
    "out.tif, out.tif.aux.xml, COG",
    "out.tif, out.tif.ovr, GEOTIFF",
    "out.tif, out.tif.msk, COG",
    "out.png, out.png.ovr, PNG",
    "out.jpg, out.jpg.msk, JPEG",
    "out.mbtiles, out.mbtiles-wal, MBTILES",
    "out.mbtiles, out.mbtiles-journal, MBTILES",
  })
  void whatProgramsWouldReadWithTheNewFileIsRefusedOrGoesWithTheOldOne(
      String name, String companion, OutputFormat.FileFormat type) throws IOException {
    Path beside = Files.writeString(folder.resolve(companion), "of an earlier file");

    assertThatThrownBy(() -> check(name, type, KEEP))
        .isInstanceOfSatisfying(
            ExportFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DESTINATION_EXISTS))
        .hasMessageContainingAll(name, companion, "--overwrite");

    OutputFile output = check(name, type, REPLACE);
    assertThat(output.written()).isNotEqualTo(output.target());
    assertThat(beside).as("while it may still fail").exists();
    Files.writeString(output.written(), "new");
    output.moveIntoPlace(List.of());
    assertThat(output.target()).hasContent("new");
    assertThat(beside).doesNotExist();
  }

  @Test
  void filesThatNobodyReadsWithTheOutputStay() throws IOException {
    for (String other : List.of("out.tif.txt", "out.qml", "out2.tif.ovr", "out.tif-wal")) {
      Files.writeString(folder.resolve(other), other);
    }

    OutputFile kept = check("out.tif", OutputFormat.FileFormat.COG, KEEP);
    OutputFile output = check("out.tif", OutputFormat.FileFormat.COG, REPLACE);
    Files.writeString(output.written(), "new");
    output.moveIntoPlace(List.of());

    assertThat(kept.written()).isEqualTo(kept.target());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "out.tif", "out.tif.txt", "out.qml", "out2.tif.ovr", "out.tif-wal");
    }
  }

  @Test
  void aFolderWithTheNameOfAnOverviewIsNobodysOverview() throws IOException {
    Path other = Files.createDirectory(folder.resolve("out.tif.ovr"));
    Files.writeString(folder.resolve("out.tif"), "old");
    Files.writeString(other.resolve("mine"), "mine");

    OutputFile output = check("out.tif", OutputFormat.FileFormat.COG, REPLACE);
    Files.writeString(output.written(), "new");
    output.moveIntoPlace(List.of());

    assertThat(output.target()).hasContent("new");
    assertThat(other.resolve("mine")).exists();
  }

  @ParameterizedTest
  @EnumSource
  void noDeviceIsReplacedByAFile(OutputFile.ExistingFilePolicy existing) {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device), "a system that has it");

    assertThatThrownBy(() -> check(device.toString(), OutputFormat.FileFormat.COG, existing))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DESTINATION_UNWRITABLE))
        .hasMessageContaining("not a file");
  }

  @Test
  void aNameThatIsTooLongForItsSidecarsIsRefusedBeforeAnythingIsRendered() throws IOException {
    assertThatThrownBy(() -> check("x".repeat(240) + ".tif", OutputFormat.FileFormat.COG, KEEP))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DESTINATION_UNWRITABLE))
        .hasMessageContaining("the name is too long");

    check("x".repeat(220) + ".tif", OutputFormat.FileFormat.COG, KEEP);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aLinkThatLeadsNowhereIsFoundBeforeAnythingIsRendered() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("out.tif"), folder.resolve("gone.tif"));

    assertThatThrownBy(() -> check("out.tif", OutputFormat.FileFormat.COG, KEEP))
        .isInstanceOfSatisfying(
            ExportFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DESTINATION_EXISTS));

    OutputFile output = check("out.tif", OutputFormat.FileFormat.COG, REPLACE);
    Files.writeString(output.written(), "new");
    output.moveIntoPlace(List.of());
    assertThat(link).isRegularFile().hasContent("new");
  }

  @Test
  void theFileTakesThePlaceOfALinkAndWhatThatLeadsToStays() throws IOException {
    Path other = Files.writeString(folder.resolve("other.tif"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("out.tif"), other.getFileName());

    OutputFile output = check("out.tif", OutputFormat.FileFormat.COG, REPLACE);
    assertThat(output.replacedLink().orElseThrow()).contains("out.tif is a link to other.tif");
    Files.writeString(output.written(), "new");
    output.moveIntoPlace(List.of());

    assertThat(Files.isSymbolicLink(link)).isFalse();
    assertThat(link).hasContent("new");
    assertThat(other).hasContent("old");
    assertThat(check("out.tif", OutputFormat.FileFormat.COG, REPLACE).replacedLink()).isEmpty();
  }

  private OutputFile check(
      String name, OutputFormat.FileFormat type, OutputFile.ExistingFilePolicy existing) {
    return OutputFile.check(folder, Path.of(name), type, existing, false, ExportId.generate());
  }
}
