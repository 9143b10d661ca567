package io.landfall.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.landsat.MtlMetadata;
import io.landfall.landsat.Wrs2;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Geometry;

/** The corners in real metadata beside the computed frames of their paths and rows. */
class MtlCornersTest {

  @ParameterizedTest
  @CsvSource({
    "landsat/LC80200392015216LGN00_crop/l8_MTL.txt, 20, 39",
    "landsat/LC80460282016177LGN00_150m/LC80460282016177LGN00_MTL.json, 46, 28",
    "scenes/landsat/LC08_L2SP_047027_20201204_20210313_02_T1_MTL.txt, 47, 27",
    "scenes/landsat/LC09_L2SP_010065_20220129_20220131_02_T1_MTL.txt, 10, 65",
    "scenes/RStoolbox/LE07_L1TP_160031_20110416_20161210_01_T1_MTL.TXT, 160, 31",
    "scenes/RStoolbox/LT05_L1TP_218072_20100801_20161015_01_T1_MTL.txt, 218, 72",
    "scenes/rio-toa/LC80100202015018LGN00_MTL.json, 10, 20",
    "scenes/rio-toa/LC81060712016134LGN00_MTL.txt, 106, 71",
    "scenes/landsat_ingestor/LC80010052015083LGN00_MTL.txt, 1, 5",
    "scenes/sat-stac-landsat/collection-1_MTL.json, 86, 240" // by night, on the way north
  })
  void aPictureHoldsTheFrameOfItsPathAndRow(String file, int path, int row) {
    Path metadata = TestData.path(file);
    Geometry image = MtlMetadata.read(metadata).footprint().orElseThrow();
    Geometry frame = Wrs2.footprint(path, row);
    double inside = image.intersection(frame).getArea() / frame.getArea();
    assertThat(inside).as("of %s in %s", frame, image).isGreaterThan(0.9);
    // a north-up image around a frame that is turned by up to 45 degrees is twice as large
    assertThat(frame.getArea() / image.getArea()).isBetween(0.4, 1.05);
  }
}
