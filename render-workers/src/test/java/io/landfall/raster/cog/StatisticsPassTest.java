package io.landfall.raster.cog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.ExportPlanBuilder;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.OutputFormat;
import io.landfall.raster.BlockCache;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.color.Histogram;
import io.landfall.raster.crs.FlatTransforms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scenes of some pixels in one block, on the grid of the export. */
class StatisticsPassTest {
  private static final int EPSG = 32633;
  private static final float NONE = Float.NaN;

  @Test
  void pixelsWithoutDataAreNotCounted() {
    Histogram histogram =
        only(histograms(SampleType.UINT8, 0.0, new Floats(4, 0, 10, 10, 20, 0, 30, 40, 40)));
    assertThat(histogram.count()).isEqualTo(6);
    assertThat(histogram.min()).isEqualTo(10);
    assertThat(histogram.max()).isEqualTo(40);
    assertThat(histogram.mean()).isEqualTo(25);
    assertThat(histogram.percentile(20)).isEqualTo(10);
    assertThat(histogram.percentile(40)).isEqualTo(20);
  }

  @Test
  void zeroCountsWhereItIsNotNoData() {
    Histogram histogram = only(histograms(SampleType.UINT8, null, new Floats(2, 0, 0, 0, 8)));
    assertThat(histogram.count()).isEqualTo(4);
    assertThat(histogram.min()).isZero();
    assertThat(histogram.mean()).isEqualTo(2);
  }

  @Test
  void eachBandHasItsOwnHistogram() {
    List<Histogram> histograms =
        histograms(SampleType.UINT8, null, new Floats(2, 1, 2), new Floats(2, 100, 200));
    assertThat(histograms).extracting(Histogram::min).containsExactly(1.0, 100.0);
    assertThat(histograms).extracting(Histogram::max).containsExactly(2.0, 200.0);
  }

  @Test
  void anEmptyImageHasNoValues() {
    Histogram histogram = only(histograms(SampleType.UINT8, 7.0, new Floats(2, 7, 7, 7, 7)));
    assertThat(histogram.count()).isZero();
    assertThat(histogram.min()).isZero();
    assertThat(histogram.max()).isZero();
    assertThat(histogram.mean()).isZero();
    assertThat(histogram.percentile(50)).isZero();
    Histogram floats = only(histograms(SampleType.FLOAT32, null, new Floats(1, NONE, NONE)));
    assertThat(floats.count()).isZero();
    assertThat(floats.max()).isZero();
  }

  @Test
  void floatsThatAreNoNumberAreNotCounted() {
    Histogram histogram =
        only(
            histograms(SampleType.FLOAT32, null, new Floats(2, NONE, 0.25f, 1.5f, -2, NONE, NONE)));
    assertThat(histogram.count()).isEqualTo(3);
    assertThat(histogram.min()).isEqualTo(-2);
    assertThat(histogram.max()).isEqualTo(1.5);
    assertThat(histogram.mean()).isCloseTo(-0.25 / 3, within(1e-12));
    assertThat(histogram.percentile(50)).isCloseTo(0.25, within(3.5 / 4096));
  }

  @ParameterizedTest(name = "{0} x {1} pixels: {2} are looked at")
  @CsvSource({"1024, 2, 2048", "2048, 4, 2048", "4, 2048, 2048", "3000, 3, 1024", "1025, 3, 3072"})
  void aLargeImageIsLookedAtOnACoarseGrid(int width, int height, int pixels) {
    float[] values = new float[width * height];
    Arrays.fill(values, 9);
    Histogram histogram = only(histograms(SampleType.UINT8, null, new Floats(width, values)));
    assertThat(histogram.count()).isEqualTo(pixels);
    assertThat(histogram.mean()).isEqualTo(9);
  }

