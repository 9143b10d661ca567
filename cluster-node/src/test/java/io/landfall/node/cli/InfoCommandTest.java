package io.landfall.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What {@code info} says of files that are odd in some way; the numbers are gdalinfo's. */
class InfoCommandTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      value = {
        "raster/rotated.tif; transform;"
            + " 4.999999999999999, 200.0, 9.999999999999998, -8.660254037844387]",
        "layouts/geotools/box_gcp.tif; crsNote;"
            + " its transform is that of its 3 ground control points",
        "layouts/gdal/byte_gcp.tif; crs; EPSG:4326",
        "layouts/gdal/byte_gcp.tif; crsNote; it has 2 ground control points,"
            + " which give no grid that is within half a pixel of them",
        "everyday/C05_scale_offset_kept/a.tif; band 1; scale 0.1, offset -5.0",
        "everyday/C04_palette_colortable_kept/a.tif; palette; 256",
        "everyday/B05_external_msk/a.tif; masks; external",
        "everyday/B02_rgba_alpha_as_mask/a.tif; masks; alpha",
        "layouts/geotools/lcc-datu.tiff; crs; lambert conformal 2sp around",
      })
  void whatIsOddIsNamed(String file, String key, String value) {
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set: no real files to describe");
    StringWriter out = new StringWriter();
    CommandLine commandLine = CommandLineRunner.commandLine();
    commandLine.setOut(new PrintWriter(out));
    assertThat(commandLine.execute("info", Path.of(data).resolve(file).toString())).isZero();
    assertThat(out.toString().lines().filter(line -> line.startsWith(key + " ")))
        .singleElement()
        .asString()
        .containsSubsequence(key, value);
  }
}
