package io.landfall.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Rescaling;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What metadata in a folder say of the numbers of its bands. */
class CalibrationTest {
  private static final String L2 = "LC08_L2SP_017036_20130419_20200913_02_T2";
  private static final String DATA = "landsat/" + L2 + "_512px/";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"_MTL.txt", "_MTL.json", "_MTL.xml"})
  void level2HasReflectanceAndTemperatureOfTheSurface(String ending) throws IOException {
    Scene scene = scene(L2, DATA + L2 + ending, "SR_B4.TIF", "ST_B10.TIF", "QA_PIXEL.TIF");
    assertThat(band(scene, "red").calibration()).isEqualTo(new Rescaling(2.75e-5, -0.2));
    assertThat(band(scene, "red").unit()).isEmpty();
    assertThat(band(scene, "ST_B10").calibration()).isEqualTo(new Rescaling(0.00341802, 149));
    assertThat(band(scene, "ST_B10").unit()).isEqualTo("K");
    assertThat(band(scene, "QA_PIXEL").calibration()).isNull();
    assertThat(band(scene, "QA_PIXEL").unit()).isNull();
    assertThat(scene.acquired()).isEqualTo("2013-04-19T16:01:51Z");
    assertThat(scene.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "RStoolbox/LC08_L1TP_193024_20180824_20200831_02_T1_MTL.txt, 2.0E-5, -0.1",
    "RStoolbox/LE07_L1TP_160031_20110416_20161210_01_T1_MTL.TXT, 0, 0",
    "sat-stac-landsat/collection-1_MTL.json, 2.0E-5, -0.1",
  })
  void level1HasReflectanceAtTheTopOfTheAtmosphere(String file, double scale, double offset)
      throws IOException {
    Scene scene = scene("x", "scenes/" + file, "B4.TIF", "B10.TIF");
    if (scale == 0) {
      assertThat(band(scene, "4").calibration().scale()).isPositive();
    } else {
      assertThat(band(scene, "4").calibration()).isEqualTo(new Rescaling(scale, offset));
    }
    assertThat(band(scene, "10").calibration()).isNull();
  }

  @Test
  void metadataOfLevel1SayNothingOfFilesOfTheSurface() throws IOException {
    String metadata = "scenes/RStoolbox/LC08_L1TP_193024_20180824_20200831_02_T1_MTL.txt";
    Scene scene =
        scene("LC08_L1TP_193024_20180824_20200831_02_T1", metadata, "sr_band4.tif", "B5.TIF");
    assertThat(band(scene, "red").calibration()).isNull();
    assertThat(band(scene, "nir").calibration()).isEqualTo(new Rescaling(2e-5, -0.1));
  }

  @Test
  void theOrderOfGroupsDoesNotMatter() throws IOException {
    Scene scene =
        metadata(
            """
            {"LANDSAT_METADATA_FILE": {
              "LEVEL1_RADIOMETRIC_RESCALING": {
                "REFLECTANCE_MULT_BAND_4": "2.0000E-05", "REFLECTANCE_ADD_BAND_4": "-0.100000"},
              "LEVEL1_PROCESSING_RECORD": {"LANDSAT_PRODUCT_ID": "of level 1"},
              "LEVEL2_SURFACE_REFLECTANCE_PARAMETERS": {
                "REFLECTANCE_MULT_BAND_4": "2.75e-05", "REFLECTANCE_ADD_BAND_4": "-0.2"},
              "IMAGE_ATTRIBUTES": {"SPACECRAFT_ID": "LANDSAT_8"},
              "PRODUCT_CONTENTS": {"LANDSAT_PRODUCT_ID": "own", "PROCESSING_LEVEL": "L2SP"}}}\
            """);
    assertThat(scene.name()).isEqualTo("own");
    assertThat(band(scene, "red").calibration()).isEqualTo(new Rescaling(2.75e-5, -0.2));
  }

  @Test
  void level2WithoutItsOwnNumbersDoesNotTakeThoseOfLevel1() throws IOException {
    Scene scene =
        metadata(
            """
            GROUP = PRODUCT_CONTENTS
              PROCESSING_LEVEL = "L2SP"
              SPACECRAFT_ID = "LANDSAT_8"
            GROUP = LEVEL1_RADIOMETRIC_RESCALING
              REFLECTANCE_MULT_BAND_4 = 2.0000E-05
              REFLECTANCE_ADD_BAND_4 = -0.100000
            """);
    assertThat(band(scene, "red").calibration()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "REFLECTANCE_MULT_BAND_4 = abc, REFLECTANCE_ADD_BAND_4 = -0.2, REFLECTANCE_MULT_BAND_4 is"
        + " \"abc\"",
    "REFLECTANCE_MULT_BAND_4 = 2e-5, x = 0, REFLECTANCE_ADD_BAND_4 is missing",
    "REFLECTANCE_MULT_BAND_4 = 0, REFLECTANCE_ADD_BAND_4 = 0, REFLECTANCE_MULT_BAND_4 is 0",
    "REFLECTANCE_MULT_BAND_4 = NaN, REFLECTANCE_ADD_BAND_4 = 0, REFLECTANCE_MULT_BAND_4 is \"NaN\"",
  })
  void brokenNumbersAreWarnedAbout(String scale, String offset, String why) throws IOException {
    Scene scene =
        metadata(
            """
            PROCESSING_LEVEL = L2SP
            SPACECRAFT_ID = "LANDSAT_8"
            %s
            %s
            """
                .formatted(scale, offset));
    assertThat(band(scene, "red").calibration()).isNull();
    assertThat(scene.warnings())
        .singleElement()
        .asString()
        .contains("band SR_B4", why, "Give the product's own metadata file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a><SPACECRAFT_ID>LANDSAT_8</SPACECRAFT_ID>",
        "<!DOCTYPE a [<!ENTITY e SYSTEM"
            + " \"file:///etc/passwd\">]><a><SPACECRAFT_ID>&e;</SPACECRAFT_ID></a>",
        "<!DOCTYPE a><a><SPACECRAFT_ID>LANDSAT_8</SPACECRAFT_ID></a>",
        "<a><SPACECRAFT_ID>&e;</SPACECRAFT_ID></a>",
        "<a/>",
      })
  void xmlWithEntitiesOrDamageIsRefused(String xml) {
    assertThatThrownBy(() -> metadata(xml))
        .hasMessageStartingWith("Cannot read the metadata ")
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_UNREADABLE));
  }

  @Test
  void metadataOfAnotherProductAreRefused() {
    String other = "LC08_L2SP_017036_20130505_20200913_02_T2";
    String metadata = DATA + L2 + "_MTL.txt";
    TestData.path(metadata); // skips the test where there are none
    assertThatThrownBy(() -> scene(other, metadata, "SR_B4.TIF"))
        .hasMessageContainingAll(L2, other);
  }

  @ParameterizedTest
  @CsvSource({
    "S2A_MSIL2A_20230625T234621_N0509_R073_T01WCP_20230626T022157, -0.1, 2023-06-25T23:46:21Z",
    "S2B_MSIL2A_20220413T150759_N0400_R025_T33XWJ_20220414T082126, -0.1, 2022-04-13T15:07:59Z",
    "S2A_MSIL2A_20150826T185436_N0212_R070_T11SLT_20210412T023147, 0, 2015-08-26T18:54:36Z",
  })
  void sentinel2HasAnOffsetFromItsFourthBaselineOn(String product, double offset, String acquired)
      throws IOException {
    Scene scene =
        scene(
            "x",
            "scenes/sentinel2/" + product + "_MTD_MSIL2A.xml",
            "B04_10m.tif",
            "B8A_20m.tif",
            "SCL_20m.tif",
            "WVP_10m.tif");
    for (String band : new String[] {"red", "B8A"}) {
      assertThat(band(scene, band).calibration().scale()).isEqualTo(1e-4);
      assertThat(band(scene, band).calibration().offset()).isCloseTo(offset, within(1e-12));
      assertThat(band(scene, band).unit()).isEmpty();
      assertThat(band(scene, band).nodata()).isZero();
    }
    assertThat(band(scene, "SCL").calibration()).isNull();
    assertThat(band(scene, "WVP").calibration()).isEqualTo(new Rescaling(1e-3, 0));
    assertThat(band(scene, "WVP").unit()).isEqualTo("cm");
    assertThat(scene.name()).isEqualTo(product);
    assertThat(scene.acquired()).isEqualTo(acquired);
    assertThat(scene.warnings()).isEmpty();
  }

  @Test
  void level1COfSentinel2HasItsOwnNames() throws IOException {
    Scene scene = scene("x", "sentinel2/S2A_T56JMM_20180629/MTD_MSIL1C.xml", "B04.tif");
    assertThat(band(scene, "red").calibration()).isEqualTo(new Rescaling(1e-4, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "<BOA_ADD_OFFSET band_id=\"3\">-900</BOA_ADD_OFFSET>, 1e4, -0.09, ",
    "<RADIO_ADD_OFFSET band_id=\"3\">-1000</RADIO_ADD_OFFSET>, 1e4, -0.1, ",
    "<BOA_ADD_OFFSET band_id=\"4\">-1000</BOA_ADD_OFFSET>, 1e4, , none is given for band_id 3",
    "<BOA_ADD_OFFSET band_id=\"3\">many</BOA_ADD_OFFSET>, 1e4, , the offset of band_id 3 is"
        + " \"many\"",
    "<BOA_ADD_OFFSET band_id=\"3\">-1000</BOA_ADD_OFFSET>, 0, , QUANTIFICATION_VALUE is \"0\"",
  })
  void offsetsAreOfTheirBands(String offset, String per, Double expected, String why)
      throws IOException {
    Files.createFile(folder.resolve("T33TVL_20230101T100000_B04.tif"));
    Files.writeString(
        folder.resolve("MTD_MSIL2A.xml"),
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <n1:P xmlns:n1="https://x"><PROCESSING_BASELINE>05.09</PROCESSING_BASELINE>
        <QUANTIFICATION_VALUE unit="none">%s</QUANTIFICATION_VALUE>%s</n1:P>\
        """
            .formatted(per, offset));
    Scene scene = SceneFolder.read(new SceneId("x"), folder, "x");
    if (expected == null) {
      assertThat(band(scene, "red").calibration()).isNull();
      assertThat(scene.warnings()).singleElement().asString().contains(why);
    } else {
      assertThat(band(scene, "red").calibration()).isEqualTo(new Rescaling(1e-4, expected));
    }
  }

  private Scene scene(String start, String metadata, String... bands) throws IOException {
    Path source = TestData.path(metadata);
    Files.copy(source, folder.resolve(source.getFileName().toString()));
    for (String band : bands) {
      Files.createFile(folder.resolve(start + "_" + band));
    }
    return SceneFolder.read(new SceneId("x"), folder, "x");
  }

  /** A folder with one band of level 2, and metadata. */
  private Scene metadata(String text) throws IOException {
    Files.writeString(folder.resolve("x_MTL.txt"), text);
    Files.createFile(folder.resolve("x_SR_B4.TIF"));
    return SceneFolder.read(new SceneId("x"), folder, "x");
  }

  private static SceneBand band(Scene scene, String alias) {
    return scene.bands().stream().filter(b -> b.hasAlias(alias)).findFirst().orElseThrow();
  }
}
