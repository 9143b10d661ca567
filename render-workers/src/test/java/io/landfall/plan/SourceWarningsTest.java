package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.SampleType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a plan tells of files that say more of themselves than outputs, or what cannot be. */
class SourceWarningsTest {
  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "500000, 5000000, 10, true",
    "0, 90.2, 0.5, false",
    "170, 10, 0.5, false",
    "359, -60, 0.5, false",
    "1000, 10, 0.5, true",
    "10, -85, 0.5, true",
  })
  void coordinatesThatAreNoDegreesAreWarnedOf(
      double west, double north, double pixel, boolean told, @TempDir Path folder) {
    Path file =
        PlacedTiff.of(SampleType.UINT8, 1).in(4326).placed(west, north, pixel).in(folder, "a.tif");
    assertThat(PlannerFixture.files(file).plan().warnings())
        .filteredOn(text -> text.contains("EPSG:4326, which counts in degrees"))
        .hasSize(told ? 1 : 0);
  }

  @Test
  void whatFilesSayOfThemselvesIsWarnedOfOnceForAllAlike(@TempDir Path folder) throws IOException {
    String item = "<Item name=\"product\">ortho</Item>";
    Path a = PlacedTiff.of(SampleType.UINT8, 3).metadata(item).in(folder, "a.tif");
    Path b = PlacedTiff.of(SampleType.UINT8, 3).at(5).metadata(item).in(folder, "b.tif");
    String rat =
        "<PAMDataset><PAMRasterBand band=\"1\"><Metadata><MDI"
            + " key=\"kept\">1</MDI></Metadata><GDALRasterAttributeTable><Row"
            + " index=\"0\"/></GDALRasterAttributeTable></PAMRasterBand></PAMDataset>";
    Path c = PlacedTiff.of(SampleType.UINT8, 3).at(9).in(folder, "c.tif");
    Files.writeString(folder.resolve("c.tif.aux.xml"), rat);
    assertThat(PlannerFixture.files(a, b, c).plan().warnings())
        .satisfiesExactly(
            alike ->
                assertThat(alike)
                    .startsWith("What ")
                    .contains("a.tif (and 1 more files alike) says of itself", ": product. "),
            table ->
                assertThat(table).contains("c.tif says of itself", ": raster attribute table."));
  }
}
