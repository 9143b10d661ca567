package io.landfall.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.Aoi;
import io.landfall.model.ExportFailure;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.place.PixelWarp;
import io.landfall.model.place.PlaneMap;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.request.Tool;
import io.landfall.worker.RenderFixture;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanCodecTest {
  @Test
  void aPlanComesBackAsItWasAndEqualPlansGiveEqualBytes() {
    ExportPlan plan = fullPlan();
    PlanCodec.EncodedPlan encoded = PlanCodec.encode(plan);
    byte[] json = encoded.body().chunks().get(0);

    assertThat(PlanCodec.decode(json, encoded.sha256())).isEqualTo(plan);
    assertThat(PlanCodec.encode(fullPlan()).sha256()).isEqualTo(encoded.sha256());
  }

  @Test
  void aFieldOfANewerVersionIsRefused() {
    String json =
        new String(PlanCodec.encode(fullPlan()).body().chunks().get(0), StandardCharsets.UTF_8);
    byte[] newer = json.replaceFirst("\\{", "{\"newer\":1,").getBytes(StandardCharsets.UTF_8);
    String sha256 = HexFormat.of().formatHex(UploadBody.of(newer).digest("SHA-256"));
    assertThatThrownBy(() -> PlanCodec.decode(newer, sha256))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("same version");
  }

  @Test
  void topOverviewsComeBackAndDamageIsFound() {
    List<byte[]> tiles = List.of(new byte[] {1, 2}, new byte[0], new byte[] {3});
    byte[] object = MemoryStoreBytes.of(TopOverviews.encode(tiles));
    assertThat(TopOverviews.decode(object)).containsExactlyElementsOf(tiles);
    for (int length = 0; length < object.length; length++) {
      byte[] cut = Arrays.copyOf(object, length);
      assertThatThrownBy(() -> TopOverviews.decode(cut)).isInstanceOf(ExportFailure.class);
    }
  }

  private static ExportPlan fullPlan() {
    ExportPlan plain = RenderFixture.plan(3);
    var band =
        new PlannedBand(
            "red",
            "file:/a.tif",
            "etag",
            10,
            0,
            SampleType.UINT16,
            0.0,
            new RasterGeometry(32617, GeoTransform.northUp(1, 2, 30, 30), 5, 6),
            null);
    var plane =
        new PlaneMap(
            1, 2, 3, List.of(1.0, 2.0, 3.0, 4.0), List.of(4.0, 3.0, 2.0, 1.0), List.of(0.5, 0.25));
    var warp = new PixelWarp(plane, plane);
    var warped =
        new PlannedBand(
            "gcp",
            "file:/b.tif",
            "1-2+.ovr=3-4",
            10,
            0,
            SampleType.UINT16,
            null,
            new RasterGeometry(32617, null, GeoTransform.PIXELS, 5, 6, warp),
            null);
    return plain.toBuilder()
        .scenes(
            List.of(
                new PlannedScene(new SceneId("a"), "A", Arrays.asList(band, null, warped), null)))
        .tool(new Tool.LinearStretchTool(List.of(new Tool.ValueRange(0, 10_000))))
        .mask(new Aoi(new double[][][][] {{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}}))
        .build();
  }

  private static final class MemoryStoreBytes {
    private static byte[] of(UploadBody body) {
      var store = new MemoryStore();
      store.put("key", body, "");
      return store.objects.get("key");
    }
  }
}
