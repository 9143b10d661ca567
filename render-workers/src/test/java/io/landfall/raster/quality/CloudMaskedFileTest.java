package io.landfall.raster.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import io.landfall.model.SampleType;
import io.landfall.model.cloud.BitTest;
import io.landfall.model.cloud.QualityMask;
import io.landfall.raster.BlockCache;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloudMaskedFileTest {
  private static final int SIDE = 8;

  private static final String[] CLOUDS = {
    "#.......", //
    "........",
    "....##..",
    "....##..",
    "........",
    "........",
    "......##",
    "......#."
  };

  @Test
  void fullResolutionIsMaskedPixelByPixelAndHasNoOverviews() {
    CloudMaskedFile file = masked(SIDE, rule(0));
    assertThat(file.info().overviews()).isEmpty();
    assertThat(text(file, 0)).containsExactly(CLOUDS);
  }

  @Test
  void aBufferIsADisc() {
    assertThat(text(masked(SIDE, rule(2)), 0))
        .containsExactly(
            "###.##..", //
            "##.####.",
            "#.######",
            "..######",
            "...#####",
            "....####",
            "....####",
            "....####");
  }

  @Test
  void anOverviewPixelIsMaskedWhereHalfOfItIs() {
    CloudMaskedFile file = masked(SIDE, rule(0).withOverviews());
    assertThat(text(file, 1)).containsExactly("....", "..#.", "....", "...#");
  }

  @Test
  void aFinerImageTakesThePixelThatItsCentresLieIn() {
    assertThat(text(masked(2 * SIDE, rule(0)), 0)[5]).isEqualTo("........####....");
    assertThat(text(masked(2 * SIDE, rule(0)), 0)[13]).isEqualTo("............####");
  }

  private static QualityMask rule(int buffer) {
    RasterGeometry place =
        new RasterGeometry(32633, GeoTransform.northUp(0, 0, 10, 10), SIDE, SIDE);
    return new QualityMask(
        "q", "1", 1, 0, place, List.of(new BitTest(0, 1, 1, 1)), null, buffer, null);
  }

  private static CloudMaskedFile masked(int side, QualityMask rule) {
    BlockCache cache = new BlockCache(1 << 20);
    byte[] bits = new byte[SIDE * SIDE];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = (byte) (CLOUDS[i / SIDE].charAt(i % SIDE) == '#' ? 3 : 2);
    }
    RasterGeometry place =
        new RasterGeometry(
            32633, GeoTransform.northUp(0, 0, 10.0 * SIDE / side, 10.0 * SIDE / side), side, side);
    return new CloudMaskedFile(
        "image",
        new Square("i", side, new byte[side * side]),
        place,
        new QualityMaskFile("clouds", new Square("q", SIDE, bits), rule, cache),
        rule,
        cache);
  }

  private static String[] text(RasterFile file, int level) {
    SampleBlock block = file.readBlock(level, 0, 0);
    String[] rows = new String[block.height()];
    for (int y = 0; y < rows.length; y++) {
      StringBuilder row = new StringBuilder();
      for (int x = 0; x < block.width(); x++) {
        row.append(block.mask()[y * block.width() + x] == 0 ? '#' : '.');
      }
      rows[y] = row.toString();
    }
    return rows;
  }

  /** One block of bytes, with an overview of half its side. */
  private record Square(String name, int side, byte[] samples) implements RasterFile {
    @Override
    public RasterInfo info() {
      return RasterInfo.builder(
              "GeoTIFF",
              side,
              side,
              List.of(new RasterInfo.BandInfo("1", SampleType.UINT8, null, "gray")))
          .overviews(List.of(new RasterInfo.Size(side / 2, side / 2)))
          .build();
    }

    @Override
    public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
      int width = side >> level;
      return level == 0
          ? new SampleBlock(SampleType.UINT8, side, side, new Object[] {samples})
          : new SampleBlock(SampleType.UINT8, width, width, new Object[] {new byte[width * width]});
    }

    @Override
    public RasterInfo.Size blockSize(int level) {
      return new RasterInfo.Size(side >> level, side >> level);
    }

    @Override
    public void close() {
      // nothing is open
    }
  }
}
