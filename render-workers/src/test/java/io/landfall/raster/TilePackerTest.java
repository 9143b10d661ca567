package io.landfall.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.OutputBands;
import io.landfall.model.OutputFormat;
import io.landfall.model.OutputFormat.Compression;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TilePackerTest {
  private static final int BLOCK = 64;

  @ParameterizedTest(name = "{0}, predictor {1}, {2} level {3}, {4} bands")
  @MethodSource("formats")
  void whatIsPackedUnpacksToTheSamePixels(
      SampleType type, int predictor, Compression compression, int level, int count) {
    OutputBands bands = bands(type, count);
    OutputFormat format = format(compression, level, predictor);
    for (int[] size : new int[][] {{BLOCK, BLOCK}, {50, 33}, {1, 1}}) {
      Overviews.Tile tile = random(type, count, size[0], size[1]);
      byte[] packed = new TilePacker(bands, format).pack(tile);
      Overviews.Tile again = new TilePacker(bands, format).unpack(packed, size[0], size[1]);
      assertThat(Arrays.deepEquals(again.bands(), tile.bands())).as("equal pixels").isTrue();
      assertThat(new TilePacker(bands, format).pack(tile)).isEqualTo(packed);
    }
  }

  static Stream<Arguments> formats() {
    List<Arguments> formats = new ArrayList<>();
    for (SampleType type : SampleType.values()) {
      for (int predictor = 1; predictor <= 3; predictor++) {
        boolean allowed =
            predictor == 1
                || (type.isFloating() ? predictor == 3 || type.bytes() == 4 : predictor == 2);
        for (int count = 1; allowed && count <= 3; count += 2) {
          formats.add(Arguments.of(type, predictor, Compression.DEFLATE, 6, count));
        }
      }
    }
    formats.add(Arguments.of(SampleType.UINT16, 2, Compression.DEFLATE, 9, 2));
    formats.add(Arguments.of(SampleType.UINT16, 2, Compression.NONE, 6, 2));
    return formats.stream();
  }

  @Test
  void aTileWithoutDataIsNothing() {
    OutputBands bands = bands(SampleType.UINT8, 3);
    TilePacker packer = new TilePacker(bands, format(Compression.DEFLATE, 6, 2));
    double[][] none = new double[3][BLOCK * BLOCK];
    for (double[] band : none) {
      Arrays.fill(band, Double.NaN);
    }
    assertThat(packer.pack(null)).isEmpty();
    assertThat(packer.pack(new Overviews.Tile(BLOCK, BLOCK, none))).isEmpty();
    assertThat(packer.unpack(new byte[0], BLOCK, BLOCK)).isNull();
  }

  @Test
  void damagedBytesAreRefused() {
    TilePacker packer =
        new TilePacker(bands(SampleType.UINT8, 1), format(Compression.DEFLATE, 6, 2));
    byte[] packed = packer.pack(random(SampleType.UINT8, 1, BLOCK, BLOCK));
    assertThatThrownBy(() -> packer.unpack(Arrays.copyOf(packed, packed.length / 2), BLOCK, BLOCK))
        .isInstanceOf(RasterException.class);
    assertThatThrownBy(() -> packer.unpack(new byte[] {1, 2, 3, 4}, BLOCK, BLOCK))
        .isInstanceOf(RasterException.class);
  }

  @ParameterizedTest
  @EnumSource(io.landfall.model.Resampling.class)
  void overviewsOfEveryKindKeepAFlatTileFlatAndTheEdgeOfNoData(
      io.landfall.model.Resampling resampling) {
    OutputFormat format =
        new OutputFormat(OutputFormat.Type.COG, Compression.NONE, null, 6, 1, BLOCK, resampling);
    double[] flat = new double[BLOCK * BLOCK];
    Arrays.fill(flat, 200);
    Arrays.fill(flat, 0, 4 * BLOCK, Double.NaN); // four rows without data
    Overviews.Tile child = new Overviews.Tile(BLOCK, BLOCK, new double[][] {flat});
    Overviews.Tile parent =
        new Overviews(format, SampleType.UINT8)
            .parent(new Overviews.Tile[] {child, child, null, null}, BLOCK, BLOCK / 2);
    for (int i = 0; i < parent.bands()[0].length; i++) {
      assertThat(parent.bands()[0][i]).isEqualTo(Double.valueOf(i < 2 * BLOCK ? Double.NaN : 200));
    }
  }

  @Test
  void anOverviewAveragesWhatHasData() {
    Overviews overviews = new Overviews(format(Compression.NONE, 6, 1), SampleType.UINT8);
    double n = Double.NaN;
    double[] child = {
      1, 2, n, n, 9,
      3, 5, n, 8, 10,
      7, n, n, n, n,
    };
    Overviews.Tile parent =
        overviews.parent(
            new Overviews.Tile[] {
              new Overviews.Tile(5, 3, new double[][] {child}), null, null, null
            },
            3,
            2);
    // 11 / 4 = 2.75; 8 alone; 9.5 goes up; 7 alone; nothing; nothing
    assertThat(Arrays.equals(parent.bands()[0], new double[] {3, 8, 10, 7, n, n})).isTrue();
    assertThat(overviews.parent(new Overviews.Tile[4], 3, 2)).isNull();
  }

  @Test
  void quadrantsLieWhereTheyBelong() {
    Overviews overviews = new Overviews(format(Compression.NONE, 6, 1), SampleType.UINT16);
    Overviews.Tile[] children = new Overviews.Tile[4];
    for (int quadrant = 0; quadrant < 4; quadrant++) {
      double[] band = new double[BLOCK * BLOCK];
      Arrays.fill(band, quadrant + 1);
      children[quadrant] = new Overviews.Tile(BLOCK, BLOCK, new double[][] {band});
    }
    double[] parent = overviews.parent(children, BLOCK, BLOCK).bands()[0];
    assertThat(parent[0]).isEqualTo(1);
    assertThat(parent[BLOCK - 1]).isEqualTo(2);
    assertThat(parent[BLOCK * (BLOCK - 1)]).isEqualTo(3);
    assertThat(parent[BLOCK * BLOCK - 1]).isEqualTo(4);
  }

  /** Random pixels, a fifth of them without data; no pixel holds the no-data value by chance. */
  private static Overviews.Tile random(SampleType type, int count, int width, int height) {
    SplittableRandom random = new SplittableRandom(7);
    double[][] bands = new double[count][width * height];
    for (int i = 0; i < width * height; i++) {
      boolean data = i == 0 || random.nextInt(5) > 0;
      for (double[] band : bands) {
        double value =
            type.isFloating()
                ? random.nextDouble(-1e6, 1e6)
                : random.nextLong(1, (long) type.max() + 1);
        band[i] = !data ? Double.NaN : type == SampleType.FLOAT32 ? (float) value : value;
      }
    }
    return new Overviews.Tile(width, height, bands);
  }

  private static OutputBands bands(SampleType type, int count) {
    List<String> names = Stream.iterate(1, i -> i + 1).limit(count).map(String::valueOf).toList();
    return new OutputBands(names, type, 0.0);
  }

  private static OutputFormat format(Compression compression, int level, int predictor) {
    return new OutputFormat(
        OutputFormat.Type.COG, compression, null, level, predictor, BLOCK, Resampling.AVERAGE);
  }
}
