package io.landfall.raster.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.SampleType;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThumbnailTest {
  @ParameterizedTest(name = "{0} x {1}, {2} bands of {3}")
  @CsvSource({
    "5000, 2500, 3, UINT8,   512, 256",
    "2000, 4000, 1, UINT16,  256, 512",
    "5000,   20, 5, FLOAT32, 512,   2",
    "300,   200, 2, UINT16,  300, 200",
  })
  void theLongestSideIsAtMost512(
      int width, int height, int bands, SampleType type, int expectedWidth, int expectedHeight)
      throws IOException {
    BufferedImage image = draw(new SyntheticRaster(width, height, bands, type, 0.0, 5));
    assertThat(image.getWidth()).isEqualTo(expectedWidth);
    assertThat(image.getHeight()).isEqualTo(expectedHeight);
  }

  @Test
  void thereIsDataInsideTheDiscAndNoneOutside() throws IOException {
    BufferedImage image = draw(new SyntheticRaster(3000, 3000, 3, SampleType.UINT16, 0.0, 4));
    assertThat(image.getRGB(0, 0) >>> 24).isZero();
    assertThat(image.getRGB(256, 256) >>> 24).isEqualTo(255);
    int[] shades = new int[2];
    for (int x = 80; x < 430; x++) {
      int red = image.getRGB(x, 256) >> 16 & 0xff;
      shades[0] += red < 64 ? 1 : 0;
      shades[1] += red > 191 ? 1 : 0;
    }
    assertThat(shades[0]).as("dark pixels").isGreaterThan(10);
    assertThat(shades[1]).as("bright pixels").isGreaterThan(10);
  }

  @Test
  void classesAreToldApartAndBrightBytesStayAsTheyAre() throws IOException {
    var painted = new SyntheticRaster(512, 512, 1, SampleType.UINT8, null, 1); // up to 114
    BufferedImage asIs = draw(new Scaled(painted, 2, 1));
    BufferedImage spread = draw(new Scaled(painted, 1, 30));
    for (int y = 0; y < 512; y++) {
      for (int x = 0; x < 512; x++) {
        int value = painted.sample(0, x, y, 0);
        assertThat(asIs.getRGB(x, y) & 0xff).isEqualTo(2 * value);
        assertThat(spread.getRGB(x, y) & 0xff).isEqualTo(value / 30 * 85);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 100, 1000})
  void theValueOfARankIsFoundAsBySorting(int count) {
    Random random = new Random(count);
    for (int distinct : new int[] {1, 2, 7, 1000}) {
      checkRanks(random.doubles(count).map(v -> Math.floor(v * distinct)).toArray());
    }
    checkRanks(random.doubles(count).map(v -> -1 / v).toArray());
    checkRanks(random.doubles(count).map(v -> (v - 0.5) * 2 * Double.MAX_VALUE).toArray());
    checkRanks(random.doubles(count).map(v -> v * Double.MIN_VALUE * 9).toArray());
    double[] oneFarAway = random.doubles(count).toArray();
    oneFarAway[count / 2] = 1e300;
    checkRanks(oneFarAway);
  }

  private static void checkRanks(double[] values) {
    int count = values.length;
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    for (int rank : new int[] {0, count / 50, count / 2, count - 1}) {
      assertThat(Thumbnail.valueOfRank(values, count, rank)).isEqualTo(sorted[rank]);
    }
  }

  private record Scaled(SyntheticRaster painted, int times, int over) implements RasterFile {
    @Override
    public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
      SampleBlock block = painted.readBlock(level, blockColumn, blockRow);
      byte[] bytes = (byte[]) block.planes()[0];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) ((bytes[i] & 0xff) * times / over);
      }
      return block;
    }

    @Override
    public RasterInfo info() {
      return painted.info();
    }

    @Override
    public RasterInfo.Size blockSize(int level) {
      return painted.blockSize(level);
    }

    @Override
    public String name() {
      return painted.name();
    }

    @Override
    public void close() {}
  }

  @Test
  void theSmallestLevelThatIsLargeEnoughIsRead() {
    var painted = new SyntheticRaster(5000, 2500, 3, SampleType.UINT8, 0.0, 6);
    assertThat(PixelRows.atLeast(painted, 512).width()).isEqualTo(625);
    assertThat(PixelRows.atLeast(painted, 9999).width()).isEqualTo(5000);
  }

  /** Of 40,000 columns three strips are read, and blocks at their borders twice. */
  @Test
  void aWideFileIsReadInStrips() throws IOException {
    var wide = new SyntheticRaster(40_000, 40, 1, SampleType.UINT16, null, 1);
    BufferedImage image = draw(wide);
    assertThat(image.getWidth()).isEqualTo(512);
    PixelRows rows = PixelRows.of(wide);
    PixelRows some = rows.columns(30_000, 30_010);
    double[] all = new double[40_000];
    double[] few = new double[some.width()];
    rows.read(7, 0, all);
    some.read(7, 0, few);
    assertThat(few).hasSizeLessThan(1_000);
    assertThat(few)
        .isEqualTo(Arrays.copyOfRange(all, some.firstColumn(), some.firstColumn() + some.width()));
  }

  /** Of 40 GB without overviews 64 by 1 blocks are read. */
  @Test
  void ofAHugeFileWithoutOverviewsSomeBlocksAreRead() throws IOException {
    BufferedImage image =
        draw(new SyntheticRaster(1_000_000, 10_000, 1, SampleType.FLOAT32, 0.0, 1));
    assertThat(image.getWidth()).isEqualTo(64);
    assertThat(image.getHeight()).isEqualTo(1);
    assertThat(image.getRGB(32, 0) >>> 24).as("opacity in the middle").isEqualTo(255);
  }

  @Test
  void aFileWithoutAnyDataIsTransparent() throws IOException {
    BufferedImage image = draw(new SyntheticRaster(10, 1, 1, SampleType.FLOAT32, 0.0, 1));
    assertThat(image.getRGB(0, 0) >>> 24).isZero();
  }

  private static BufferedImage draw(RasterFile painted) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(Thumbnail.of(painted)));
  }
}
