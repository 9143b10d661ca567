package io.landfall.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Recorded answers of Planet's. */
class PlanetItemReaderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void aRecordedSearchIsRead() throws IOException {
    JsonNode features = recorded("testingSampleSearchResult.json").get("features");
    BasicSceneMetadata first = PlanetItemReader.readBasicMetadata(features.get(0));
    assertThat(first.id()).isEqualTo("foobar123");
    assertThat(first.acquired()).isEqualTo(Instant.parse("2006-01-02T15:04:05Z"));
    assertThat(first.cloudCover()).isEqualTo(50);
    assertThat(first.resolution()).isEqualTo(6.5);
    assertThat(first.sensorName()).isEqualTo("RapidEye-1");
    assertThat(first.bbox()).isEqualTo(new GeographicBox(-10, -10, 10, 10));
    BasicSceneMetadata second = PlanetItemReader.readBasicMetadata(features.get(1));
    assertThat(second.cloudCover()).isEqualTo(78.3);
    assertThat(second.sensorName()).isEqualTo("Landsat8");
  }

  @Test
  void recordedAssetsAreRead() throws IOException {
    JsonNode assets = recorded("testingSampleAssetsResult.json");
    PlanetAsset analytic = PlanetItemReader.readAnalyticAsset(assets).orElseThrow();
    assertThat(analytic.status()).isEqualTo("active");
    assertThat(analytic.type()).isEqualTo("analytic");
    assertThat(analytic.permissions()).containsExactly("download");
    assertThat(analytic.expiresAt()).isEqualTo(Instant.parse("2017-04-19T17:27:58.667829Z"));
    assertThat(analytic.location()).startsWith("https://api.planet.com/data/v1/download?token=");
    assertThat(PlanetItemReader.readActivationUrl(assets)).endsWith("/activate");
  }

  @Test
  void recordedBadMetadataIs502() throws IOException {
    JsonNode assets = recorded("testingSampleAssetsResult-BadMetadata.json");
    assertThatThrownBy(() -> PlanetItemReader.readAnalyticAsset(assets))
        .isInstanceOf(BrokerFailure.class)
        .hasMessage("Planet Labs returned invalid metadata for this scene's assets.")
        .extracting(thrown -> ((BrokerFailure) thrown).status())
        .isEqualTo(502);
  }

  @Test
  void emptyAssetsGiveNoneWithoutAnError() throws IOException {
    assertThat(PlanetItemReader.readAnalyticAsset(JSON.readTree("{}"))).isEmpty();
    assertThat(PlanetItemReader.readAnalyticAsset(JSON.readTree("{\"analytic\": null}"))).isEmpty();
  }

  @Test
  void numbersBeyondAllBoundsAreUnknown() throws IOException {
    JsonNode item =
        JSON.readTree(
            """
            {"id": "a", "geometry": {"type": "Polygon", "coordinates": [[[1, 2]]]}, "properties":
             {"acquired": "2017-04-17T16:26:45Z", "cloud_cover": 1e999, "gsd": 1e999}}""");
    assertThat(PlanetItemReader.readBasicMetadata(item).cloudCover()).isEqualTo(-1);
    assertThat(PlanetItemReader.readBasicMetadata(item).resolution()).isZero();
  }

  @Test
  void recordedSentinelMetadataLeadsToItsBands() throws IOException {
    BasicSceneMetadata scene =
        PlanetItemReader.readBasicMetadata(recorded("testingSampleFeatureResult-Sentinel.json"));
    assertThat(SentinelBandLinks.of("https://s2", scene.id()).hrefs())
        .containsEntry("nir", "https://s2/tiles/11/S/KD/2016/5/13/0/B08.jp2");
  }

  private static JsonNode recorded(String name) throws IOException {
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set");
    return JSON.readTree(Path.of(data, "planet_api", name).toFile());
  }
}
