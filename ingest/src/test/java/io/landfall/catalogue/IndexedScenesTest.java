package io.landfall.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.index.query.IndexedScene;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import io.landfall.landsat.Wrs2;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Rescaling;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexedScenesTest {
  private static final String ID = "LC08_L1TP_149039_20170411_20170415_01_T1";
  private static final String FOLDER = "https://bucket.example/c1/L8/149/039/" + ID + "/";

  @TempDir Path imports;
  private final Map<String, LandsatScene> index = new HashMap<>();
  private final Map<String, byte[]> web = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  @Test
  void aSceneOfTheIndexHasItsBandsWhereTheListSays() {
    list(ID, FOLDER + "index.html");
    Scene scene = scene(ID);
    assertThat(scene.name()).isEqualTo(ID);
    assertThat(scene.acquired()).isEqualTo("2017-04-11T05:36:29Z");
    assertThat(scene.defaultBands()).containsExactly("red", "green", "blue");
    assertThat(scene.bands()).hasSize(12);
    SceneBand red = scene.bands().get(3);
    assertThat(red.aliases()).containsExactly("red", "B4", "4");
    assertThat(red.href()).isEqualTo(FOLDER + ID + "_B4.TIF");
    assertThat(red.index()).isZero();
    assertThat(red.nodata()).isZero();
    assertThat(red.calibration()).isNull();
    assertThat(scene.bands().get(9).hasAlias("thermal")).isTrue();
  }

  @Test
  void itsMetadataSayHowNumbersBecomeReflectance() {
    list(ID, FOLDER);
    web.put(
        FOLDER + ID + "_MTL.txt",
        """
        GROUP = L1_METADATA_FILE
          LANDSAT_PRODUCT_ID = "%s"
          SPACECRAFT_ID = "LANDSAT_8"
          REFLECTANCE_MULT_BAND_4 = 2.0000E-05
          REFLECTANCE_ADD_BAND_4 = -0.100000
        END_GROUP = L1_METADATA_FILE
        """
            .formatted(ID)
            .getBytes(UTF_8));
    assertThat(scene(ID).bands().get(3).calibration()).isEqualTo(new Rescaling(2e-5, -0.1));
    assertThat(asked).containsExactly(FOLDER + ID + "_MTL.json", FOLDER + ID + "_MTL.txt");
  }

  @Test
  void metadataMayBeXmlAndSayWhatTheSurfaceIs() {
    String id = "LC08_L2SP_149039_20170411_20200904_02_T1";
    list(id, FOLDER);
    web.put(
        FOLDER + id + "_MTL.xml",
        """
        <LANDSAT_METADATA_FILE>
          <PRODUCT_CONTENTS><LANDSAT_PRODUCT_ID>%s</LANDSAT_PRODUCT_ID></PRODUCT_CONTENTS>
          <IMAGE_ATTRIBUTES><SPACECRAFT_ID>LANDSAT_8</SPACECRAFT_ID></IMAGE_ATTRIBUTES>
          <LEVEL2_SURFACE_REFLECTANCE_PARAMETERS>
            <REFLECTANCE_MULT_BAND_4>2.75e-05</REFLECTANCE_MULT_BAND_4>
            <REFLECTANCE_ADD_BAND_4>-0.2</REFLECTANCE_ADD_BAND_4>
            <REFLECTANCE_MULT_BAND_5>much</REFLECTANCE_MULT_BAND_5>
          </LEVEL2_SURFACE_REFLECTANCE_PARAMETERS>
          <LEVEL2_SURFACE_TEMPERATURE_PARAMETERS>
            <TEMPERATURE_MULT_BAND_ST_B10>0.00341802</TEMPERATURE_MULT_BAND_ST_B10>
            <TEMPERATURE_ADD_BAND_ST_B10>149.0</TEMPERATURE_ADD_BAND_ST_B10>
          </LEVEL2_SURFACE_TEMPERATURE_PARAMETERS>
        </LANDSAT_METADATA_FILE>
        """
            .formatted(id)
            .getBytes(UTF_8));
    Scene scene = scene(id);
    assertThat(band(scene, "SR_B4").calibration()).isEqualTo(new Rescaling(2.75e-5, -0.2));
    assertThat(band(scene, "lwir11").calibration()).isEqualTo(new Rescaling(0.00341802, 149));
    assertThat(band(scene, "lwir11").unit()).isEqualTo("K");
    assertThat(band(scene, "nir08").calibration()).isNull();
    assertThat(scene.warnings()).singleElement().asString().contains("band SR_B5");
  }

  @Test
  void metadataOfAnotherSceneAreNotTaken() {
    list(ID, FOLDER);
    web.put(
        FOLDER + ID + "_MTL.json",
        """
        {"L1_METADATA_FILE": {"LANDSAT_PRODUCT_ID": "another", "SPACECRAFT_ID": "LANDSAT_8",
          "REFLECTANCE_MULT_BAND_4": 1, "REFLECTANCE_ADD_BAND_4": 0}}\
        """
            .getBytes(UTF_8));
    assertThat(scene(ID).bands().get(3).calibration()).isNull();
  }

  @Test
  void aListOfGooglesBucketIsReadByHttps() {
    list(ID, "gs://gcp-public-data-landsat/LC08/01/149/039/" + ID);
    assertThat(scene(ID).bands().get(0).href())
        .isEqualTo(
            "https://storage.googleapis.com/gcp-public-data-landsat/LC08/01/149/039/%s/%s_B1.TIF"
                .formatted(ID, ID));
  }

  @Test
  void whatIsAFileIsTakenFromThere() throws IOException {
    list(ID, FOLDER);
    Path folder = Files.createDirectory(imports.resolve(ID));
    Files.createFile(folder.resolve(ID + "_B4.TIF"));
    assertThat(scene(ID).bands()).hasSize(1);
    assertThat(scene(ID).bands().get(0).href()).startsWith("file:");
  }

  @Test
  void aServiceWithoutImportFolderHasTheIndexStill() {
    list(ID, FOLDER);
    var scenes = new IndexedScenes(FileScenes.none(), this::find, this::fetch);
    assertThat(scenes.scene(new SceneId(ID)).bands()).hasSize(12);
  }

  @Test
  void unknownScenesAreRefusedAsBefore() {
    assertRefused("LC08_L1TP_149039_20170411_20170415_01_T2", ErrorCode.SCENE_UNKNOWN);
    assertRefused("no-landsat-scene", ErrorCode.SCENE_UNKNOWN);
    assertRefused("../" + ID, ErrorCode.NOT_ALLOWED);
  }

  @Test
  void aSceneWhoseFilesAreNowhereSaysSo() {
    list(ID, null);
    assertThatThrownBy(() -> scene(ID)).hasMessageContaining("does not say where its files are");
    assertRefused(ID, ErrorCode.SCENE_UNREADABLE);
  }

  @Test
  void anOutageOfTheIndexIsNoUnknownScene() {
    var scenes =
        new IndexedScenes(
            files(),
            id -> {
              throw new ExportFailure(ErrorCode.DATABASE_UNAVAILABLE, "gone");
            },
            this::fetch);
    assertThatThrownBy(() -> scenes.scene(new SceneId(ID))).hasMessage("gone");
  }

  private void assertRefused(String id, ErrorCode code) {
    assertThatThrownBy(() -> scene(id))
        .isInstanceOfSatisfying(
            ExportFailure.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }

  private static SceneBand band(Scene scene, String alias) {
    return scene.bands().stream().filter(b -> b.hasAlias(alias)).findFirst().orElseThrow();
  }

  private Scene scene(String id) {
    return new IndexedScenes(files(), this::find, this::fetch).scene(new SceneId(id));
  }

  private FileScenes files() {
    return FileScenes.below(imports, imports.resolve("archives"));
  }

  private byte[] fetch(String href, int maxBytes) {
    asked.add(href);
    if (!web.containsKey(href)) {
      throw new ExportFailure(ErrorCode.SCENE_UNREADABLE, "404");
    }
    return web.get(href);
  }

  private void list(String id, String url) {
    index.put(
        id,
        new LandsatScene(
            id,
            null,
            Instant.parse("2017-04-11T05:36:29.349932Z"),
            0.0,
            149,
            39,
            id.substring(5, 9),
            1,
            "T1",
            null,
            url,
            null,
            Wrs2.footprint(149, 39),
            FootprintSource.WRS2_FRAME));
  }

  private Optional<IndexedScene> find(String id) {
    return Optional.ofNullable(index.get(id))
        .map(listed -> new IndexedScene(listed, Instant.EPOCH, Instant.EPOCH, null, null));
  }
}
