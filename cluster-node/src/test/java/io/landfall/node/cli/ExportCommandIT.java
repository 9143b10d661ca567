package io.landfall.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.node.demo.TinyScene;
import io.landfall.node.embedded.DataFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Whole exports from the command line, each with a database, a store and a node of its own. */
class ExportCommandIT {
  @TempDir static Path temp;
  private static Path scene;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void makeInput() throws IOException {
    scene = TinyScene.write(temp, "LC80220342026101LGN00");
  }

  @Test
  void aSceneBecomesAFileThatIsTheSameEachTimeAndIsNeverReplacedUnasked() throws IOException {
    Path file = temp.resolve("out.tif");
    assertThat(export("--srid", "3857", "-o", file.toString())).as(err::toString).isZero();
    assertThat(out.toString().strip()).isEqualTo(file.toString());
    assertThat(err.toString()).contains("render", "peak memory");
    byte[] first = Files.readAllBytes(file);

    assertThat(export("--srid", "3857", "-o", file.toString())).isEqualTo(ExitCodes.FAILED);
    assertThat(err.toString()).contains("it exists").contains("--overwrite");
    assertThat(file).hasBinaryContent(first);

    assertThat(export("--srid", "3857", "--overwrite", "--json", "-o", file.toString())).isZero();
    assertThat(out.toString()).contains("\"sha256\"");
    assertThat(file).hasBinaryContent(first);
    assertThat(remainingFiles())
        .containsExactlyInAnyOrder(
            "out.tif", "out.tif.sha256", "out.tif.stac.json", "out.tif.thumbnail.png");
    assertThat(temp.resolve("out.tif.sha256")).content().contains("  out.tif\n");
    assertThat(temp.resolve("out.tif.stac.json")).content().contains("\"./out.tif\"");

    Files.delete(file); // what was left beside it is ours, and replaced
    assertThat(export("--srid", "3857", "-o", file.toString())).as(err::toString).isZero();
    assertThat(file).hasBinaryContent(first);
    assertThat(remainingFiles()).hasSize(4);

    Files.delete(file);
    Files.writeString(temp.resolve("out.tif.thumbnail.png"), "mine");
    assertThat(export("--srid", "3857", "-o", file.toString())).isEqualTo(ExitCodes.FAILED);
    assertThat(err.toString()).contains("out.tif.").contains("it exists");
    assertThat(temp.resolve("out.tif.thumbnail.png")).hasContent("mine");
    assertThat(stored()).as("what nobody can ask for again").isEmpty();
    removeResults();
  }

  @Test
  void anImageComesWithWhatTellsItsPlace() throws IOException {
    Path file = temp.resolve("map.png");
    assertThat(export("--stretch", "0,30000", "--json", "-o", file.toString()))
        .as(err::toString)
        .isZero();
    assertThat(out.toString()).contains("map.pgw", "map.png.aux.xml", "map.png.sha256");
    var image = javax.imageio.ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(300);
    assertThat(image.getColorModel().getNumComponents()).isGreaterThanOrEqualTo(3);
    assertThat(temp.resolve("map.pgw")).content().startsWith("30.0\n0\n0\n-30.0\n");
    for (String name : List.of("", ".stac.json", ".thumbnail.png", ".sha256", ".aux.xml")) {
      Files.delete(temp.resolve("map.png" + name));
    }
    Files.delete(temp.resolve("map.pgw"));
  }

