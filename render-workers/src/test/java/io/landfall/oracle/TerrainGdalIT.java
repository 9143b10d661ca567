package io.landfall.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.model.algebra.ToolReader;
import io.landfall.model.request.Processing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slope, aspect and shade beside gdaldem, around holes and along edges too. */
@Tag("gdal")
class TerrainGdalIT {
  /** What the single precision of gdaldem leaves open, in degrees or percent. */
  private static final double ROUNDING = 0.02;

  @TempDir Path folder;

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{'apply': 'slope'}                                                   | slope",
        "{'apply': 'slope', 'zFactor': 0.05}                                  | slope -s 20",
        "{'apply': 'slope', 'unit': 'percent', 'zFactor': 0.1}                | slope -p -s 10",
        "{'apply': 'aspect'}                                                  | aspect",
        "{'apply': 'hillshade', 'zFactor': 0.05}                              | hillshade -z 0.05",
        "{'apply': 'hillshade', 'azimuth': 110, 'altitude': 20, 'zFactor': 2} | hillshade -z 2 -az"
            + " 110 -alt 20",
      })
  void treesGiveWhatGdaldemGives(String node, String arguments) throws IOException {
    String tree = node.replace("}", ", 'args': [{'type': 'src', 'id': 'A'}]}").replace('\'', '"');
    assertSame(ToolReader.read(tree, json -> null), arguments);
  }

  @Test
  void builtInToolsAreThoseOfGdaldem() throws IOException {
    for (String name : List.of("hillshade", "slope", "aspect")) {
      assertSame(BuiltInTools.get(name).tool(), name);
    }
  }

  private void assertSame(AlgebraTool tool, String arguments) throws IOException {
    Path heights = KernelEdgesGdalIT.withHoles(folder);
    Path theirs = folder.resolve("theirs.tif");
    List<String> command = new ArrayList<>(List.of("gdaldem"));
    command.addAll(Arrays.asList(arguments.split(" ")));
    command.add(1 + 1, heights.toString());
    command.add(1 + 2, theirs.toString());
    GdalReference.run(command.toArray(String[]::new));
    Path ours =
        GdalReference.of(heights.toString())
            .with(new Processing(tool, null, null, null, null, null))
            .render(folder);
    RasterComparison found = RasterComparison.of(ours, theirs, 0);
    assertThat(found.compared()).isGreaterThan(60_000);
    assertThat(found.onlyOurs() + found.onlyTheirs()).as("%s", found).isZero();
    double rounded = arguments.startsWith("hillshade") ? 0.5 : 0; // to whole numbers
    assertThat(found.largest()).as("%s", found).isLessThanOrEqualTo(rounded + ROUNDING);
  }
}
