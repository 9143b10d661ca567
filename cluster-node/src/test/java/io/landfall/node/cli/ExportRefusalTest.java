package io.landfall.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.node.demo.TinyScene;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What is wrong with an export is told before a data folder is there, and so any database. */
class ExportRefusalTest {
  @TempDir static Path temp;
  private static Path scene;
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void makeInput() throws IOException {
    scene = TinyScene.write(temp, "LC80220342026101LGN00");
    Files.writeString(
        temp.resolve("elsewhere.geojson"),
        "{\"type\": \"Polygon\", \"coordinates\": [[[10,50],[11,50],[11,51],[10,50]]]}");
    Files.writeString(temp.resolve("text.txt"), "no image");
    Files.createDirectory(temp.resolve("empty"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource({
    "--bands 99,                    1, Cannot find band 99",
    "--bands red --bands nir,       1, Cannot find band nir",
    "--srid 999999,                 1, Cannot find EPSG:999999",
    "--srid urn:ogc:def:crs:EPSG::999999, 1, Cannot find EPSG:999999",
    "--srid ESRI:54009,             2, Unknown CRS ESRI:54009",
    "--aoi TEMP/elsewhere.geojson,  1, Cannot",
    "--aoi TEMP/nowhere.geojson,    1, Cannot use the area of interest",
    "--aoi TEMP/text.txt,           1, area of interest",
    "--scene TEMP/nowhere.tif,      1, there is no file or folder",
    "--scene TEMP/text.txt,         1, Cannot read",
    "--scene TEMP/empty,            1, Cannot",
    "--resolution 0,                2, Invalid resolution",
    "--stretch 5,                   2, Invalid --stretch 5",
    "'--stretch 1,2,3,4',           2, Invalid stretch",
    "--predictor 7,                 2, Invalid --predictor 7",
    "--level 99,                    2, level 99",
    "--blocksize 100,               2, block size 100",
    "--tool ndvi,                   1, Cannot find band nir",
    "--tool nvdi,                   1, Cannot find a tool called",
    "--tool ndvi --input NIR,       2, Invalid --input NIR",
    "--tool ndvi --input NIR=TEMP/gone.tif:4, 1, there is no file or folder",
    "--color TEMP/gone.json,        2, Cannot read",
    "--format png,                  2, Cannot write a PNG to",
    "--resampling wild,             2, Invalid value for option '--resampling'",
    "--mask external,               2, Invalid value for option '--mask'",
    "--values cooked,               2, Invalid value for option '--values'",
    "--scale 2,                     2, Add --type",
    "-o TEMP/missing/out.tif,       1, there is no folder TEMP/missing",
    "-o TEMP/empty,                 1, it is a folder",
  })
  void badInputIsToldInOneLineAndLeavesNothing(String arguments, int exitCode, String message)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("export", "--scene", scene.toString()));
    if (!arguments.startsWith("-o")) {
      all.addAll(List.of("-o", temp.resolve("bad.tif").toString()));
    }
    all.addAll(Arrays.asList(inTemp(arguments).split(" ")));
    assertThat(run(all)).as(err::toString).isEqualTo(exitCode);
    assertThat(err.toString())
        .startsWith("landfall: ")
        .contains(inTemp(message))
        .doesNotContain("\tat ");
    try (var files = Files.list(temp)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              scene.getFileName().toString(), "elsewhere.geojson", "text.txt", "empty");
    }
  }

  @Test
  void aFileThatIsThereIsKept() throws IOException {
    Path file = Files.writeString(temp.resolve("text.txt"), "no image");
    assertThat(run(List.of("export", "--scene", scene.toString(), "-o", file.toString())))
        .isEqualTo(ExitCodes.FAILED);
    assertThat(err.toString()).contains("it exists").contains("--overwrite");
    assertThat(file).hasContent("no image");
    assertThat(temp.resolve("data")).doesNotExist();
  }

  private static String inTemp(String text) {
    return text.replace("TEMP", temp.toString());
  }

  private int run(List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--data-dir", temp.resolve("data").toString()));
    CommandLine commandLine = CommandLineRunner.commandLine();
    commandLine.setOut(new PrintWriter(new StringWriter()));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(all.toArray(String[]::new));
  }
}
