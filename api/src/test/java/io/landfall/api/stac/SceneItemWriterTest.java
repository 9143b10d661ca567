package io.landfall.api.stac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.SampleScenes;
import io.landfall.index.geo.SearchArea;
import io.landfall.index.query.IndexedScene;
import io.landfall.landsat.LandsatId;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import io.landfall.landsat.LandsatScene.SunPosition;
import io.landfall.landsat.MtlMetadata;
import io.landfall.landsat.ProductGrids;
import io.landfall.model.json.JsonCursor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Items beside those that the USGS publishes of the same scenes. */
class SceneItemWriterTest {
  private static final Instant INDEXED = Instant.parse("2026-11-01T00:00:00Z");
  private static final List<String> TOLD =
      List.of(
          "eo:cloud_cover",
          "view:off_nadir",
          "landsat:wrs_type",
          "landsat:wrs_path",
          "landsat:wrs_row",
          "landsat:scene_id",
          "landsat:collection_category",
          "landsat:collection_number",
          "landsat:correction",
          "proj:epsg");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LT05_L2SP_010067_19860424_20200918_02_T2_SR_stac",
        "LT05_L2SR_087017_20090621_20200827_02_T2_SR_stac",
        "LM01_L1GS_001010_19720908_20200909_02_T2_stac",
        "LM01_L1GS_007019_19771009_20200907_02_T2_stac",
        "LM03_L1GS_001001_19780510_20200907_02_T2_stac",
        "LM05_L1GS_001001_19850524_20210918_02_T2_stac",
      })
  void anItemSaysWhatThatOfTheUsgsSays(String file) throws IOException {
    JsonNode theirs = json("scenes/landsat/" + file + ".json");
    ObjectNode ours = item(theirs);
    JsonNode properties = theirs.get("properties");
    for (String name : TOLD) {
      assertThat(ours.at("/properties/" + name).asText())
          .as(name)
          .isEqualTo(properties.get(name).asText());
    }
    assertThat(ours.at("/properties/platform").asText())
        .isEqualToIgnoringCase(properties.get("platform").asText().replace('_', '-'));
    assertThat(ours.at("/properties/instruments/0").asText())
        .isEqualToIgnoringCase(properties.at("/instruments/0").asText());
    assertThat(Instant.parse(ours.at("/properties/datetime").asText()))
        .isEqualTo(Instant.parse(properties.get("datetime").asText()));
    double azimuth = properties.get("view:sun_azimuth").asDouble();
    assertThat(ours.at("/properties/view:sun_azimuth").asDouble())
        .isEqualTo(azimuth < 0 ? 360 + azimuth : azimuth);
    for (int i = 0; i < 4; i++) {
      assertThat(ours.get("bbox").get(i).asDouble()).isCloseTo(box(theirs, i), within(1e-6));
    }
    assertThat(ours.at("/geometry/type")).isEqualTo(theirs.at("/geometry/type"));
    assetsAreTheirs(ours.get("assets"), theirs.get("assets"));
  }

  /** Across the antimeridian, the east of theirs lies in the middle of their own geometry. */
  private static double box(JsonNode theirs, int i) {
    JsonNode bbox = theirs.get("bbox");
    boolean across = bbox.get(0).asDouble() > bbox.get(2).asDouble();
    if (!across || i != 2) {
      return bbox.get(i).asDouble();
    }
    return theirs.at("/geometry/coordinates/1/0/2/0").asDouble();
  }

  /** Of level 2, theirs are of two items; ours has both. */
  private static void assetsAreTheirs(JsonNode ours, JsonNode theirs) {
    int compared = 0;
    for (String key : new TreeSet<>(List.copyOf(names(theirs)))) {
      if (theirs.get(key).has("eo:bands") || key.matches("MTL.(txt|json)|thumbnail|qa_.*")) {
        assertThat(ours.path(key).path("href")).as(key).isEqualTo(theirs.get(key).get("href"));
        JsonNode band = theirs.get(key).at("/eo:bands/0");
        for (String name : List.of("common_name", "center_wavelength")) {
          assertThat(ours.get(key).at("/eo:bands/0/" + name)).isEqualTo(band.path(name));
        }
        compared++;
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(4);
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new java.util.ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LT05_L2SP_010067_19860424_20200918_02_T2_SR",
        "LT05_L2SR_087017_20090621_20200827_02_T2_SR",
        "LM01_L1GS_001010_19720908_20200909_02_T2",
        "LM01_L1GS_007019_19771009_20200907_02_T2",
        "LM03_L1GS_001001_19780510_20200907_02_T2",
        "LM05_L1GS_001001_19850524_20210918_02_T2",
      })
  void theGridIsTheOneOfTheUsgsWhereTheMetadataAreRead(String name) throws IOException {
    JsonNode theirs = json("scenes/landsat/" + name + "_stac.json");
    String metadata = "scenes/landsat/" + name.replace("_SR", "") + "_MTL.xml";
    JsonNode ours = item(theirs, ProductGrids.of(MtlMetadata.read(path(metadata))).orElseThrow());
    for (String field : List.of("proj:epsg", "proj:shape", "proj:transform")) {
      assertThat(ours.at("/properties/" + field))
          .as(field)
          .isEqualTo(theirs.at("/properties/" + field));
    }
    assertThat(ours.at("/assets/red/proj:shape").isMissingNode()).isTrue(); // that of the item
  }

  @Test
  void thePanchromaticBandHasAGridOfItsOwn() throws IOException {
    ProductGrids grids = grids("");
    JsonNode item = item(oliScene(), grids);
    assertThat(item.at("/properties/proj:shape").toString()).isEqualTo("[8061,7981]");
    assertThat(item.at("/assets/pan/proj:shape").toString()).isEqualTo("[16121,15961]");
    assertThat(item.at("/assets/pan/proj:transform").toString())
        .isEqualTo("[15.0,0.0,464992.5,0.0,-15.0,6473107.5]");
    assertThat(item.at("/assets/lwir11").has("proj:shape")).isFalse();
  }

  @Test
  void aBandWhoseGridIsInDoubtInheritsNone() throws IOException {
    JsonNode item = item(oliScene(), grids("PANCHROMATIC_LINES = 1"));
    assertThat(item.get("properties").has("proj:shape")).isFalse();
    assertThat(item.at("/assets/pan").has("proj:shape")).isFalse();
    assertThat(item.at("/assets/red/proj:shape").toString()).isEqualTo("[8061,7981]");
    assertThat(item.at("/assets/lwir11/proj:shape").toString()).isEqualTo("[8061,7981]");
  }

  private static LandsatScene oliScene() {
    return SampleScenes.scene(
        "LC08_L1TP_010020_20180118_20180119_01_T1",
        "2018-01-18T15:00:00Z",
        1.0,
        SampleScenes.box(-63, 56, -60, 58));
  }

  /** Of a real scene, with a line more before the others. */
  private static ProductGrids grids(String line) throws IOException {
    String metadata = Files.readString(path("scenes/rio-toa/LC80100202015018LGN00_MTL.txt"));
    byte[] content = (line + "\n" + metadata).getBytes(StandardCharsets.ISO_8859_1);
    return ProductGrids.of(MtlMetadata.parse("MTL.txt", content)).orElseThrow();
  }

  private static ObjectNode item(LandsatScene scene, ProductGrids grids) {
    return SceneItemWriter.write(
        new IndexedScene(scene, INDEXED, INDEXED, null, null, grids), "/stac");
  }

  @Test
  void theZoneIsTheOneOfTheUsgsOrNotTold() throws IOException {
    int told = 0;
    JsonNode items = json("index/sat_api_landsat8_items.json").get("features");
    for (JsonNode item : items) {
      var epsg = SceneProjection.findEpsg(SearchArea.read(JsonCursor.ofRoot(item.get("geometry"))));
      if (epsg.isPresent()) {
        told++;
        assertThat(epsg.getAsInt())
            .as(item.get("id").asText())
            .isEqualTo(item.at("/properties/eo:epsg").asInt());
      }
    }
    assertThat(told).isGreaterThanOrEqualTo(items.size() - 2);
  }

  @ParameterizedTest(name = "{0} {1} {2} {3}: {4}")
  @CsvSource({
    "-1, -71, 1, -70, 3031",
    "-1, -63.5, 1, -62.5,", // an edge
    "-1, 80, 1, 82,", // an edge too
    "2, 80, 4, 82, 32631",
    "178, -10, 180, -9, 32660",
    "-180, -10, -178, -9, 32601",
  })
  void theProjectionIsThatOfTheCentre(
      double west, double south, double east, double north, Integer code) {
    var epsg = SceneProjection.findEpsg(SampleScenes.box(west, south, east, north));
    assertThat(epsg.isPresent() ? epsg.getAsInt() : null).isEqualTo(code);
  }

  @Test
  void whatIsUnknownIsLeftOut() {
    var scene =
        new LandsatScene(
            "LC80101172015002LGN00",
            null,
            INDEXED,
            null,
            10,
            117,
            null,
            0,
            null,
            null,
            null,
            null,
            SampleScenes.box(0, 0, 2, 1),
            FootprintSource.WRS2_FRAME);
    ObjectNode item =
        SceneItemWriter.write(new IndexedScene(scene, INDEXED, INDEXED, null, null), "/stac");
    assertThat(names(item.get("properties")))
        .containsExactlyInAnyOrder(
            "datetime",
            "created",
            "updated",
            "mission",
            "platform",
            "instruments",
            "gsd",
            "view:off_nadir",
            "proj:epsg",
            "landsat:wrs_type",
            "landsat:wrs_path",
            "landsat:wrs_row");
    assertThat(item.get("assets")).isEmpty();
    assertThat(item.toString()).doesNotContain("null");
  }

  @Test
  void bothGainsOfTheThermalBandOfEtmAreAssets() {
    var scene =
        SampleScenes.scene(
            "LE07_L1TP_116026_20021231_20170127_01_T1",
            "2002-12-31T01:00:00Z",
            1.0,
            SampleScenes.box(0, 0, 2, 1));
    ObjectNode item =
        SceneItemWriter.write(new IndexedScene(scene, INDEXED, INDEXED, null, null), "/stac");
    assertThat(item.at("/assets/lwir/href").asText()).endsWith("_B6_VCID_1.TIF");
    assertThat(item.at("/assets/b6_vcid_2/href").asText()).endsWith("_B6_VCID_2.TIF");
    assertThat(item.at("/properties/gsd").asInt()).isEqualTo(30);
  }

  private static ObjectNode item(JsonNode theirs) {
    return item(theirs, null);
  }

  private static ObjectNode item(JsonNode theirs, ProductGrids grids) {
    JsonNode properties = theirs.get("properties");
    String id = theirs.get("id").asText().replaceFirst("_S[RT]$", ""); // theirs are of one half
    LandsatId parsed = LandsatId.parse(id).orElseThrow();
    String metadata = theirs.at("/assets/MTL.txt/href").asText();
    var scene =
        new LandsatScene(
            id,
            properties.get("landsat:scene_id").asText(),
            OffsetDateTime.parse(properties.get("datetime").asText()).toInstant(),
            properties.get("eo:cloud_cover").asDouble(),
            parsed.path(),
            parsed.row(),
            parsed.level(),
            parsed.collection(),
            parsed.category(),
            new SunPosition(
                properties.get("view:sun_elevation").asDouble(),
                properties.get("view:sun_azimuth").asDouble()),
            metadata.substring(0, metadata.lastIndexOf('/') + 1),
            null,
            SearchArea.read(JsonCursor.ofRoot(theirs.get("geometry"))),
            FootprintSource.CORNERS);
    return item(scene, grids);
  }

  private static JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(path(file).toFile());
  }

  private static Path path(String file) {
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set: no real items to compare with");
    return Path.of(data).resolve(file);
  }
}
