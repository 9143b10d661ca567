package io.landfall.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Rescaling;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which asset of a STAC item a name leads to, and what the item says of its numbers. */
class StacBandsTest {
  private static final String S2_ITEM =
      "scenes/sentinel2/S2B_MSIL2A_20220413T150759_N0400_R025_T33XWJ_20220414T082126_expected_output.json";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"overview", "thumbnail", "visual"})
  void dataComesBeforeWhatIsToBeLookedAt(String role) throws IOException {
    Scene scene =
        item(
            asset(
                "a", "a.tif", "'roles':['%s'],'eo:bands':[{'common_name':'red'}]".formatted(role)),
            asset("b", "b.tif", "'roles':['data'],'eo:bands':[{'common_name':'red'}]"));
    assertThat(file(scene, "red")).contains("b.tif");
    assertThat(file(scene, "a")).contains("a.tif");
    assertThat(scene.defaultBands()).containsExactly("red");
  }

  @Test
  void aPreviewDoesNotPassForDataThatHasNoNames() throws IOException {
    String colours = "'eo:bands':[{'name':'red'},{'name':'green'},{'name':'blue'}]";
    Scene scene =
        item(
            asset("preview", "p.tif", colours + ",'roles':['overview']"),
            asset("analytic", "a.tif", "'roles':['data'],'raster:bands':[{},{},{}]"));
    assertThat(band(scene, "red")).isEmpty();
    assertThat(file(scene, "preview_1")).contains("p.tif");
    assertThat(scene.defaultBands()).containsExactly("analytic_1", "analytic_2", "analytic_3");
    Scene visual =
        item(
            asset("visual", "p.tif", colours),
            asset("analytic", "a.tif", "'roles':['data'],'raster:bands':[{}]"));
    assertThat(file(visual, "red")).contains("p.tif");
    assertThat(visual.defaultBands()).containsExactly("analytic");
    assertThat(item(asset("preview", "p.tif", colours)).defaultBands())
        .containsExactly("red", "green", "blue");
  }

  @Test
  void noDataThatIsNoNumberOfJsonIsRead() throws IOException {
    Scene scene = item(asset("x", "x.tif", "'raster:bands':[{'nodata':NaN,'scale':0.1}]"));
    assertThat(band(scene, "x").orElseThrow().nodata()).isNull();
    assertThat(band(scene, "x").orElseThrow().calibration()).isEqualTo(new Rescaling(0.1, 0));
  }

  @Test
  void assetsWithoutRolesAreToldByTheirKeys() throws IOException {
    Scene scene =
        item(
            asset("rendered_preview", "a.tif", "'eo:bands':[{'common_name':'red'}]"),
            asset("visual", "v.tif", "'eo:bands':[{'common_name':'red'}]"),
            asset("x", "b.tif", "'eo:bands':[{'common_name':'red'}]"));
    assertThat(file(scene, "red")).contains("b.tif");
  }

  @Test
  void singleBandsComeBeforeComposites() throws IOException {
    Scene scene =
        item(
            asset(
                "all",
                "all.tif",
                "'eo:bands':[{'name':'B04','common_name':'red'},{'name':'B03','common_name':'green'}]"),
            asset("B04", "b4.tif", "'eo:bands':[{'name':'B04','common_name':'red'}]"));
    assertThat(file(scene, "red")).contains("b4.tif");
    assertThat(file(scene, "b4")).contains("b4.tif");
    assertThat(file(scene, "green")).contains("all.tif");
    assertThat(band(scene, "green").orElseThrow().index()).isEqualTo(1);
    assertThat(file(scene, "all_1")).contains("all.tif");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'gsd':20 | 'gsd':10",
        "'raster:bands':[{'spatial_resolution':60}] | 'gsd':10",
        "'proj:transform':[20,0,0,0,-20,0] | 'proj:transform':[10,0,0,0,-10,0]",
        "'proj:transform':[2e-4,0,0,0,-2e-4,0] | 'gsd':10",
        "'proj:shape':[1,1],'proj:bbox':[0,0,60,60] | 'proj:shape':[6,6],'proj:bbox':[0,0,60,60]",
        "'title':'unknown' | 'gsd':10",
      })
  void theFinestComesFirst(String coarse, String fine) throws IOException {
    Scene scene =
        item(
            asset("a", "a.tif", "'eo:bands':[{'common_name':'red'}]," + coarse),
            asset("b", "b.tif", "'eo:bands':[{'common_name':'red'}]," + fine));
    assertThat(file(scene, "red")).contains("b.tif");
    assertThat(file(scene, "a")).contains("a.tif");
  }

  @Test
  void ofOneResolutionWhatIsReadComesFirst() throws IOException {
    Scene scene =
        item(
            asset(
                "red-jp2",
                "B04.jp2",
                "'type':'image/jp2','gsd':10,'eo:bands':[{'common_name':'red'}]"),
            asset("red", "B04.tif", "'gsd':10,'eo:bands':[{'common_name':'red'}]"));
    assertThat(file(scene, "red")).contains("B04.tif");
    assertThat(file(scene, "red-jp2")).contains("B04.jp2");
  }

  @Test
  void ofARealItemEachNameLeadsToTheFinestBand() {
    Scene scene = real(S2_ITEM);
    assertThat(file(scene, "red")).contains("/R10m/").endsWith("_B04_10m.tif");
    assertThat(file(scene, "red_20m")).endsWith("_B04_20m.tif");
    assertThat(file(scene, "nir")).endsWith("_B08_10m.tif");
    assertThat(file(scene, "nir08")).endsWith("_B8A_20m.tif");
    assertThat(file(scene, "rededge071")).endsWith("_B05_20m.tif");
    assertThat(file(scene, "rededge2")).endsWith("_B06_20m.tif");
    assertThat(file(scene, "rededge078")).endsWith("_B07_20m.tif");
    assertThat(file(scene, "swir1")).endsWith("_B11_20m.tif");
    assertThat(file(scene, "scl")).endsWith("_SCL_20m.tif");
    assertThat(band(scene, "red").orElseThrow().calibration()).isEqualTo(new Rescaling(1e-4, -0.1));
    assertThat(band(scene, "red").orElseThrow().unit()).isEmpty();
    assertThat(band(scene, "red").orElseThrow().nodata()).isZero();
    assertThat(band(scene, "red").orElseThrow().geometry().epsg()).isEqualTo(32633);
    assertThat(scene.defaultBands()).containsExactly("red", "green", "blue");
    assertThat(scene.acquired()).isEqualTo("2022-04-13T15:07:59Z");
    assertThat(scene.warnings()).isEmpty();
  }

  @Test
  void everyNameLeadsToOneBand() {
    Scene scene = real(S2_ITEM);
    assertThat(
            scene.bands().stream()
                .flatMap(band -> band.aliases().stream())
                .map(name -> name.toLowerCase(Locale.ROOT)))
        .doesNotHaveDuplicates();
  }

  @Test
  void commonNamesAreKnownInBothSpellings() {
    Scene scene = real("scenes/landsat/LT05_L2SP_010067_19860424_20200918_02_T2_SR_stac.json");
    assertThat(file(scene, "nir")).endsWith("_SR_B4.TIF").isEqualTo(file(scene, "nir08"));
    assertThat(file(scene, "swir1")).endsWith("_SR_B5.TIF");
    assertThat(file(scene, "swir2")).endsWith("_SR_B7.TIF");
    Scene thermal = real("scenes/landsat/LT05_L2SP_010067_19860424_20200918_02_T2_ST_stac.json");
    assertThat(file(thermal, "thermal")).endsWith("_ST_B6.TIF").isEqualTo(file(thermal, "tirs1"));
    assertThat(thermal.defaultBands()).containsExactly("lwir");
  }

  @Test
  void whatAllProductsOfALevelHaveNeedNotBeSaid() {
    Scene scene = real("scenes/landsat/LT05_L2SP_010067_19860424_20200918_02_T2_SR_stac.json");
    assertThat(band(scene, "red").orElseThrow().calibration())
        .isEqualTo(new Rescaling(2.75e-5, -0.2));
    Scene thermal = real("scenes/landsat/LT05_L2SP_010067_19860424_20200918_02_T2_ST_stac.json");
    assertThat(band(thermal, "lwir").orElseThrow().calibration())
        .isEqualTo(new Rescaling(0.00341802, 149));
    assertThat(band(thermal, "lwir").orElseThrow().unit()).isEqualTo("K");
    assertThat(band(thermal, "EMIS").orElseThrow().calibration()).isNull();
    Scene level1 = real("scenes/landsat/LM01_L1GS_001010_19720908_20200909_02_T2_stac.json");
    assertThat(band(level1, "red").orElseThrow().calibration()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "'s2:processing_baseline':'05.09', -0.1",
    "'s2:processing_baseline':'04.00', -0.1",
    "'s2:processing_baseline':'02.14', 0",
    "'s2:processing_baseline':'05.09';'earthsearch:boa_offset_applied':true, 0",
    "'s2:processing_baseline':'new', ",
    "'platform':'sentinel-2a', ",
  })
  void theBaselineOfSentinel2TellsTheOffset(String properties, Double offset) throws IOException {
    Scene scene =
        itemWith(
            properties.replace(';', ','),
            asset("B04", "a.tif", "'eo:bands':[{'name':'B04','common_name':'red'}]"),
            asset("SCL", "s.tif", ""),
            asset("visual", "v.tif", "'eo:bands':[{'name':'B04'},{'name':'B03'}]"));
    assertThat(band(scene, "red").orElseThrow().calibration())
        .isEqualTo(offset == null ? null : new Rescaling(1e-4, offset));
    assertThat(band(scene, "SCL").orElseThrow().calibration()).isNull();
    assertThat(band(scene, "visual_1").orElseThrow().calibration()).isNull();
  }

  @Test
  void anOffsetThatIsInTheNumbersAlreadyIsNotAddedAgain() throws IOException {
    Scene scene =
        itemWith(
            "'earthsearch:boa_offset_applied':true",
            asset(
                "red",
                "a.tif",
                "'raster:bands':[{'scale':0.0001,'offset':-0.1}],'eo:bands':[{'name':'red'}]"),
            asset("aot", "b.tif", "'raster:bands':[{'scale':0.001,'offset':0}]"));
    assertThat(band(scene, "red").orElseThrow().calibration()).isEqualTo(new Rescaling(1e-4, 0));
    assertThat(band(scene, "aot").orElseThrow().calibration()).isEqualTo(new Rescaling(1e-3, 0));
    assertThat(scene.warnings()).singleElement().asString().contains("boa_offset_applied");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'raster:bands':[{'scale':0.1,'offset':5,'unit':'kelvin','nodata':-9999}] | 0.1 | 5 | K |"
            + " -9999",
        "'bands':[{'raster:scale':0.1,'unit':'m'}],'nodata':0 | 0.1 | 0 | m | 0",
        "'raster:scale':0.1,'raster:offset':5,'unit':'W/m2','bands':[{'nodata':7}] | 0.1 | 5 | W/m2"
            + " | 7",
        "'raster:bands':[{'offset':5,'unit':'1'}] | 1 | 5 | '' | ",
        "'raster:bands':[{'scale':'0.1','nodata':'-1'}] | 0.1 | 0 | | -1",
        "'raster:bands':[{'scale':0.1}],'roles':['data','reflectance'] | 0.1 | 0 | '' | ",
        "'raster:bands':[{'unit':'m'}] | | | m | ",
      })
  void scaleOffsetUnitAndNoDataAreOfTheBandElseOfTheAsset(
      String fields, Double scale, Double offset, String unit, Double nodata) throws IOException {
    SceneBand band = band(item(asset("x", "x.tif", fields)), "x").orElseThrow();
    assertThat(band.calibration()).isEqualTo(scale == null ? null : new Rescaling(scale, offset));
    assertThat(band.unit()).isEqualTo(unit);
    assertThat(band.nodata()).isEqualTo(nodata);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'scale':0", "'scale':'big'", "'scale':1,'offset':'x'", "'scale':[1]"})
  void aScaleThatIsOfNoUseIsWarnedAbout(String scale) throws IOException {
    Scene scene = item(asset("x", "x.tif", "'raster:bands':[{%s}]".formatted(scale)));
    assertThat(band(scene, "x").orElseThrow().calibration()).isNull();
    assertThat(scene.warnings())
        .singleElement()
        .asString()
        .contains("Item i does not say what the numbers of its asset x stand for");
  }

  @Test
  void stac11NamesTheOnlyBandOnItsAsset() throws IOException {
    Scene scene =
        itemWith(
            "'proj:code':'EPSG:32633'",
            asset(
                "a",
                "a.tif",
                "'eo:common_name':'red','proj:shape':[2,3],'proj:transform':[10,0,400,0,-10,500]"));
    SceneBand red = band(scene, "red").orElseThrow();
    assertThat(red.index()).isZero();
    assertThat(red.geometry())
        .isEqualTo(new RasterGeometry(32633, GeoTransform.northUp(400, 500, 10, 10), 3, 2));
  }

  @Test
  void assetsWithoutBandsGoByTheirKeys() throws IOException {
    Scene scene =
        item(
            asset("vv", "vv.tif", "'type':'image/tiff; application=geotiff'"),
            asset("vh.tif", "vh.tif", "'raster:bands':[{'nodata':-1}]"),
            asset("both", "both.tif", "'raster:bands':[{},{}]"),
            asset("meta", "meta.xml", "'type':'application/xml'"),
            asset("thumbnail", "t.tif", "'roles':['thumbnail']"));
    assertThat(band(scene, "vv").orElseThrow().index()).isEqualTo(SceneBand.ONLY_BAND);
    assertThat(band(scene, "vh").orElseThrow().index()).isZero();
    assertThat(band(scene, "VH.TIF").orElseThrow().nodata()).isEqualTo(-1);
    assertThat(band(scene, "both_2").orElseThrow().index()).isEqualTo(1);
    assertThat(band(scene, "meta")).isEmpty();
    assertThat(band(scene, "thumbnail")).isEmpty();
  }

  @Test
  void theOnlyAssetHasAllBandsOfItsFile() throws IOException {
    Scene scene = item(asset("data", "dem.tif", ""), asset("thumbnail", "t.png", ""));
    assertThat(scene.bands())
        .singleElement()
        .satisfies(band -> assertThat(band.index()).isEqualTo(SceneBand.ALL_BANDS))
        .satisfies(band -> assertThat(band.name()).isEqualTo("data"));
  }

  @Test
  void aBrokenAssetMattersOnlyToThoseWhoAskForIt() throws IOException {
    Path imports = Files.createDirectory(folder.resolve("imports"));
    Files.createFile(imports.resolve("a.tif"));
    Files.createSymbolicLink(imports.resolve("link.tif"), folder.resolve("secret.tif"));
    Files.writeString(
        imports.resolve("item"),
        json(
            "",
            asset("red", "a.tif", "'eo:bands':[{'name':'red'}]"),
            asset("green", "missing.tif", "'eo:bands':[{'name':'green'}]"),
            asset("blue", "../outside.tif", "'eo:bands':[{'name':'blue'}]"),
            asset("nir", "link.tif", "'eo:bands':[{'name':'nir'}]"),
            asset("swir1", "https:///", "'eo:bands':[{'name':'swir1'}]")));
    Scene scene = FileScenes.below(imports, folder.resolve("c")).scene(new SceneId("item"));
    assertThat(scene.bands()).extracting(SceneBand::name).containsExactly("red", "green");
    assertThat(scene.warnings()).hasSize(3).allMatch(warning -> warning.contains("is left out"));
  }

  @ParameterizedTest
  @CsvSource({
    "./img%20dir/B04%20x.tif, img dir/B04 x.tif",
    "img dir/B04 x.tif, img dir/B04 x.tif",
    "img dir/é#B03.tif, img dir/é#B03.tif",
    "img%20dir/%C3%A9%23B03.tif, img dir/é#B03.tif",
    "50%25.tif, 50%.tif",
    "100%.tif, 100%.tif",
    "a+b.tif, a+b.tif",
    "a%2Bb.tif, a+b.tif",
    "not%20there.tif, not there.tif",
  })
  void pathsMayBeEncodedOrNot(String href, String file) throws IOException {
    Files.createDirectory(folder.resolve("img dir"));
    for (String name :
        new String[] {"img dir/B04 x.tif", "img dir/é#B03.tif", "50%.tif", "100%.tif", "a+b.tif"}) {
      Files.createFile(folder.resolve(name));
    }
    Path expected = folder.resolve(file);
    assertThat(file(item(asset("x", href, "")), "x")).isEqualTo(expected.toUri().toString());
    Path absolute = folder.resolve(href);
    assertThat(file(item(asset("x", absolute.toString(), "")), "x"))
        .isEqualTo(expected.toUri().toString());
    assertThat(file(item(asset("x", expected.toUri().toString(), "")), "x"))
        .isEqualTo(expected.toUri().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "s3://bucket/a b%20c.tif, s3://bucket/a b%20c.tif",
    "/vsis3/bucket/key.tif, s3://bucket/key.tif",
    "https://a.example/b c.tif?sig=1, https://a.example/b%20c.tif?sig=1",
  })
  void urlsAreKept(String href, String url) throws IOException {
    assertThat(file(item(asset("x", href, "")), "x")).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"item.geojson", "item.stac", "item", "item.JSON", "S2A_1.v2.0"})
  void anItemMayHaveAnyName(String name) throws IOException {
    Files.writeString(folder.resolve(name), "\uFEFF\n" + json("", asset("x", "x.tif", "")));
    FileScenes scenes = FileScenes.below(folder, folder.resolve("cache"));
    assertThat(scenes.scene(new SceneId(name)).name()).isEqualTo("i");
  }

  @ParameterizedTest
  @CsvSource({
    "'datetime':'2023-06-25T10:20:30Z', 2023-06-25T10:20:30Z",
    "'datetime':'2023-06-25T12:20:30.5+02:00', 2023-06-25T10:20:30Z",
    "'datetime':null;'start_datetime':'2023-06-25T10:20:30Z', 2023-06-25T10:20:30Z",
    "'datetime':'2013-04-19', ",
    "'datetime':5, ",
  })
  void theTimeOfAnItemIsTheScenes(String properties, String acquired) throws IOException {
    assertThat(itemWith(properties.replace(';', ','), asset("x", "x.tif", "")).acquired())
        .isEqualTo(acquired);
  }

  @ParameterizedTest
  @CsvSource({
    "{'type':'FeatureCollection';'features':[{};{}]}, it is a list of 2 items. Save the one",
    "{'type':'Collection'}, it is a STAC Collection. Give one of its items",
    "{'type':'Feature';'geometry':null}, it is not a valid STAC item with assets",
    "{'type':'Feature';'assets':{'m':{'href':'a.xml'}}}, none of its assets is a raster",
  })
  void otherDocumentsAreToldByTheirKind(String text, String why) throws IOException {
    Files.writeString(folder.resolve("x.json"), text.replace(';', ',').replace('\'', '"'));
    FileScenes scenes = FileScenes.below(folder, folder.resolve("cache"));
    assertThatThrownBy(() -> scenes.scene(new SceneId("x.json")))
        .hasMessageContaining(why)
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_UNSUPPORTED));
  }

  private static String asset(String key, String href, String fields) {
    return "'%s':{'href':'%s'%s}".formatted(key, href, fields.isEmpty() ? "" : "," + fields);
  }

  private static String json(String properties, String... assets) {
    return "{'type':'Feature','id':'i','properties':{%s},'assets':{%s}}"
        .formatted(properties, String.join(",", assets))
        .replace('\'', '"');
  }

  private Scene item(String... assets) throws IOException {
    return itemWith("", assets);
  }

  private Scene itemWith(String properties, String... assets) throws IOException {
    Path file = Files.writeString(folder.resolve("item.json"), json(properties, assets));
    return StacItemReader.read(new SceneId("x"), file, href -> {});
  }

  private static Scene real(String name) {
    return StacItemReader.read(new SceneId(name), TestData.path(name), href -> {});
  }

  private static Optional<SceneBand> band(Scene scene, String alias) {
    return scene.bands().stream().filter(b -> b.hasAlias(alias)).findFirst();
  }

  private static String file(Scene scene, String alias) {
    return band(scene, alias).orElseThrow().href();
  }
}
