package io.landfall.raster.color;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.SampleType;
import io.landfall.raster.BlockCache;
import io.landfall.raster.RasterInfo.Size;
import org.junit.jupiter.api.Test;

class ColorSceneStatisticsTest {
  private final BlockCache cache = new BlockCache();

  @Test
  void theSmallestOverviewOfAMillionPixelsIsRead() {
    var raster =
        new MemoryRaster(
            SampleType.UINT16,
            4096,
            4096,
            new Size(2048, 2048),
            new Size(1024, 1024),
            new Size(512, 512));
    Histogram histogram = SceneStatistics.histogram(raster, cache, 0, Double.NaN);
    assertThat(histogram.count()).isEqualTo(1024 * 1024);
    assertThat(histogram.min()).isEqualTo(20_000);
    assertThat(histogram.max()).isEqualTo(21_023);
    assertThat(histogram.mean()).isEqualTo(20_511.5);
    assertThat(raster.blocksRead).hasSize(16).allMatch(block -> block.startsWith("2:"));
  }

  @Test
  void aSmallFileIsReadWhole() {
    var raster = new MemoryRaster(SampleType.UINT16, 100, 130, new Size(50, 65));
    Histogram histogram = SceneStatistics.histogram(raster, cache, 0, 0);
    assertThat(histogram.count()).as("without the column of 0").isEqualTo(99 * 130);
    assertThat(histogram.min()).isEqualTo(1);
    assertThat(histogram.percentile(50)).isEqualTo(50);
  }

  @Test
  void floatsAreBinnedOverTheirOwnRange() {
    var raster = new MemoryRaster(SampleType.FLOAT32, 1001, 70);
    Histogram histogram = SceneStatistics.histogram(raster, cache, 0, -9999);
    assertThat(histogram.binWidth()).isCloseTo(1000 / 4096.0, within(1e-9));
    assertThat(histogram.percentile(98)).isCloseTo(980, within(1.0));
  }

  @Test
  void aLargeFileWithoutOverviewsIsThinnedOut() {
    var raster = new MemoryRaster(SampleType.UINT16, 8000, 8100);
    Histogram histogram = SceneStatistics.histogram(raster, cache, 0, Double.NaN);
    assertThat(raster.blocksRead).contains("0:00", "0:04", "0:08").doesNotContain("0:01", "0:03");
    assertThat(histogram.count()).isEqualTo(8000L * 64 * 32);
  }

  @Test
  void aBandWithoutAnyDataHasEmptyStatistics() {
    for (var type : new SampleType[] {SampleType.FLOAT32, SampleType.UINT16}) {
      Histogram histogram = SceneStatistics.histogram(new MemoryRaster(type, 1, 9), cache, 0, 0);
      assertThat(histogram.count()).isZero();
      var statistics = histogram.statisticsWithQuantiles(type);
      assertThat(statistics.min()).isZero();
      assertThat(statistics.quantiles()).hasSize(257).containsOnly(0.0);
    }
  }
}
