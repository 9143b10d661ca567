package io.landfall.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StacItemReaderTest {
  private static final Consumer<String> ANY = href -> {};

  @TempDir Path folder;

  @Test
  void bandsOfARealItemAnswerToCommonNamesAndAssetKeys() {
    Scene scene = real("scenes/landsat/LC08_L2SP_047027_20201204_20210313_02_T1_SR_stac.json");
    assertThat(scene.name()).startsWith("LC08_L2SP_047027_20201204_20210313_02_T1");
    assertThat(scene.defaultBands()).containsExactly("red", "green", "blue");
    for (String alias : List.of("red", "SR_B4", "SR_B4.TIF")) {
      assertThat(band(scene, alias).href()).startsWith("https://").endsWith("_SR_B4.TIF");
    }
  }

  @Test
  void relativeAddressesAreResolvedAgainstTheItem() {
    String name =
        "scenes/sentinel2/S2A_OPER_MSI_L1C_TL_SGS__20181231T203637_A018414_T10SDG_expected_output.json";
    assertThat(band(real(name), "red").href())
        .isEqualTo(TestData.path("scenes/sentinel2/B04.jp2").toUri().toString());
  }

  @Test
  void everyRealDocumentIsReadOrRefused() throws IOException {
    int read = 0;
    for (String name : List.of("scenes", "landsat", "planet_api")) {
      try (Stream<Path> files = Files.walk(TestData.path(name))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
          Throwable thrown = catchThrowable(() -> StacItemReader.read(new SceneId("x"), file, ANY));
          if (thrown == null) {
            read++;
          } else {
            assertThat(thrown).as(file.toString()).isInstanceOf(ExportFailure.class);
          }
        }
      }
    }
    assertThat(read).isGreaterThan(20);
  }

  @Test
  void noDataAndTheIndexOfABandAreTaken() throws IOException {
    Scene scene =
        read(
            """
            {"href":"a.tif","eo:bands":[{"name":"x"},{"name":"y"}],
             "raster:bands":[{"nodata":0},{"nodata":"nan"}]}\
            """);
    assertThat(scene.defaultBands()).containsExactly("x", "y");
    String href = folder.resolve("a.tif").toUri().toString();
    assertThat(scene.bands())
        .containsExactly(
            new SceneBand(List.of("x"), href, 0, 0.0, null, null, null),
            new SceneBand(List.of("y"), href, 1, null, null, null, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "{}", "{\"type\":\"Feature\"}", "{\"type\":\"Catalog\"}", "{\""})
  void otherDocumentsAreRefused(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("item.json"), text);
    assertThat(
            catchThrowableOfType(
                    () -> StacItemReader.read(new SceneId("x"), file, ANY), ExportFailure.class)
                .code())
        .isIn(ErrorCode.SCENE_UNSUPPORTED, ErrorCode.SCENE_UNREADABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "../outside.tif",
        "/etc/passwd",
        "file:etc/passwd",
        "file://host/etc/passwd",
        "file:///a b",
        "file:%",
        "a\\u0000b",
        "https://a b/",
        "FILE:///etc/passwd",
        ""
      })
  void itemsThatPointOutsideOrNowhereAreRefused(String href) throws IOException {
    Path imports = Files.createDirectory(folder.resolve("imports"));
    Files.createFile(folder.resolve("outside.tif"));
    Files.writeString(
        imports.resolve("item.json"),
        item("{\"href\":\"%s\",\"eo:bands\":[{\"name\":\"x\"}]}".formatted(href)));
    FileScenes scenes = FileScenes.below(imports, folder.resolve("cache"));
    Throwable thrown = catchThrowable(() -> scenes.scene(new SceneId("item.json")));
    assertThat(thrown).isInstanceOf(ExportFailure.class);
    assertThat(((ExportFailure) thrown).code())
        .isIn(ErrorCode.NOT_ALLOWED, ErrorCode.SCENE_UNREADABLE, ErrorCode.SCENE_UNSUPPORTED);
  }

  @Test
  void aPathOfManyCharactersIsReadLikeAnyOther() {
    Path item = folder.resolve("item.json");
    assertThat(StacHref.ofFile(item, "%61/".repeat(100_000) + "b.tif"))
        .isEqualTo(folder.toUri() + "a/".repeat(100_000) + "b.tif");
  }

  private static String item(String asset) {
    return "{\"type\":\"Feature\",\"id\":\"i\",\"assets\":{\"a\":%s}}".formatted(asset);
  }

  private Scene read(String asset) throws IOException {
    return StacItemReader.read(
        new SceneId("x"), Files.writeString(folder.resolve("item.json"), item(asset)), ANY);
  }

  private static Scene real(String name) {
    return StacItemReader.read(new SceneId(name), TestData.path(name), ANY);
  }

  private static SceneBand band(Scene scene, String alias) {
    return scene.bands().stream().filter(b -> b.hasAlias(alias)).findFirst().orElseThrow();
  }
}
