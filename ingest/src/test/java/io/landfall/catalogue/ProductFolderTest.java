package io.landfall.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which file of a product's folder is which band: the naming habits of producers. */
class ProductFolderTest {
  private static final String SAFE =
      "S2B_MSIL2A_20200101T100000_N0213_R122_T33TVL_20200101T120000.SAFE";
  private static final String GRANULE = "GRANULE/L2A_T33TVL_A014749_20200101T100407/IMG_DATA/";
  private static final String TILE = "T33TVL_20200101T100000_";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "T33TVL_20200101T100000_B04_10m, red",
    "T33TVL_20200101T100000_B8A_20m, nir08",
    "L2A_T33TVL_20180101T100000_B04_10m, red",
    "S2C_33TVL_20250218_B04, red",
    "S2D_33TVL_20250218_B11, swir1",
    "HLS.S30.T10TEK.2020273T190109.v2.0.B04, red",
    "HLS.S30.T10TEK.2020273T190109.v2.0.B8A, nir08",
    "HLS.S30.T10TEK.2020273T190109.v2.0.Fmask, Fmask",
    "HLS.L30.T10TEK.2020273T184552.v2.0.B05, nir",
    "LC08_CU_025010_20200601_20200825_C01_V01_SRB4, red",
    "LC08_CU_025010_20200601_20200825_C01_V01_PIXELQA, PIXELQA",
    "LC08_CU_001004_20210501_20210511_02_SR_B4, red",
    "LC08_L2SP_190028_20200601_20200825_02_T1_SR_B4, red",
    "LC08_L1TP_190028_20200601_20200825_01_T1_sr_band4, red",
    "LE07_L1TP_160031_20110416_20161210_01_T1_B6_VCID_1, tirs1",
    "LE07_L1TP_160031_20110416_20161210_01_T1_B6_VCID_2, tirs2",
    "LC08_L2SP_190028_20200601_20200825_02_T1_ST_EMIS, ST_EMIS",
    "LC08_L2SP_190028_20200601_20200825_02_T1_QA_PIXEL, QA_PIXEL",
    "x_SCL_20m, SCL",
    "drone_b4, b4",
  })
  void aFileIsTheBandThatItsNameSays(String stem, String name) {
    assertThat(BandAliases.ofProduct(stem).aliases(stem).orElseThrow().get(0)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"T33TVL_20200101T100000_TCI_10m", "x_B04_15m", "B123", "LC08_MTL", "xB4"})
  void otherFilesAreNoBands(String stem) {
    assertThat(BandFile.parse(stem)).isEmpty();
  }

  @Test
  void ofABandInSeveralResolutionsTheFinestIsTakenAndTheOthersHaveTheirOwnNames()
      throws IOException {
    Scene scene = scene("p", TILE + "B02_60m.tif", TILE + "B02_20m.tif", TILE + "B02_10m.tif");
    assertThat(file(scene, "blue")).isEqualTo(TILE + "B02_10m.tif");
    assertThat(file(scene, "B02")).isEqualTo(TILE + "B02_10m.tif");
    assertThat(file(scene, "blue_10m")).isEqualTo(TILE + "B02_10m.tif");
    assertThat(file(scene, "blue_20m")).isEqualTo(TILE + "B02_20m.tif");
    assertThat(file(scene, "B02_60m")).isEqualTo(TILE + "B02_60m.tif");
    assertThat(scene.defaultBands()).containsExactly("blue");
  }

  @Test
  void reflectanceOfTheSurfaceIsTakenBeforeThatAtTheTopOfTheAtmosphere() throws IOException {
    String start = "LC08_CU_025010_20200601_20200825_C01_V01_";
    Scene scene = scene("p", start + "TAB4.tif", start + "SRB4.tif", start + "BTB10.tif");
    assertThat(file(scene, "red")).isEqualTo(start + "SRB4.tif");
    assertThat(file(scene, "TAB4")).isEqualTo(start + "TAB4.tif");
    assertThat(file(scene, "BTB10")).isEqualTo(start + "BTB10.tif");
    assertThat(scene.bands()).extracting(SceneBand::nodata).containsOnlyNulls();
  }

  @Test
  void lowAndHighGainAreBandsOfTheirOwn() throws IOException {
    String start = "LE07_L1TP_160031_20110416_20161210_01_T1_";
    Scene scene = scene("p", start + "B6_VCID_2.TIF", start + "B6_VCID_1.TIF", start + "B7.TIF");
    assertThat(file(scene, "6")).isEqualTo(start + "B6_VCID_1.TIF");
    assertThat(file(scene, "tirs1")).isEqualTo(start + "B6_VCID_1.TIF");
    assertThat(file(scene, "tirs2")).isEqualTo(start + "B6_VCID_2.TIF");
    assertThat(file(scene, "b6_vcid_2")).isEqualTo(start + "B6_VCID_2.TIF");
    assertThat(file(scene, "swir22")).isEqualTo(start + "B7.TIF");
    assertThat(band(scene, "6").nodata()).isZero();
  }

  @Test
  void bandsAnswerToCommonNamesInBothSpellings() throws IOException {
    String start = "LC08_L1TP_190028_20200601_20200825_02_T1_";
    Scene landsat =
        scene("l", start + "B1.TIF", start + "B5.TIF", start + "B6.TIF", start + "B10.TIF");
    assertThat(file(landsat, "nir08")).isEqualTo(start + "B5.TIF");
    assertThat(file(landsat, "swir16")).isEqualTo(start + "B6.TIF");
    assertThat(file(landsat, "lwir11")).isEqualTo(start + "B10.TIF");
    assertThat(file(landsat, "thermal")).isEqualTo(start + "B10.TIF");

    Scene sentinel = scene("s", TILE + "B08.tif", TILE + "B8A.tif", TILE + "B05.tif");
    assertThat(file(sentinel, "nir")).isEqualTo(TILE + "B08.tif");
    assertThat(file(sentinel, "nir08")).isEqualTo(TILE + "B8A.tif");
    assertThat(file(sentinel, "rededge071")).isEqualTo(TILE + "B05.tif");
  }

  @Test
  void aFolderNamedLikeAProductTellsTheSensorOfFilesThatAreOnlyBands() throws IOException {
    Scene scene = scene("S2B_36QWD_20220413_0_L2A", "B04.tif", "B08.tif", "SCL.tif");
    assertThat(file(scene, "red")).isEqualTo("B04.tif");
    assertThat(scene.name()).isEqualTo("S2B_36QWD_20220413_0_L2A");
    assertThat(scene.defaultBands()).containsExactly("red", "nir");
    assertThat(band(scene, "red").nodata()).isZero();
    assertThat(band(scene, "SCL").nodata()).isNull();
  }

  @Test
  void filesNamedLikeAProductTellItInAFolderOfAnyName() throws IOException {
    Scene scene = scene("s", "LC08_L1TP_190028_20200601_20200825_02_T1_B4.TIF");
    assertThat(scene.name()).isEqualTo("LC08_L1TP_190028_20200601_20200825_02_T1");
    assertThat(band(scene, "red").nodata()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", GRANULE, GRANULE + "R10m"})
  void aSentinel2ProductIsReadFromItsTopAndFromBelow(String below) throws IOException {
    Path top = folder.resolve(SAFE);
    touch(top.resolve(GRANULE + "R10m"), TILE + "B04_10m.tif", TILE + "TCI_10m.tif");
    touch(top.resolve(GRANULE + "R20m"), TILE + "B04_20m.tif", TILE + "B11_20m.jp2");
    Files.copy(
        metadata("S2B_MSIL2A_20220413T150759_N0400_R025_T33XWJ_20220414T082126"),
        top.resolve("MTD_MSIL2A.xml"));
    Files.writeString(
        top.resolve("MTD_MSIL2A.xml"),
        Files.readString(top.resolve("MTD_MSIL2A.xml"))
            .replaceAll("S2B_MSIL2A_20220413[^<]*", SAFE));

    Scene scene =
        FileScenes.below(folder, folder.resolve("cache")).scene(new SceneId(SAFE + "/" + below));

    assertThat(file(scene, "red")).isEqualTo(TILE + "B04_10m.tif");
    assertThat(scene.name()).isEqualTo(SAFE.replace(".SAFE", ""));
    assertThat(band(scene, "red").calibration().offset()).isEqualTo(-0.1);
    assertThat(scene.cloudCover()).isEqualTo(98.944211);
    if (!below.endsWith("R10m")) {
      assertThat(file(scene, "red_20m")).isEqualTo(TILE + "B04_20m.tif");
      assertThat(file(scene, "swir16")).isEqualTo(TILE + "B11_20m.jp2");
    }
  }

  @Test
  void nothingAboveTheImportFolderIsRead() throws IOException {
    Path images = folder.resolve(SAFE).resolve(GRANULE);
    touch(images.resolve("R10m"), TILE + "B04_10m.tif");
    Files.writeString(folder.resolve(SAFE).resolve("MTD_MSIL2A.xml"), "not for all to know");
    FileScenes confined = FileScenes.below(images, folder.resolve("cache"));
    assertThat(confined.scene(new SceneId("R10m")).bands()).hasSize(1);
  }

  @Test
  void aProductOfSeveralGranulesSaysWhichToGive() throws IOException {
    touch(folder.resolve("GRANULE/S2A_OPER_MSI_L1C_TL_T32/IMG_DATA"), "S2A_OPER_T32TQM_B04.jp2");
    touch(folder.resolve("GRANULE/S2A_OPER_MSI_L1C_TL_T33/IMG_DATA"), "S2A_OPER_T33TQM_B04.jp2");
    assertRefused(
        () -> read("S2A.SAFE"),
        "2 granules, which are scenes of their own",
        "S2A_OPER_MSI_L1C_TL_T32");
  }

  @Test
  void jpeg2000IsTakenOnlyWhereNoTiffHoldsTheSame() throws IOException {
    Scene scene = scene("p", TILE + "B04_10m.jp2", TILE + "B04_10m.tif", TILE + "B03_10m.jp2");
    assertThat(file(scene, "red")).isEqualTo(TILE + "B04_10m.tif");
    assertThat(file(scene, "green")).isEqualTo(TILE + "B03_10m.jp2");
    Scene coarser = scene("q", TILE + "B04_10m.jp2", TILE + "B04_20m.tif");
    assertThat(file(coarser, "red")).isEqualTo(TILE + "B04_10m.jp2");
  }

  @Test
  void filesThatMacosPutsBesideOthersAreNoBands() throws IOException {
    Scene scene = scene("p", "LC08_x_B4.TIF", "._LC08_x_B4.TIF", "._LC08_x_MTL.txt");
    assertThat(scene.bands()).hasSize(1);
  }

  @Test
  void bandsOfTwoProductsAreNeverMixed() throws IOException {
    String first = "LC08_L1TP_190028_20200601_20200825_02_T1";
    String second = "LC08_L1TP_191028_20200711_20200825_02_T1";
    assertRefused(() -> scene("mixed", first + "_B4.tif", second + "_B3.tif"), first, second);
    assertRefused(
        () -> scene("dates", TILE + "B04.tif", "T33TVL_20200106T100000_B03.tif"), "2 products");
    assertRefused(
        () -> scene("levels", first + "_B4.TIF", first.replace("L1TP", "L2SP") + "_SR_B5.TIF"),
        first);
    assertRefused(() -> scene("any", "a_B4.tif", "B3.tif"), "2 products, B3 and a");
    assertThat(scene("case", "a_B4.tif", "A_B3.tif").bands()).hasSize(2);
  }

  @Test
  void twoFilesOfOneBandAreNotChosenFrom() throws IOException {
    assertRefused(
        () -> scene("p", "x_B4.tif", "x_B4.tiff"), "both x_B4.tif and x_B4.tiff are band B4");
    assertRefused(() -> scene("q", "x_B4.tif", "x_B04.tif"), "Take one of them out");
  }

  @Test
  void aFolderOfAWholeArchiveIsNotCutToItsFirstFiles() throws IOException {
    for (int i = 0; i < 1_001; i++) {
      Files.createFile(folder.resolve("x%d_B4.tif".formatted(i)));
    }
    assertRefused(() -> read("x"), "1001 rasters");
  }

  private Scene scene(String name, String... files) throws IOException {
    Path product = folder.resolve(name);
    touch(product, files);
    return SceneFolder.read(new SceneId(name), product, name);
  }

  private Scene read(String name) {
    return SceneFolder.read(new SceneId(name), folder, name);
  }

  private static void touch(Path folder, String... files) throws IOException {
    Files.createDirectories(folder);
    for (String file : files) {
      Files.createFile(folder.resolve(file));
    }
  }

  private static Path metadata(String product) {
    return TestData.path("scenes/sentinel2/" + product + "_MTD_MSIL2A.xml");
  }

  private static SceneBand band(Scene scene, String alias) {
    return scene.bands().stream().filter(b -> b.hasAlias(alias)).findFirst().orElseThrow();
  }

  private static String file(Scene scene, String alias) {
    return Path.of(URI.create(band(scene, alias).href())).getFileName().toString();
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable read, String... messages) {
    assertThatThrownBy(read)
        .hasMessageContainingAll(messages)
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_UNSUPPORTED));
  }
}
