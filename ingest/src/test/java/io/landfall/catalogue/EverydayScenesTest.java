package io.landfall.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.Rescaling;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scenes of the everyday cases: which file each band is, and what its numbers stand for. */
class EverydayScenesTest {
  private static final String S2B = "S2B_MSIL2A_20200101T100000_N0213_R122_T33TVL_20200101T120000";

  @TempDir Path cache;

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "G01_stac11_bands/item.json, B04.tif B03.tif B02.tif",
    "G03_real_item_preview_before_red/item.json, R10m/B04.tif R10m/B03.tif R10m/B02.tif",
    "G06_landsat_c2_common_names/LC08_L2SP_190028_20200601_02_T1_SR.json, _B4.TIF _B3.TIF _B2.TIF",
    "H02_s2c/S2C_MSIL2A_20250218T101021_N0511_R022_T33TVL_20250218T140000, _B04.tif _B03.tif"
        + " _B02.tif",
    "H03_s2_l2a_10m_names/" + S2B + ", _B04_10m.tif _B03_10m.tif _B02_10m.tif",
    "H05_tar_forms/LC08_scene.TAR.GZ, _B4.TIF _B3.TIF _B2.TIF",
    "H05_tar_forms/dotslash.tar.gz, _B4.TIF _B3.TIF _B2.TIF",
    "H05_tar_forms/LC81900282020153LGN00.tar.bz, _B4.TIF _B3.TIF _B2.TIF",
    "H05_tar_forms/LC08_bz2.tar.bz2, _B4.TIF _B3.TIF _B2.TIF",
    "H05_tar_forms/LC08_L1TP_190028_20200601_20200825_02_T1.zip, _B4.TIF _B3.TIF _B2.TIF",
  })
  void redGreenAndBlueAreTheFilesThatTheirNamesMean(String scene, String files) {
    assertThat(scene(scene).defaultBands()).containsExactly("red", "green", "blue");
    List<String> wanted = List.of(files.split(" "));
    for (int i = 0; i < 3; i++) {
      assertThat(file(scene, List.of("red", "green", "blue").get(i))).endsWith(wanted.get(i));
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "G04_asset_without_eobands/item.json, data, dem.tif",
    "G06_landsat_c2_common_names/LC08_L2SP_190028_20200601_02_T1_SR.json, nir, _B5.TIF",
    "G06_landsat_c2_common_names/LC08_L2SP_190028_20200601_02_T1_SR.json, swir1, _B6.TIF",
    "G06_landsat_c2_common_names/LC08_L2SP_190028_20200601_02_T1_SR.json, swir22, _B7.TIF",
    "G11_href_forms/item.json, red, img dir/B04 x.tif",
    "G11_href_forms/item2.json, green, img dir/é#B03.tif",
    "G11_href_forms/item2.geojson, red, img dir/B04 x.tif",
    "N07_safe_root/" + S2B + ".SAFE, red, R10m/T33TVL_20200101T100000_B04_10m.tif",
    "G03_real_item_preview_before_red/item.json, red_60m, R60m/B04.tif",
  })
  void aBandIsFoundByEachOfItsNames(String scene, String band, String file) {
    assertThat(file(scene, band)).endsWith(file);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "G01_stac11_bands/item.json, 1e-4, -0.1",
    "G03_real_item_preview_before_red/item.json, 1e-4, 0",
    "G06_landsat_c2_common_names/LC08_L2SP_190028_20200601_02_T1_SR.json, 2.75e-5, -0.2",
    "H14_mtl_xml_only/s, 2.75e-5, -0.2",
    "H15_l2sp_ndvi/s, 2.75e-5, -0.2",
  })
  void reflectanceIsKnownWhereTheSceneTellsIt(String scene, double scale, double offset) {
    assertThat(band(scene, "red").calibration()).isEqualTo(new Rescaling(scale, offset));
    assertThat(band(scene, "red").nodata()).isZero();
    assertThat(scene(scene).warnings()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "G06_landsat_c2_common_names/LC08_L2SP_190028_20200601_02_T1_SR.json, 2023-06-25T10:20:30Z",
    "H14_mtl_xml_only/s, 2019-12-01T15:13:51Z",
    "N07_safe_root/" + S2B + ".SAFE, 2020-01-01T10:00:00Z",
  })
  void aSceneKnowsWhenItWasTaken(String scene, String acquired) {
    assertThat(scene(scene).acquired()).isEqualTo(acquired);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "H13_two_scenes_in_a_folder/mixed, LC08_L1TP_190028_20200601_20200825_02_T1 and"
        + " LC08_L1TP_191028_20200711_20200825_02_T1",
    "G11_href_forms/search.json, it is a list of 1 items",
  })
  void whatIsNoSceneIsRefusedByWhatItIs(String scene, String why) {
    Path path = TestData.path("everyday/" + scene);
    FileScenes scenes = FileScenes.below(TestData.path("everyday"), cache);
    assertThatThrownBy(() -> scenes.scene(new SceneId(path.toString()))).hasMessageContaining(why);
  }

  @Test
  void theUnitOfReflectanceIsKnown() {
    assertThat(band("H15_l2sp_ndvi/s", "nir").unit()).isEmpty();
    assertThat(band("G01_stac11_bands/item.json", "nir").unit()).isNull();
  }

  private Scene scene(String name) {
    Path path = TestData.path("everyday/" + name);
    return FileScenes.below(TestData.path("everyday"), cache).scene(new SceneId(path.toString()));
  }

  private SceneBand band(String scene, String alias) {
    Stream<SceneBand> bands = scene(scene).bands().stream();
    return bands.filter(band -> band.hasAlias(alias)).findFirst().orElseThrow();
  }

  private String file(String scene, String alias) {
    return Path.of(URI.create(band(scene, alias).href())).toString();
  }
}
