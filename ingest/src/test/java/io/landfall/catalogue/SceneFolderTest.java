package io.landfall.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.landsat.MtlMetadata;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SceneFolderTest {
  @TempDir Path folder;

  @Test
  void landsat8BandsAnswerToRolesAndNumbers() {
    Scene scene = real("landsat/LC80200392015216LGN00_crop");
    assertThat(scene.defaultBands()).containsExactly("red", "green", "blue");
    assertThat(file(scene, "red")).isEqualTo("l8_B4.tif");
    assertThat(file(scene, "4")).isEqualTo("l8_B4.tif");
    assertThat(file(scene, "b3")).isEqualTo("l8_B3.tif");
    assertThat(file(scene, "NIR")).isEqualTo("l8_B5.tif");
    assertThat(scene.bands())
        .extracting(SceneBand::name)
        .containsExactly("blue", "green", "red", "nir", "BQA");
  }

  @Test
  void theCollarIsNoDataButNotInTheQualityBand() {
    Scene scene = real("landsat/LC80200392015216LGN00_crop");
    assertThat(band(scene, "red").nodata()).isZero();
    assertThat(band(scene, "BQA").nodata()).isNull();
    Scene collection2 = real("landsat/LC08_L2SP_017036_20130419_20200913_02_T2_512px");
    assertThat(band(collection2, "QA_PIXEL").nodata()).isNull();
  }

  @Test
  void thematicMapperHasItsOwnRoles() {
    Scene scene = real("landsat/LT52240631988227CUB02_crop");
    assertThat(file(scene, "red")).isEqualTo("LT52240631988227CUB02_B3.TIF");
    assertThat(file(scene, "nir")).isEqualTo("LT52240631988227CUB02_B4.TIF");
    assertThat(file(scene, "tirs1")).isEqualTo("LT52240631988227CUB02_B6.TIF");
    assertThat(scene.name()).isEqualTo("LT52240631988227CUB02");
    assertThat(scene.bands()).hasSize(7);
  }

  @Test
  void collection2BandsAnswerToTheirFileNamesToo() {
    Scene scene = real("landsat/LC08_L2SP_017036_20130419_20200913_02_T2_512px");
    assertThat(scene.name()).isEqualTo("LC08_L2SP_017036_20130419_20200913_02_T2");
    for (String alias : List.of("red", "4", "B4", "SR_B4", "sr_b4")) {
      assertThat(file(scene, alias)).as(alias).endsWith("_SR_B4.TIF");
    }
    assertThat(file(scene, "ST_B10")).endsWith("_ST_B10.TIF");
    assertThat(scene.bands()).hasSize(6);
  }

  @Test
  void metadataPlacesFilesThatCarryNoGeoreferencing() {
    Scene scene = real("landsat_no_crs/LC08_L2SP_218074_20190114_20200829_02_T1");
    RasterGeometry geometry = band(scene, "red").geometry();
    assertThat(geometry)
        .isEqualTo(
            new RasterGeometry(32623, GeoTransform.northUp(583_485, -2_222_685, 30, 30), 400, 300));
  }

  @Test
  void landsat9HasTheRolesOfLandsat8() {
    Scene scene = real("landsat_no_crs/LC09_L2SP_231062_20230723_20230802_02_T1");
    assertThat(file(scene, "red")).endsWith("_SR_B4.TIF");
    assertThat(band(scene, "red").geometry())
        .extracting(RasterGeometry::epsg, RasterGeometry::width, RasterGeometry::height)
        .containsExactly(32620, 851, 468);
  }

  @ParameterizedTest
  @ValueSource(strings = {"_MTL.txt", "_MTL.json"})
  void textAndJsonMetadataSayTheSame(String ending) {
    MtlMetadata metadata =
        MtlMetadata.read(
            TestData.path("landsat/LC08_L2SP_017036_20130419_20200913_02_T2_512px")
                .resolve("LC08_L2SP_017036_20130419_20200913_02_T2" + ending));
    assertThat(metadata.satellite()).isEqualTo(8);
    assertThat(metadata.productId()).contains("LC08_L2SP_017036_20130419_20200913_02_T2");
    assertThat(metadata.geometry("GRID_CELL_SIZE_REFLECTIVE"))
        .get()
        .extracting(RasterGeometry::epsg)
        .isEqualTo(32617);
    assertThat(metadata.geometry("GRID_CELL_SIZE_OF_NOTHING")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "LC08_L1TP_044034_20170614_B4,       red",
    "LE07_L1TP_044034_20170614_B4,       nir",
    "LT05_L1TP_044034_20170614_B1,       blue",
    "T56JMM_20180629T000241_B08,         nir",
    "T56JMM_20180629T000241_B8A,         nir08",
    "S2A_MSIL2A_20230625_B02,            blue",
    "anything_B4,                        B4",
  })
  void sensorsWithoutMetadataAreToldByTheirFileNames(String stem, String name) {
    assertThat(BandAliases.ofProduct(stem).aliases(stem).orElseThrow().get(0)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"LM05_L1GS_001001_19850524_20210918_02_T2_B1", "LM03_L1GS_001001_B4"})
  void multispectralScannersHaveNoRolesOfTheThematicMapper(String stem) {
    assertThat(BandAliases.ofProduct(stem).aliases(stem).orElseThrow().get(0)).startsWith("B");
  }

  @ParameterizedTest
  @ValueSource(strings = {"readme", "scene_TCI", "LC08_ANG", "B", "Bogus", "_B123"})
  void otherFilesAreNoBands(String stem) {
    assertThat(BandAliases.ofProduct("LC08_L1TP").aliases(stem)).isEmpty();
  }

  @Test
  void aFolderWithoutBandsIsNoScene() throws IOException {
    assertThatThrownBy(() -> SceneFolder.read(new SceneId("x"), folder, "x"))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_UNSUPPORTED));
    Files.createFile(folder.resolve("image.tif"));
    assertThatThrownBy(() -> SceneFolder.read(new SceneId("x"), folder, "x"))
        .hasMessageContaining("no file in it is named like a band");
  }

  @Test
  void aFolderBehindALinkIsReadAndALinkOutOfItIsNot() throws IOException {
    Path product = Files.createDirectory(folder.resolve("product"));
    Files.createFile(product.resolve("x_MTL.txt"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), product);
    assertThatThrownBy(() -> SceneFolder.read(new SceneId("x"), link, "x"))
        .hasMessageContaining("no file in it is named like a band"); // it was read
    Files.createSymbolicLink(product.resolve("y_MTL.txt"), Files.createFile(folder.resolve("y")));
    assertThatThrownBy(() -> SceneFolder.read(new SceneId("x"), link, "x"))
        .hasMessageContaining("a link to what lies outside");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"a\":", "GROUP = X", "hello", "{\"A\":[[[[[[[[[[[[[[[[[[[1"})
  void damagedMetadataIsRefused(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("x_MTL.txt"), text);
    assertThatThrownBy(() -> MtlMetadata.read(file))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_UNREADABLE));
  }

  @Test
  void metadataWithoutUsableNumbersPlacesNothing() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("x_MTL.txt"),
            """
            SPACECRAFT_ID = "LANDSAT_8"
            MAP_PROJECTION = "UTM"
            DATUM = "WGS84"
            UTM_ZONE = 23
            GRID_CELL_SIZE_REFLECTIVE = 0
            CORNER_UL_PROJECTION_X_PRODUCT = 583500
            CORNER_UL_PROJECTION_Y_PRODUCT = NaN
            CORNER_LR_PROJECTION_X_PRODUCT = 1
            CORNER_LR_PROJECTION_Y_PRODUCT = nothing
            """);
    assertThat(MtlMetadata.read(file).geometry("GRID_CELL_SIZE_REFLECTIVE")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"-71, 0, 3031", "71, 0, 3995", "-71, 30, 0"})
  void polarScenesArePlacedByTheirMetadata(double parallel, double longitude, int epsg)
      throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("y_MTL.txt"),
            """
            SPACECRAFT_ID = "LANDSAT_8"
            MAP_PROJECTION = "PS"
            DATUM = "WGS84"
            VERTICAL_LON_FROM_POLE = %s
            TRUE_SCALE_LAT = %s
            FALSE_EASTING = 0
            FALSE_NORTHING = 0
            GRID_CELL_SIZE_REFLECTIVE = 30.00
            CORNER_UL_PROJECTION_X_PRODUCT = -1500000.000
            CORNER_UL_PROJECTION_Y_PRODUCT = 300000.000
            CORNER_LR_PROJECTION_X_PRODUCT = -1499700.000
            CORNER_LR_PROJECTION_Y_PRODUCT = 299400.000
            """
                .formatted(longitude, parallel));
    RasterGeometry geometry =
        MtlMetadata.read(file).geometry("GRID_CELL_SIZE_REFLECTIVE").orElseThrow();
    assertThat(geometry.epsg()).isEqualTo(epsg);
    assertThat(geometry.crs() == null).isEqualTo(epsg != 0);
    assertThat(geometry.transform()).isEqualTo(GeoTransform.northUp(-1_500_015, 300_015, 30, 30));
    assertThat(geometry.width()).isEqualTo(11);
    assertThat(geometry.height()).isEqualTo(21);
  }

  private static Scene real(String name) {
    Path path = TestData.path(name);
    return SceneFolder.read(new SceneId(name), path, path.getFileName().toString());
  }

  private static SceneBand band(Scene scene, String alias) {
    return scene.bands().stream().filter(b -> b.hasAlias(alias)).findFirst().orElseThrow();
  }

  private static String file(Scene scene, String alias) {
    return Path.of(URI.create(band(scene, alias).href())).getFileName().toString();
  }
}