  @Test
  void theSceneOfEachPixelGoesWithTheFile() throws IOException {
    Path file = temp.resolve("map.png");
    String[] asked = {
      "--stretch", "0,30000", "--provenance", "--composite", "last", "-o", file.toString()
    };
    assertThat(export(asked)).as(err::toString).isZero();
    Path raster = temp.resolve("map.png.provenance.tif");
    byte[] first = Files.readAllBytes(raster);
    assertThat(temp.resolve("map.png.provenance.tif.csv"))
        .content()
        .startsWith("number,scene,id,acquired,cloudCover\n1,LC80220342026101LGN00,");
    assertThat(temp.resolve("map.png.provenance.tif.aux.xml")).content().contains("<Category>none");
    assertThat(temp.resolve("map.png.stac.json")).content().contains("./map.png.provenance.tif");
    assertThat(run("info", "--json", raster.toString())).isZero();
    assertThat(out.toString()).contains("\"width\" : 300", "UINT8");

    Files.delete(file);
    assertThat(export(asked)).isEqualTo(ExitCodes.FAILED);
    assertThat(err.toString()).contains("map.png.provenance.tif: it exists");
    List<String> again = new ArrayList<>(Arrays.asList(asked));
    again.add("--overwrite");
    assertThat(export(again.toArray(String[]::new))).as(err::toString).isZero();
    assertThat(raster).hasBinaryContent(first);

    again.remove("--provenance");
    assertThat(export(again.toArray(String[]::new))).as(err::toString).isZero();
    assertThat(raster).as("of another file, by now").doesNotExist();
    for (String name : List.of("", ".stac.json", ".thumbnail.png", ".sha256", ".aux.xml")) {
      Files.delete(temp.resolve("map.png" + name));
    }
    Files.delete(temp.resolve("map.pgw"));
  }

  @Test
  void aFileWithoutAnyDataIsWarnedAboutAtItsEnd() throws IOException {
    Path file = temp.resolve("collar.tif");
    String collar = "500010,4099800,500250,4099950";
    assertThat(export("--bbox", collar, "--aoi-srid", "32616", "-o", file.toString()))
        .as(err::toString)
        .isZero();
    assertThat(err.toString()).containsOnlyOnce("Warning: No pixel of the file has data");
    removeResults();
  }

  @Test
  void infoReadsWhatExportWrote() throws IOException {
    Path file = temp.resolve("read.tif");
    assertThat(export("--bands", "red", "-o", file.toString())).as(err::toString).isZero();
    assertThat(run("info", "--json", "--checksum", file.toString())).isZero();
    assertThat(out.toString()).contains("\"crs\" : \"EPSG:32616\"", "\"width\" : 300", "checksum");
    removeResults();
  }

  @Test
  void aDryRunTellsThePlanAndStartsNothing() {
    Path data = temp.resolve("untouched");
    int exitCode =
        run(
            "export",
            "--dry-run",
            "--json",
            "--scene",
            scene.toString(),
            "-o",
            temp.resolve("dry.tif").toString(),
            "--data-dir",
            data.toString());
    assertThat(exitCode).isZero();
    assertThat(out.toString()).contains("\"tiles\" : 1", "\"crs\" : \"EPSG:32616\"");
    assertThat(data).doesNotExist();
    assertThat(temp.resolve("dry.tif")).doesNotExist();
  }

  @Test
  void aDataFolderInUseIsToldWithItsOwner() {
    Path data = temp.resolve("owned");
    try (DataFolder owner = DataFolder.acquire(data)) {
      int exitCode =
          run(
              "export",
              "--scene",
              scene.toString(),
              "-o",
              temp.resolve("late.tif").toString(),
              "--data-dir",
              owner.path().toString());
      assertThat(exitCode).isEqualTo(ExitCodes.FAILED);
      assertThat(err.toString()).contains("Cannot use the data folder " + data);
    }
  }

  private int export(String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "export",
                "--scene",
                scene.toString(),
                "--data-dir",
                temp.resolve("data").toString()));
    all.addAll(Arrays.asList(arguments));
    return run(all.toArray(String[]::new));
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine commandLine = CommandLineRunner.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }

  private static List<Path> stored() throws IOException {
    try (var files = Files.walk(temp.resolve("data"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().contains("/exports/"))
          .toList();
    }
  }

  private static void removeResults() throws IOException {
    for (String name : remainingFiles()) {
      Files.delete(temp.resolve(name));
    }
  }

  private static List<String> remainingFiles() throws IOException {
    try (var files = Files.list(temp)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(n -> n.contains(".tif"))
          .toList();
    }
  }
}
