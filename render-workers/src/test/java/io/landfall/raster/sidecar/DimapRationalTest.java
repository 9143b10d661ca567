package io.landfall.raster.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.place.RationalMap;
import io.landfall.raster.crs.SampleRational;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DimapRationalTest {
  private static final RationalMap MAP = SampleRational.of(4000, 3000);
  private static final String DESCRIPTION =
      """
      <Dimap_Document><Raster_Data><Raster_Dimensions><Tile_Set><NTILES>4</NTILES><Regular_Tiling>
        <NTILES_SIZE nrows="1024" ncols="2048"/><NTILES_COUNT ntiles_R="2" ntiles_C="2"/>
        <OVERLAP_ROW> 0 </OVERLAP_ROW><OVERLAP_COL>0</OVERLAP_COL>
      </Regular_Tiling></Tile_Set></Raster_Dimensions></Raster_Data></Dimap_Document>
      """;

  @Test
  void theFirstPixelIsOneAndThenZero() {
    assertThat(DimapRational.read(DimapText.version2(MAP))).isEqualTo(MAP);
    assertThat(DimapRational.read(DimapText.version3(MAP, 0))).isEqualTo(MAP);
    assertThat(DimapRational.read(DimapText.version3(MAP, 5))).isEqualTo(MAP);
  }

  @Test
  void tilesBeginFurtherOn() {
    DimapNames second = DimapNames.of("IMG_PHR1A_P_001_R2C3").orElseThrow();
    RationalMap moved = DimapRational.ofTile(MAP, second, DESCRIPTION);
    assertThat(moved.line().offset()).isEqualTo(MAP.line().offset() - 1024);
    assertThat(moved.sample().offset()).isEqualTo(MAP.sample().offset() - 4096);
    assertThat(moved.line().scale()).isEqualTo(MAP.line().scale());
    assertThat(moved.longitude()).isEqualTo(MAP.longitude());
  }

  @ParameterizedTest
  @CsvSource({
    "nrows=\"1024\", nrows=\"x\", no size of a tile",
    "nrows=\"1024\", '', does not tell the size of tiles",
    "<OVERLAP_COL>0, <OVERLAP_COL>16, overlap",
    "</Dimap_Document>, '', not XML",
  })
  void whatDoesNotTellWhereTilesLieIsNamed(String text, String instead, String why) {
    DimapNames names = DimapNames.of("IMG_A_R1C2").orElseThrow();
    assertThatThrownBy(() -> DimapRational.ofTile(MAP, names, DESCRIPTION.replace(text, instead)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "<a>", "<a/>", "<Global_RFM><RFM_Validity/></Global_RFM>", "LINE_OFF"})
  void whatHasNoCoefficientsEndsInWords(String text) {
    assertThatThrownBy(() -> DimapRational.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("it is not XML|.* is missing or no number");
    String bad = DimapText.version3(MAP, 1).replace("<FIRST_COL>1", "<FIRST_COL>x");
    assertThatThrownBy(() -> DimapRational.read(bad)).hasMessage("FIRST_COL is no number");
  }

  @Test
  void namesOfFilesFollowFromThatOfTheImage() {
    DimapNames pleiades = DimapNames.of("IMG_PHR1A_P_201209_SEN_1786-001_R2C10").orElseThrow();
    assertThat(pleiades.row()).isEqualTo(2);
    assertThat(pleiades.column()).isEqualTo(10);
    assertThat(pleiades.candidates(DimapNames.RATIONAL))
        .containsSubsequence(
            "RPC_PHR1A_P_201209_SEN_1786-001_R2C10.XML", "RPC_PHR1A_P_201209_SEN_1786-001.XML");
    assertThat(DimapNames.of("IMG_PNEO3_2021_1_1_F_1_RGB_R1C1").orElseThrow().whole())
        .isEqualTo("PNEO3_2021_1_1_F_1");
    assertThat(DimapNames.of("IMG_A_R01C002").orElseThrow().candidates(DimapNames.RATIONAL))
        .containsExactly("RPC_A_R01C002.XML", "RPC_A_R01C002.xml", "RPC_A.XML", "RPC_A.xml");
    for (String other : List.of("IMG_A", "IMG_R1C1", "DIM_A_R1C1", "IMG_A_R0C1", "IMG_A_RxC1")) {
      assertThat(DimapNames.of(other)).as(other).isEmpty();
    }
  }
}
