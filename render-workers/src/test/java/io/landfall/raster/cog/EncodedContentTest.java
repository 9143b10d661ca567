package io.landfall.raster.cog;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.FakeRaster;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.crs.CoordinateTransforms;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Scenes of 10 x 7 pixels in blocks of 4 x 4 on a grid of the same pixels. */
class EncodedContentTest {
  private static final PixelGrid GRID = new PixelGrid(32617, 0, 100, 1, 30, 7);
  private static final CoordinateTransforms SAME =
      new CoordinateTransforms() {
        @Override
        public CoordinateTransform between(int fromEpsg, int toEpsg) {
          return (x, y, count) -> {};
        }

        @Override
        public boolean isGeographic(int epsg) {
          return false;
        }
      };

  @Test
  void blocksTellWhatIsThere() {
    EncodedSizesRaster left = new EncodedSizesRaster(new long[] {1000, 1000, 5, 600, 100, 0});
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
    EncodedSizesRaster full = new EncodedSizesRaster(new long[] {9, 9, 9, 9, 9, 9});
    EncodedSizesRaster half = new EncodedSizesRaster(new long[] {1000, 1000, 1, 1000, 1000, 1});
    assertThat(shares(Map.of("a", half, "b", full), 9, 17, 25)).containsExactly(1, 1, 0);
  }

  @Test
  void allIsThereWhereNothingIsKnown() {
    EncodedSizesRaster unknown = new EncodedSizesRaster(new long[] {-1, -1, -1, -1, -1, -1});
    assertThat(shares(Map.of("a", unknown), 1, 9, 12)).containsExactly(1, 1, 0);
  }

  private static double[] shares(Map<String, EncodedSizesRaster> scenes, double... columns) {
    double[] shares = new double[columns.length];
    content(scenes).fillShares(columns, new double[] {1, 1, 1}, shares);
    return shares;
  }

  private static EncodedContent content(Map<String, EncodedSizesRaster> scenes) {
    List<PlannedScene> planned =
        scenes.keySet().stream()
            .sorted()
            .map(
                name ->
                    new PlannedScene(
                        new SceneId(name), name, List.of(band(name, name.equals("b"))), null))
            .toList();
    return new EncodedContent(GRID, planned, band -> scenes.get(band.name()), SAME);
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
        new RasterGeometry(32617, place, FakeRaster.WIDTH, FakeRaster.HEIGHT),
        null);
  }

  private record EncodedSizesRaster(long[] bytes) implements RasterFile {
    private static final FakeRaster SHAPE = new FakeRaster("shape", SampleType.UINT8, 0);

    @Override
    public long encodedBytes(int blockColumn, int blockRow) {
      return bytes[blockRow * 3 + blockColumn];
    }

    @Override
    public RasterInfo info() {
      return SHAPE.info();
    }

    @Override
    public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
      throw new AssertionError("no pixel is read");
    }

    @Override
    public RasterInfo.Size blockSize(int level) {
      return new RasterInfo.Size(4, 4);
    }

    @Override
    public String name() {
      return "compressed";
    }

    @Override
    public void close() {}
  }
}
