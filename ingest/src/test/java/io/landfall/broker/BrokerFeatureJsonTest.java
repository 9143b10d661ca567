package io.landfall.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.landfall.index.query.IndexedScene;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/** Property names, numbers and times are those that bf-ia-broker's clients read. */
class BrokerFeatureJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ID = "LC08_L1TP_015042_20180304_20180319_01_T1";
  private static final Geometry BOX =
      new GeometryFactory().toGeometry(new Envelope(-81.2, -79.1, 25, 27.1));

  @Test
  void aLandsatSceneIsWrittenMemberByMember() throws Exception {
    BrokerScene found =
        IndexedBrokerScenes.toBrokerScene(
                scene(ID, 7.5, "https://pds.example.org/c1/L8/x/index.html"))
            .withDetail(new Tides(0.41, -0.2, 0.9));
    JsonNode feature = JSON.readTree(BrokerFeatureJson.feature(found).toString());

    assertThat(feature.fieldNames())
        .toIterable()
        .containsExactly("type", "geometry", "properties", "id", "bbox");
    assertThat(feature.get("geometry"))
        .isEqualTo(
            JSON.readTree(
                "{\"type\":\"Polygon\",\"coordinates\":[[[-81.2,25.0],[-79.1,25.0],"
                    + "[-79.1,27.1],[-81.2,27.1],[-81.2,25.0]]]}"));
    JsonNode properties = feature.get("properties");
    assertThat(properties.fieldNames())
        .toIterable()
        .containsExactly(
            "acquiredDate",
            "cloudCover",
            "resolution",
            "sensorName",
            "srcHorizontalAccuracy",
            "bands",
            "currentTide",
            "minimumTide24Hours",
            "maximumTide24Hours");
    assertThat(properties.toString())
        .startsWith(
            "{\"acquiredDate\":\"2018-03-04T15:50:11.25Z\",\"cloudCover\":7.5,\"resolution\":0,"
                + "\"sensorName\":\"Landsat8L1TP\",\"srcHorizontalAccuracy\":\"12m CE90\",\"bands\":{")
        .endsWith("},\"currentTide\":0.41,\"minimumTide24Hours\":-0.2,\"maximumTide24Hours\":0.9}");
    assertThat(feature.get("id").asText()).isEqualTo(ID);
    assertThat(feature.get("bbox").toString()).isEqualTo("[-81.2,25,-79.1,27.1]");
  }

  @ParameterizedTest(name = "{0} is in {1}")
  @CsvSource({
    "coastal, B1",
    "blue, B2",
    "green, B3",
    "red, B4",
    "nir, B5",
    "swir1, B6",
    "swir2, B7",
    "panchromatic, B8",
    "cirrus, B9",
    "tirs1, B10",
    "tirs2, B11"
  })
  void everyBandOfLandsatHasItsFile(String band, String file) {
    String folder = "https://pds.example.org/c1/L8/015/042/x/";
    var bands = bands(IndexedBrokerScenes.toBrokerScene(scene(ID, 0.0, folder + "index.html")));
    assertThat(bands).hasSize(11).containsEntry(band, folder + ID + "_" + file + ".TIF");
  }

  @ParameterizedTest(name = "{0} is in {1}")
  @CsvSource({
    "coastal, B01",
    "blue, B02",
    "green, B03",
    "red, B04",
    "rededge1, B05",
    "rededge2, B06",
    "rededge3, B07",
    "nir, B08",
    "watervapor, B09",
    "cirrus, B10",
    "swir1, B11",
    "swir2, B12"
  })
  void everyBandOfSentinelHasItsFile(String band, String file) {
    BandLinks links =
        SentinelBandLinks.of(
            "https://s2.example.org",
            "S2B_MSIL1C_20181109T183921_N0204_R070_T09SKD_20181109T185132");
    assertThat(links.hrefs())
        .hasSize(12)
        .containsEntry(band, "https://s2.example.org/tiles/9/S/KD/2018/11/9/0/" + file + ".jp2");
  }

  @Test
  void tidesAndBandsAreAbsentUnlessKnown() {
    JsonNode search = BrokerFeatureJson.feature(BrokerScene.of(basic(-1, 0)));
    assertThat(search.get("properties").fieldNames())
        .toIterable()
        .containsExactly("acquiredDate", "cloudCover", "resolution", "sensorName");
    assertThat(search.at("/properties/cloudCover").asDouble()).isEqualTo(-1.0);
  }

  @ParameterizedTest(name = "{0} is written {1}")
  @CsvSource({
    "2018-03-04T15:50:11.250Z, 2018-03-04T15:50:11.25Z",
    "2018-03-04T15:50:11Z, 2018-03-04T15:50:11Z",
    "2017-04-11T05:36:29.349932Z, 2017-04-11T05:36:29.349932Z",
    "2017-04-11T05:36:00.000000100Z, 2017-04-11T05:36:00.0000001Z",
  })
  void zerosAtTheEndOfAFractionAreDropped(String instant, String written) {
    assertThat(BrokerFeatureJson.time(Instant.parse(instant))).isEqualTo(written);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "[[[170,60],[180,60],[180,62],[170,60]]],[[[-180,60],[-175,60],[-180,62],[-180,60]]]"
            + " | [170,60,-175,62] | -182.5",
        "[[[0,1],[2,1],[2,3],[0,1]]],[[[5,-1],[6,-1],[6,0],[5,-1]]] | [0,-1,6,3] | 3",
        "[[[-180,-1],[180,-1],[180,1],[-180,-1]]] | [-180,-1,180,1] | 0",
      })
  void theBoxIsTheSmallestAlsoAcrossTheAntimeridian(String polygons, String bbox, double middle)
      throws Exception {
    JsonNode geometry =
        JSON.readTree("{\"type\":\"MultiPolygon\",\"coordinates\":[" + polygons + "]}");
    var basic = new BasicSceneMetadata("a", geometry, Instant.EPOCH, 0, 0, "");
    assertThat(BrokerFeatureJson.feature(BrokerScene.of(basic)).get("bbox").toString())
        .isEqualTo(bbox);
    double turned = basic.bbox().middleLongitude() - middle;
    assertThat(turned % 360).isZero();
  }

  @ParameterizedTest(name = "{0} is by {1}")
  @CsvSource({
    "LC08_L1TP_015042_20180304_20180319_01_T1, Landsat8L1TP",
    "LC08_L1GT_015042_20180304_20180319_01_T2, Landsat8L1TP",
    "LC80150422018063LGN00, Landsat8L1TP",
    "LC09_L1TP_015042_20220304_20220319_02_T1, Landsat9L1TP",
  })
  void landsat8HasOneNameAndOthersTheirOwn(String id, String sensor) {
    assertThat(IndexedBrokerScenes.toBrokerScene(scene(id, 1.0, null)).basic().sensorName())
        .isEqualTo(sensor);
  }

  @Test
  void noSecretIsPrinted() {
    var asset = new PlanetAsset("https://x/?token=hush", null, List.of(), "active", "analytic");
    assertThat(BrokerScene.of(basic(0, 0)).withDetail(asset).toString()).doesNotContain("hush");
    assertThat(PlanetKey.of("hush").toString()).doesNotContain("hush");
  }

  private static BasicSceneMetadata basic(double clouds, double resolution) {
    JsonNode geometry =
        JsonNodeFactory.instance.objectNode().put("type", "Polygon").set("coordinates", null);
    return new BasicSceneMetadata("a", geometry, Instant.EPOCH, clouds, resolution, "RapidEye-1");
  }

  private static Map<String, String> bands(BrokerScene found) {
    return found.details().stream()
        .filter(BandLinks.class::isInstance)
        .map(detail -> ((BandLinks) detail).hrefs())
        .findFirst()
        .orElseThrow();
  }

  private static IndexedScene scene(String id, Double clouds, String url) {
    var listed =
        new LandsatScene(
            id,
            null,
            Instant.parse("2018-03-04T15:50:11.250Z"),
            clouds,
            15,
            42,
            "L1TP",
            1,
            "T1",
            null,
            url,
            null,
            BOX,
            FootprintSource.WRS2_FRAME);
    return new IndexedScene(listed, Instant.EPOCH, Instant.EPOCH, null, null);
  }
}
