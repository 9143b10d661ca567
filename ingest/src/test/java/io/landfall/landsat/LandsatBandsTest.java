package io.landfall.landsat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.landsat.LandsatBands.LandsatBand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.GeometryFactory;

class LandsatBandsTest {
  private static final String C1 = "LC08_L1TP_015042_20180304_20180319_01_T1";

  /** What the USGS' own items of the same products say; the second names more bands of it. */
  @ParameterizedTest
  @CsvSource({
    "LC08_L2SP_047027_20201204_20210313_02_T1, _SR_stac, _ST_stac",
    "LT05_L2SP_010067_19860424_20200918_02_T2, _SR_stac, _ST_stac",
    "LT05_L2SR_087017_20090621_20200827_02_T2, _SR_stac,",
    "LM01_L1GS_001010_19720908_20200909_02_T2, _stac,",
    "LM05_L1GS_001001_19850524_20210918_02_T2, _stac,",
  })
  void theBandsAreThoseOfTheUsgsItems(String id, String first, String second) throws IOException {
    List<String> expected = new ArrayList<>(published("scenes/landsat/" + id + first + ".json"));
    if (second != null) {
      expected.addAll(published("scenes/landsat/" + id + second + ".json"));
    }
    List<String> ours = new ArrayList<>();
    LandsatScene scene = scene(id, "https://h.org/x/" + id);
    Map<String, String> hrefs = LandsatBands.bandHrefs(scene);
    for (LandsatBand band : LandsatBands.of(scene)) {
      String href = hrefs.get(band.key());
      assertThat(href).startsWith("https://h.org/x/" + id + "/" + id + "_");
      ours.add(said(href, band.commonName(), band.centerMicrometers()));
    }
    assertThat(ours).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void theBandsOfCollection1AreThoseOfSatApi() throws IOException {
    JsonNode item = json("index/sat_api_landsat8_items.json").at("/features/0");
    String id = item.at("/properties/landsat:product_id").asText();
    LandsatScene scene = scene(id, item.at("/assets/index/href").asText());
    Map<String, String> hrefs = LandsatBands.bandHrefs(scene);
    assertThat(LandsatBands.of(scene)).hasSize(11);
    for (LandsatBand band : LandsatBands.of(scene)) {
      JsonNode asset = item.at("/assets/" + band.fileSuffix());
      JsonNode published = item.at("/properties/eo:bands").get(asset.at("/eo:bands/0").asInt());
      assertThat(hrefs.get(band.key())).isEqualTo(asset.get("href").asText());
      assertThat(band.centerMicrometers()).isEqualTo(published.get("center_wavelength").asDouble());
      assertThat(band.resolutionMeters()).isEqualTo(published.get("gsd").asInt());
      assertThat(band.commonName()).startsWith(published.get("common_name").asText()); // nir08: nir
    }
    assertThat(hrefs).hasSize(11);
  }

  @Test
  void theElevenKeysOfTheBrokerStandInItsOrder() {
    assertThat(LandsatBands.bandHrefs(scene(C1, "https://h.org/a/index.html")).keySet())
        .containsExactly(
            "coastal",
            "blue",
            "green",
            "red",
            "nir",
            "swir1",
            "swir2",
            "panchromatic",
            "cirrus",
            "tirs1",
            "tirs2");
  }

  @ParameterizedTest(name = "{0} has {1} bands")
  @CsvSource({
    "LC80101172015002LGN00, 11",
    "LO08_L1TP_015042_20180304_20180319_01_T1, 9",
    "LT08_L1GT_015042_20180304_20180319_01_T2, 2",
    "LE07_L1TP_116026_20021231_20170127_01_T1, 9",
    "LE07_L2SP_021030_20100109_20200911_02_T1, 7",
    "LO09_L2SR_010065_20220129_20220131_02_T1, 7",
    "LT52240631988227CUB02, 7",
    "S2A_MSIL1C_20180629T000241_N0206_R030_T56JMM_20180629T012042, 0",
  })
  void everySensorHasItsBands(String id, int count) {
    LandsatScene scene = scene(id, "s3://bucket/x/");
    assertThat(LandsatBands.of(scene)).hasSize(count);
    assertThat(LandsatBands.bandHrefs(scene)).hasSize(count);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "https://h.org/a/index.html, https://h.org/a/",
    "https://h.org/a/b, https://h.org/a/b/",
    "https://h.org/a/b/, https://h.org/a/b/",
    "https://h.org/a/index.html?x=1/2.3#y, https://h.org/a/",
    "https://h.org, https://h.org/",
    "L8/015/032/index.html, L8/015/032/",
    "gs://data/LC08/01/044/034/LC08_T1, gs://data/LC08/01/044/034/LC08_T1/",
  })
  void filesAreFoundBesideAPageAndInAFolder(String url, String folder) {
    assertThat(LandsatBands.bandHrefs(scene(C1, url)))
        .containsEntry("red", folder + C1 + "_B4.TIF");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/",
        "javascript://h.org/%0aalert(1)",
        "javascript:alert/1/",
        "/etc/",
        ""
      })
  void anAddressThatNobodyElseCanReadGivesNoLinks(String url) {
    assertThat(LandsatBands.bandHrefs(scene(C1, url))).isEmpty();
    assertThat(LandsatBands.bandHrefs(scene(C1, null))).isEmpty();
  }

  @Test
  void aRelativeAddressIsNoWholeOne() {
    assertThat(LandsatBands.href(scene(C1, "L8/015/032/index.html"), "MTL.txt")).isEmpty();
  }

  private static List<String> published(String file) throws IOException {
    JsonNode item = json(file);
    List<String> bands = new ArrayList<>();
    for (JsonNode asset : item.get("assets")) {
      String href = asset.get("href").asText();
      if (href.matches(".*_(SR_|ST_)?B\\d+\\.TIF")) {
        JsonNode band = asset.path("eo:bands").path(0); // in older items a place in their own list
        JsonNode own = item.at("/properties/eo:bands");
        JsonNode said = band.isObject() ? band : own.get(band.asInt(0));
        bands.add(
            said(
                href,
                said.get("common_name").asText().replace("tir1", "lwir1"),
                said.get("center_wavelength").asDouble()));
      }
    }
    return bands;
  }

  private static String said(String href, String name, double micrometres) {
    return href.replaceFirst(".*/", "") + " " + name + " " + micrometres;
  }

  private static JsonNode json(String file) throws IOException {
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set: no real items to compare with");
    return new ObjectMapper().readTree(Path.of(data).resolve(file).toFile());
  }

  private static LandsatScene scene(String id, String url) {
    return new LandsatScene(
        id,
        null,
        Instant.EPOCH,
        null,
        1,
        1,
        null,
        0,
        null,
        null,
        url,
        null,
        new GeometryFactory().createPolygon(),
        LandsatScene.FootprintSource.WRS2_FRAME);
  }
}
