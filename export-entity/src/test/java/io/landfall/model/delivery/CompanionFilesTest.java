package io.landfall.model.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompanionFilesTest {
  @ParameterizedTest(name = "beside {0}")
  @CsvSource({
    "a.tif, a.tif.aux.xml a.tif.ovr a.tif.msk",
    "A.TIFF, A.TIFF.aux.xml A.TIFF.ovr A.TIFF.msk",
    "a.png, a.png.ovr a.png.msk",
    "a.b.JPG, a.b.JPG.ovr a.b.JPG.msk",
    "a.mbtiles, a.mbtiles.aux.xml a.mbtiles-journal a.mbtiles-wal a.mbtiles-shm",
    "a.pmtiles, ''",
    "a.zarr.zip, ''",
    "SHA256SUMS, ''",
    "tif, ''",
  })
  void whatProgramsReadWithAFileFollowsFromItsEnding(String name, String companions) {
    assertThat(String.join(" ", CompanionFiles.of(name))).isEqualTo(companions);
  }
}