  @Test
  void theCoarseGridSpansTheWholeImage() {
    float[] columns = new float[2048 * 2];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = i % 2048;
    }
    Histogram histogram = only(histograms(SampleType.UINT16, null, new Floats(2048, columns)));
    assertThat(histogram.min()).isBetween(0.0, 1.0);
    assertThat(histogram.max()).isBetween(2046.0, 2047.0);
    assertThat(histogram.mean()).isBetween(1023.0, 1024.0);
  }

  @Test
  void theCoarseGridIsTakenFromAnOverview() {
    float[] overview = new float[1024 * 2];
    Arrays.fill(overview, 5);
    SamplesRaster raster =
        new SamplesRaster(SampleType.UINT8, List.of(), 2048, 4, new Floats(1024, overview));
    Histogram histogram = only(histograms(raster, null, 1));
    assertThat(histogram.count()).isEqualTo(2048);
    assertThat(histogram.min()).isEqualTo(5);
  }

  /** Samples of one band. */
  private record Floats(int width, float... values) {
    int height() {
      return values.length / width;
    }
  }

  private static Histogram only(List<Histogram> histograms) {
    assertThat(histograms).hasSize(1);
    return histograms.get(0);
  }

  private static List<Histogram> histograms(SampleType type, Double nodata, Floats... bands) {
    SamplesRaster raster =
        new SamplesRaster(type, List.of(bands), bands[0].width(), bands[0].height(), null);
    return histograms(raster, nodata, bands.length);
  }

  private static List<Histogram> histograms(SamplesRaster raster, Double nodata, int count) {
    RasterGeometry geometry =
        new RasterGeometry(
            EPSG, GeoTransform.northUp(0, 0, 10, 10), raster.width(), raster.height());
    List<PlannedBand> inputs = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int band = 0; band < count; band++) {
      names.add("b" + band);
      inputs.add(
          new PlannedBand("b" + band, "a", "", 0, band, raster.type(), nodata, geometry, null));
    }
    ExportPlan plan =
        new ExportPlanBuilder("test", "a.tif")
            .grid(new PixelGrid(EPSG, 0, 0, 10, raster.width(), raster.height()))
            .scenes(List.of(new PlannedScene(new SceneId("a"), "a", inputs, null)))
            .resampling(Resampling.CUBIC)
            .bands(new OutputBands(names, raster.type(), nodata))
            .format(
                new OutputFormat(
                    OutputFormat.FileFormat.COG,
                    OutputFormat.BlockCompression.DEFLATE,
                    null,
                    6,
                    2,
                    512,
                    Resampling.AVERAGE))
            .layout(new TileLayout(0, List.of(), 0, true, false, 0))
            .build();
    return StatisticsPass.histograms(
        plan, raster.type(), any -> raster, FlatTransforms.ENDLESS, new BlockCache(1 << 20));
  }

  /** Has full resolution, or an overview alone that can be read. */
  private record SamplesRaster(
      SampleType type, List<Floats> full, int width, int height, Floats overview)
      implements RasterFile {
    @Override
    public RasterInfo info() {
      var band = new RasterInfo.BandInfo("1", type, null, "gray");
      return RasterInfo.builder(
              "GeoTIFF",
              width,
              height,
              full.isEmpty() ? List.of(band) : full.stream().map(any -> band).toList())
          .epsg(EPSG)
          .overviews(
              overview == null
                  ? List.of()
                  : List.of(new RasterInfo.Size(overview.width(), overview.height())))
          .build();
    }

    @Override
    public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
      List<Floats> bands = level == 0 ? full : List.of(overview);
      assertThat(bands).as("bands that can be read").isNotEmpty();
      Object[] planes = bands.stream().map(this::plane).toArray();
      return new SampleBlock(type, bands.get(0).width(), bands.get(0).height(), planes);
    }

    private Object plane(Floats band) {
      float[] values = band.values();
      byte[] bytes = new byte[values.length];
      short[] shorts = new short[values.length];
      for (int i = 0; i < values.length; i++) {
        bytes[i] = (byte) (int) values[i];
        shorts[i] = (short) (int) values[i];
      }
      return type == SampleType.UINT8 ? bytes : type == SampleType.UINT16 ? shorts : values;
    }

    @Override
    public RasterInfo.Size blockSize(int level) {
      return level == 0
          ? new RasterInfo.Size(width, height)
          : new RasterInfo.Size(overview.width(), overview.height());
    }

    @Override
    public String name() {
      return "samples";
    }

    @Override
    public void close() {}
  }
}
