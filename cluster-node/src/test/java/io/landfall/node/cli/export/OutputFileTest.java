package io.landfall.node.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ExportFailure;
import io.landfall.model.request.OutputFormat;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputFileTest {
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
}
