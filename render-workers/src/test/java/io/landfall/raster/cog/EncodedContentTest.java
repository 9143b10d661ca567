package io.landfall.raster.cog;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.raster.UnreadRaster;
import io.landfall.raster.crs.FlatTransforms;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Scenes of 10 x 7 pixels in blocks of 4 x 4 on a grid of the same pixels. */
class EncodedContentTest {
  private static final int WIDTH = 10;
  private static final int HEIGHT = 7;
  private static final PixelGrid GRID = new PixelGrid(32617, 0, 100, 1, 30, HEIGHT);

  @Test
  void blocksTellWhatIsThere() {
    UnreadRaster left = blocks(1000, 1000, 5, 600, 100, 0);
    assertThat(shares(Map.of("a", left), 1, 5, 9)).containsExactly(1, 1, 0);
    assertThat(shares(Map.of("a", left), 1, 1, 5).length).isEqualTo(3);
    double[] below = new double[4];
    content(Map.of("a", left))
        .fillShares(new double[] {1, 5, 9, 12}, new double[] {5, 5, 5, 5}, below);
    assertThat(below[0]).isBetween(0.6, 0.75); // of the mean of blocks that are not nearly empty
    assertThat(below).containsExactly(below[0], 0.25, 0, 0);
  }

  @Test
  void whereScenesOverlapTheFullerOneCounts() {
    UnreadRaster full = blocks(9, 9, 9, 9, 9, 9);
    UnreadRaster half = blocks(1000, 1000, 1, 1000, 1000, 1);
    assertThat(shares(Map.of("a", half, "b", full), 9, 17, 25)).containsExactly(1, 1, 0);
  }

  @Test
  void allIsThereWhereNothingIsKnown() {
    UnreadRaster unknown = blocks(-1, -1, -1, -1, -1, -1);
    assertThat(shares(Map.of("a", unknown), 1, 9, 12)).containsExactly(1, 1, 0);
  }

  private static double[] shares(Map<String, UnreadRaster> scenes, double... columns) {
    double[] shares = new double[columns.length];
    content(scenes).fillShares(columns, new double[] {1, 1, 1}, shares);
    return shares;
  }

  private static EncodedContent content(Map<String, UnreadRaster> scenes) {
    List<PlannedScene> planned =
        scenes.keySet().stream()
            .sorted()
            .map(
                name ->
                    new PlannedScene(
                        new SceneId(name), name, List.of(band(name, name.equals("b"))), null))
            .toList();
    return new EncodedContent(
        GRID, planned, band -> scenes.get(band.name()), FlatTransforms.ENDLESS);
  }

  /** The second scene begins eight pixels further east. */
  private static PlannedBand band(String name, boolean second) {
    GeoTransform place = GeoTransform.northUp(second ? 8 : 0, 100, 1, 1);
    return new PlannedBand(
        name,
        name,
        "",
        0,
        0,
        SampleType.UINT8,
        null,
        new RasterGeometry(32617, place, WIDTH, HEIGHT),
        null);
  }

  /** Makes a scene of the sizes of its encoded blocks. */
  private static UnreadRaster blocks(long... bytes) {
    return new UnreadRaster(WIDTH, HEIGHT, 4, List.of(), (column, row) -> bytes[row * 3 + column]);
  }
}
