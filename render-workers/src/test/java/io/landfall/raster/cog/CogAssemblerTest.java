package io.landfall.raster.cog;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.request.OutputFormat;
import io.landfall.raster.BlockCache;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.WindowReader;
import io.landfall.raster.tiff.TiffFile;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CogAssemblerTest {

  @ParameterizedTest(name = "{0} x {1}, disc of {2}, BigTIFF {3}")
  @CsvSource({
    "2500, 2100, 0.7, false", // several metatiles, everything full but the corners
    "2500, 2100, 0.2, true", // most tiles sparse
    "2049, 600, 0.6, false",
  })
  void aFileOfPartsHoldsThePixelsOfTheFileInOnePiece(
      int width, int height, double share, boolean big) {
    CogFiles.Disc disc = new CogFiles.Disc(width, height, share);
    ExportPlan inParts = CogFiles.plan(disc, false, big);
    ExportPlan inOne = CogFiles.plan(disc, true, false);
    assertThat(inOne.layout().tasks()).hasSize(1);
    assertThat(inParts.layout().tasks().size()).isGreaterThan(1);
    try (TiffFile parts = TiffFile.open(new CogFiles.Bytes(CogFiles.joined(inParts, disc)));
        TiffFile one = TiffFile.open(new CogFiles.Bytes(CogFiles.whole(inOne, disc)))) {
      assertThat(parts.info().format()).isEqualTo(big ? "BigTIFF" : "GeoTIFF");
      assertThat(parts.info().overviews()).isEqualTo(one.info().overviews()).isNotEmpty();
      assertThat(parts.info().epsg()).isEqualTo(CogFiles.EPSG);
      assertThat(parts.info().transform()).isEqualTo(disc.geometry().transform());
      assertThat(parts.info().bands())
          .extracting(RasterInfo.BandInfo::name)
          .containsExactly("red", "green", "blue");
      for (int level = 0; level <= parts.info().overviews().size(); level++) {
        assertSamePixels(parts, one, level);
      }
      assertSourcePixels(one, disc);
    }
  }

  @ParameterizedTest(name = "{0} x {1}, disc of {2}, BigTIFF {3}, {4}, {5}")
  @CsvSource({
    "2100, 1100, 0.7, false, INTERNAL, DEFLATE",
    "2500, 2100, 0.2, true, INTERNAL, DEFLATE", // most tiles sparse
    "1100, 600, 0.6, false, INTERNAL, ZSTD",
    "1100, 600, 0.6, false, INTERNAL, LZW",
    "1100, 600, 0.6, false, INTERNAL, NONE",
    "2100, 1100, 0.7, false, ALPHA, DEFLATE",
    "1100, 600, 0.6, true, ALPHA, NONE",
  })
  void aMaskTellsOnAllLevelsWhatNoDataTellsInAnotherFile(
      int width,
      int height,
      double share,
      boolean big,
      OutputMask mask,
      OutputFormat.BlockCompression compression) {
    CogFiles.Disc disc = new CogFiles.Disc(width, height, share);
    OutputBands bands = CogFiles.bands(null, mask);
    ExportPlan inParts = CogFiles.plan(disc, bands, compression, false, big);
    ExportPlan inOne = CogFiles.plan(disc, bands, compression, true, false);
    ExportPlan nodata = CogFiles.plan(disc, true, false);
    try (TiffFile parts = TiffFile.open(new CogFiles.Bytes(CogFiles.joined(inParts, disc)));
        TiffFile one = TiffFile.open(new CogFiles.Bytes(CogFiles.whole(inOne, disc)));
        TiffFile wanted = TiffFile.open(new CogFiles.Bytes(CogFiles.whole(nodata, disc)))) {
      assertThat(parts.info().overviews()).isEqualTo(wanted.info().overviews());
      assertThat(parts.info().bands().get(0).nodata()).isNull();
      for (TiffFile file : List.of(parts, one)) {
        for (int level = 0; level <= wanted.info().overviews().size(); level++) {
          assertMasked(file, wanted, level, mask);
        }
      }
    }
  }

  /** Compares a file of masks with one whose no-data is 0, which no pixel with data has. */
  private static void assertMasked(TiffFile file, TiffFile wanted, int level, OutputMask mask) {
    RasterInfo.Size size = wanted.info().size(level);
    for (int row = 0; row * 512 < size.height(); row++) {
      for (int column = 0; column * 512 < size.width(); column++) {
        SampleBlock block = file.readBlock(level, column, row);
        Object[] values = wanted.readBlock(level, column, row).planes();
        assertThat(Arrays.deepEquals(Arrays.copyOf(block.planes(), 3), values))
            .as("equal pixels of tile %d, %d of level %d", column, row, level)
            .isTrue();
        short[] red = (short[]) values[0];
        for (int i = 0; i < red.length; i++) {
          boolean valid =
              mask == OutputMask.ALPHA
                  ? ((short[]) block.planes()[3])[i] == -1
                  : block.mask() == null || block.mask()[i] != 0;
          if (valid != (red[i] != 0)) {
            throw new AssertionError(
                "Pixel %d of tile %d, %d of level %d".formatted(i, column, row, level));
          }
        }
      }
    }
  }

  private static void assertSamePixels(TiffFile a, TiffFile b, int level) {
    RasterInfo.Size size = a.info().size(level);
    for (int row = 0; row * 512 < size.height(); row++) {
      for (int column = 0; column * 512 < size.width(); column++) {
        Object[] mine = a.readBlock(level, column, row).planes();
        Object[] other = b.readBlock(level, column, row).planes();
        assertThat(Arrays.deepEquals(mine, other))
            .as("equal pixels of tile %d, %d of level %d", column, row, level)
            .isTrue();
      }
    }
  }

  private static void assertSourcePixels(TiffFile file, CogFiles.Disc disc) {
    PixelRect middle = new PixelRect(0, disc.height() / 2, disc.width(), 100);
    BlockCache cache = new BlockCache();
    double[] ours = new double[(int) middle.pixels()];
    double[] source = new double[ours.length];
    for (int band = 0; band < 3; band++) {
      WindowReader.readWindow(file, cache, 0, band, middle, Double.NaN, ours);
      WindowReader.readWindow(disc, cache, 0, band, middle, Double.NaN, source);
      assertThat(ours).isEqualTo(source);
    }
  }
}
