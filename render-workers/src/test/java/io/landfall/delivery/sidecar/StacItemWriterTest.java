package io.landfall.delivery.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.crs.GeoToolsTransforms;
import io.landfall.delivery.DeliveryFixture;
import io.landfall.delivery.FileNames;
import io.landfall.delivery.Sidecar;
import io.landfall.model.PixelGrid;
import io.landfall.model.Rescaling;
import io.landfall.model.SampleType;
import io.landfall.model.plan.BandDetails;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.request.OutputFormat;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StacItemWriterTest {
  private static final Instant ASKED = Instant.parse("2026-11-21T10:15:30Z");
  private static final Sidecar THUMBNAIL = new Sidecar("t.png", "image/png", new byte[3]);
  private static final String SHA = "ab".repeat(32);

  private final ExportPlan plan = DeliveryFixture.plan(OutputFormat.FileFormat.COG);

  @Test
  void theItemTellsPlaceGridFileAndOrigin() throws IOException {
    JsonNode item = write(List.of(plan.scenes().get(0), plan.scenes().get(2)));
    assertThat(item.path("stac_version").asText()).isEqualTo("1.0.0");
    assertThat(item.path("type").asText()).isEqualTo("Feature");
    assertThat(item.path("id").asText()).isEqualTo("the-id");

    assertThat(item.path("bbox").path(0).asDouble()).isCloseTo(15.0, Offset.offset(0.01));
    assertThat(item.path("bbox").path(3).asDouble()).isCloseTo(45.15, Offset.offset(0.01));
    JsonNode ring = item.path("geometry").path("coordinates").path(0);
    assertThat(ring).hasSize(81);
    assertThat(ring.path(0)).isEqualTo(ring.path(80));

    JsonNode properties = item.path("properties");
    assertThat(properties.path("datetime").isNull()).isTrue();
    assertThat(properties.path("start_datetime").asText()).isEqualTo("2014-10-22T00:00:00Z");
    assertThat(properties.path("end_datetime").asText()).isEqualTo("2017-03-04T23:59:59Z");
    assertThat(properties.path("proj:epsg").asInt()).isEqualTo(32633);
    assertThat(properties.path("proj:shape").toString()).isEqualTo("[400,600]");
    assertThat(properties.path("proj:transform").toString())
        .isEqualTo("[30.0,0,500010.0,0,-30.0,5000010.0]");
    assertThat(properties.path("processing:software").path("Landfall").asText()).isEqualTo("0.1.0");

    JsonNode data = item.path("assets").path("data");
    assertThat(data.path("href").asText()).isEqualTo("./my%20map.tif");
    assertThat(data.path("type").asText())
        .isEqualTo("image/tiff; application=geotiff; profile=cloud-optimized");
    assertThat(data.path("file:size").asLong()).isEqualTo(1234);
    assertThat(data.path("file:checksum").asText()).isEqualTo("1220" + SHA);
    assertThat(data.path("raster:bands")).hasSize(3);
    assertThat(data.path("raster:bands").path(0).toString())
        .isEqualTo("{\"name\":\"red\",\"data_type\":\"uint8\",\"nodata\":0.0}");
    assertThat(item.path("assets").path("thumbnail").path("href").asText())
        .isEqualTo("./my%20map-thumbnail.png");
    assertThat(item.path("assets").path("checksums").path("href").asText())
        .isEqualTo("./SHA256SUMS");
  }

  @Test
  void bandsTellWhatTheirNumbersStandForAndHowNoDataIsTold() throws IOException {
    BandDetails red = new BandDetails(null, new Rescaling(0.0000275, -0.2), "1", null);
    List<BandDetails> details = List.of(red, BandDetails.NONE, BandDetails.NONE);
    List<String> names = plan.bands().names();
    JsonNode data =
        data(new OutputBands(names, SampleType.UINT16, null, OutputMask.ALPHA, details, null));
    assertThat(data.path("landfall:mask").asText()).isEqualTo("alpha");
    assertThat(data.path("raster:bands").path(0).toString())
        .isEqualTo(
            "{\"name\":\"red\",\"data_type\":\"uint16\",\"scale\":2.75E-5,\"offset\":-0.2,\"unit\":\"1\"}");
    assertThat(data.path("raster:bands").path(1).has("scale")).isFalse();
    assertThat(data.path("raster:bands").path(3).toString())
        .isEqualTo("{\"name\":\"alpha\",\"data_type\":\"uint16\"}");

    JsonNode inner =
        data(new OutputBands(names, SampleType.UINT8, null, OutputMask.INTERNAL, null, null));
    assertThat(inner.path("landfall:mask").asText()).isEqualTo("internal");
    assertThat(inner.path("raster:bands")).hasSize(3);
    assertThat(inner.path("raster:bands").path(0).has("nodata")).isFalse();

    double infinite = Double.NEGATIVE_INFINITY;
    JsonNode floats = data(new OutputBands(names, SampleType.FLOAT32, infinite));
    assertThat(floats.path("raster:bands").path(0).path("nodata").asText()).isEqualTo("-inf");
    assertThat(floats.has("landfall:mask")).isFalse();
  }

  private JsonNode data(OutputBands bands) throws IOException {
    ExportPlan other = plan.toBuilder().bands(bands).build();
    return write(other, plan.scenes()).path("assets").path("data");
  }

  @Test
  void scenesAreLinkedWithoutSecretsOrPathsOfOurs() throws IOException {
    JsonNode links = write(plan.scenes()).path("links");
    assertThat(links).hasSize(3);
    assertThat(links.path(0).path("rel").asText()).isEqualTo("derived_from");
    assertThat(links.path(0).path("href").asText()).isEqualTo("https://example.org/B4.TIF");
    assertThat(links.path(2).path("href").asText())
        .isEqualTo("urn:landfall:scene:" + DeliveryFixture.OLD_LANDSAT);
  }

  @Test
  void whenASceneTellsNoDayTheTimeIsThatOfTheRequest() throws IOException {
    JsonNode properties = write(plan.scenes()).path("properties");
    assertThat(properties.path("datetime").asText()).isEqualTo("2026-11-21T10:15:30Z");
    assertThat(properties.has("start_datetime")).isFalse();
  }

  @Test
  void aGridAcrossTheAntimeridianHasTwoRings() {
    var grid = new PixelGrid(32601, 100_000, 7_000_000, 1000, 500, 300);
    GridOutline outline = GridOutline.of(grid, new GeoToolsTransforms().between(32601, 4326));
    assertThat(outline.rings()).hasSize(2);
    assertThat(outline.box()[0]).isBetween(170.0, 180.0);
    assertThat(outline.box()[2]).isBetween(-180.0, -175.0);
    for (double[][] ring : outline.rings()) {
      for (double[] point : ring) {
        assertThat(point[0]).isBetween(-180.0, 180.0);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"3413, 90", "3995, 90", "3575, 90", "3031, -90", "6932, -90"})
  void aGridWithAPoleReachesUpToItAlongAllLongitudes(int epsg, double pole) {
    var grid = new PixelGrid(epsg, -4_000_000, 4_000_000, 80_000, 100, 100);
    GridOutline outline = GridOutline.of(grid, new GeoToolsTransforms().between(epsg, 4326));
    assertThat(outline.rings()).hasSize(1);
    double[] box = outline.box();
    assertThat(box[0]).isEqualTo(-180);
    assertThat(box[2]).isEqualTo(180);
    assertThat(pole > 0 ? box[3] : box[1]).isEqualTo(pole);
    assertThat(pole > 0 ? box[1] : -box[3]).isBetween(35.0, 45.0);
    assertThat(area(outline.rings().get(0))).isBetween(360 * 38.0, 360 * 46.0);
  }

  @ParameterizedTest
  @CsvSource({"0", "-180", "-10", "100"})
  void aGridAroundTheEarthHasItsWholeBox(double west) {
    var grid = new PixelGrid(4326, west, 80, 1, 360, 140);
    GridOutline outline = GridOutline.of(grid, new GeoToolsTransforms().between(4326, 4326));
    assertThat(outline.rings()).hasSize(1);
    assertThat(outline.box()).containsExactly(-180, -60, 180, 80);
    assertThat(area(outline.rings().get(0))).isCloseTo(360 * 140, within(1e-6));
  }

  private static double area(double[][] ring) {
    double twice = 0;
    for (int i = 1; i < ring.length; i++) {
      twice += ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1];
    }
    return twice / 2;
  }

  @ParameterizedTest
  @CsvSource({
    "LC08_L1TP_139045_20170304_20170316_01_T1, 2017-03-04",
    "LE70220342001365EDC00, 2001-12-31",
    "LC80220342026101LGN00, 2026-04-11",
    "S2A_MSIL1C_20170105T013442_N0204_R031_T53NMJ_20170105T013443, 2017-01-05",
    "/data/LC81390452014295LGN00, 2014-10-22",
    "LC08_L1TP_139045_20171304_20170316_01_T1,",
    "my image.tif,",
  })
  void daysAreReadFromTheNamesOfProducts(String name, LocalDate day) {
    assertThat(SceneDates.find(name).orElse(null)).isEqualTo(day);
  }

  private JsonNode write(List<PlannedScene> scenes) throws IOException {
    return write(plan, scenes);
  }

  private static JsonNode write(ExportPlan plan, List<PlannedScene> scenes) throws IOException {
    GridOutline outline =
        GridOutline.of(plan.grid(), new GeoToolsTransforms().between(plan.grid().epsg(), 4326));
    String json =
        StacItemWriter.write(
            new StacItemWriter.StacItemFacts("the-id", plan, outline, scenes, ASKED),
            FileNames.inStore("my map.tif", OutputFormat.FileFormat.COG),
            1234,
            SHA,
            THUMBNAIL);
    assertThat(json).contains("\n  \"id\" : \"the-id\"").endsWith("}\n");
    return new ObjectMapper().readTree(json);
  }
}
