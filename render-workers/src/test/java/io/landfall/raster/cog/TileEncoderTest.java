package io.landfall.raster.cog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.raster.RasterException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TileEncoderTest {
  private static final int BLOCK = 64;

  @ParameterizedTest(name = "{0}, predictor {1}, {2} level {3}, {4} bands")
  @MethodSource("formats")
  void whatIsEncodedDecodesToTheSamePixels(
      SampleType type, int predictor, BlockCompression compression, int level, int count) {
    OutputBands bands = bands(type, count);
    OutputFormat format = format(compression, level, predictor);
    for (int[] size : new int[][] {{BLOCK, BLOCK}, {50, 33}, {1, 1}}) {
      Overviews.TilePixels tile = random(type, count, size[0], size[1]);
      byte[] encoded = new TileEncoder(bands, format).encode(tile);
      Overviews.TilePixels again = new TileEncoder(bands, format).decode(encoded, size[0], size[1]);
      assertThat(Arrays.deepEquals(again.bands(), tile.bands())).as("equal pixels").isTrue();
      assertThat(new TileEncoder(bands, format).encode(tile)).isEqualTo(encoded);
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
          formats.add(Arguments.of(type, predictor, BlockCompression.DEFLATE, 6, count));
        }
      }
    }
    formats.add(Arguments.of(SampleType.UINT16, 2, BlockCompression.DEFLATE, 9, 2));
    formats.add(Arguments.of(SampleType.UINT16, 2, BlockCompression.NONE, 6, 2));
    return formats.stream();
  }

  @ParameterizedTest(name = "{0}, {1}, {2}")
  @CsvSource({
    "INTERNAL, UINT8, DEFLATE",
    "INTERNAL, UINT16, ZSTD",
    "INTERNAL, FLOAT32, LZW",
    "INTERNAL, UINT8, NONE",
    "ALPHA, UINT8, DEFLATE",
    "ALPHA, INT16, DEFLATE",
    "ALPHA, UINT32, LZW",
    "ALPHA, FLOAT32, NONE",
  })
  void aMaskKeepsZerosApartFromNoData(
      OutputMask mask, SampleType type, BlockCompression compression) {
    OutputBands bands = new OutputBands(List.of("1", "2"), type, null, mask, null, null);
    TileEncoder encoder = new TileEncoder(bands, format(compression, 1, 1));
    for (int[] size : new int[][] {{BLOCK, BLOCK}, {50, 33}, {1, 1}}) {
      Overviews.TilePixels tile = random(type, 2, size[0], size[1]);
      Arrays.fill(tile.bands()[0], 0, Math.min(size[0], 20), 0);
      Arrays.fill(tile.bands()[1], 0, Math.min(size[0], 20), 0); // black, yet data
      Overviews.TilePixels again = encoder.decode(encoder.encode(tile), size[0], size[1]);
      assertThat(Arrays.deepEquals(again.bands(), tile.bands())).as("equal pixels").isTrue();
    }
  }

  @Test
  void aPixelHasDataIfAnyBandHas() {
    OutputBands bands =
        new OutputBands(List.of("1", "2"), SampleType.UINT8, null, OutputMask.INTERNAL, null, null);
    TileEncoder encoder = new TileEncoder(bands, format(BlockCompression.DEFLATE, 6, 2));
    double n = Double.NaN;
    double[][] samples = {{n, n, 3, n}, {n, 7, n, n}};
    Overviews.TilePixels again =
        encoder.decode(encoder.encode(new Overviews.TilePixels(4, 1, samples)), 4, 1);
    double[][] stored = {{n, 0, 3, n}, {n, 7, 0, n}};
    assertThat(Arrays.deepEquals(again.bands(), stored)).isTrue();
    double[][] second = {{n, n}, {n, 7}};
    assertThat(encoder.encode(new Overviews.TilePixels(2, 1, second)))
        .as("a tile whose first band has no data")
        .isNotEmpty();
  }

  @Test
  void aMaskOfOnesIsCompressedOnce() {
    OutputBands bands =
        new OutputBands(List.of("1"), SampleType.UINT8, null, OutputMask.INTERNAL, null, null);
    TileEncoder encoder = new TileEncoder(bands, format(BlockCompression.DEFLATE, 6, 2));
    double[] flat = new double[BLOCK * BLOCK];
    byte[] first = encoder.encode(new Overviews.TilePixels(BLOCK, BLOCK, new double[][] {flat}));
    flat[5] = Double.NaN;
    byte[] hole = encoder.encode(new Overviews.TilePixels(BLOCK, BLOCK, new double[][] {flat}));
    flat[5] = 0;
    assertThat(encoder.encode(new Overviews.TilePixels(BLOCK, BLOCK, new double[][] {flat})))
        .isEqualTo(first);
    assertThat(MaskedTile.mask(hole)).isNotEqualTo(MaskedTile.mask(first));
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "UINT8, 0, 1",
    "UINT8, 255, 254",
    "UINT8, 7, 6",
    "INT8, -128, -127",
    "INT16, -32768, -32767",
    "INT16, -9999, -10000",
    "UINT16, 65535, 65534",
    "UINT32, 0, 1",
    "UINT32, 4294967295, 4294967294",
    "INT32, -2147483648, -2147483647",
    "FLOAT32, -9999, -9999.001",
    "FLOAT32, 0, -1.401298464324817E-45",
    "FLOAT64, -9999, -9999.000000000002",
  })
  void aValueThatEqualsNoDataBecomesItsNeighbour(SampleType type, double nodata, double stored) {
    OutputBands bands = new OutputBands(List.of("1"), type, nodata);
    TileEncoder encoder = new TileEncoder(bands, format(BlockCompression.NONE, 6, 1));
    double[][] samples = {{nodata, Double.NaN, nodata, 3}};
    Overviews.TilePixels again =
        encoder.decode(encoder.encode(new Overviews.TilePixels(4, 1, samples)), 4, 1);
    double neighbour = type == SampleType.FLOAT32 ? (float) stored : stored;
    assertThat(again.bands()[0]).containsExactly(neighbour, Double.NaN, neighbour, 3);
  }

  @Test
  void aTileWithoutDataIsNothing() {
    OutputBands bands = bands(SampleType.UINT8, 3);
    TileEncoder encoder = new TileEncoder(bands, format(BlockCompression.DEFLATE, 6, 2));
    double[][] none = new double[3][BLOCK * BLOCK];
    for (double[] band : none) {
      Arrays.fill(band, Double.NaN);
    }
    assertThat(encoder.encode(null)).isEmpty();
    assertThat(encoder.encode(new Overviews.TilePixels(BLOCK, BLOCK, none))).isEmpty();
    assertThat(encoder.decode(new byte[0], BLOCK, BLOCK)).isNull();
  }

  @Test
  void damagedBytesAreRefused() {
    TileEncoder encoder =
        new TileEncoder(bands(SampleType.UINT8, 1), format(BlockCompression.DEFLATE, 6, 2));
    byte[] encoded = encoder.encode(random(SampleType.UINT8, 1, BLOCK, BLOCK));
    assertThatThrownBy(
            () -> encoder.decode(Arrays.copyOf(encoded, encoded.length / 2), BLOCK, BLOCK))
        .isInstanceOf(RasterException.class);
    assertThatThrownBy(() -> encoder.decode(new byte[] {1, 2, 3, 4}, BLOCK, BLOCK))
        .isInstanceOf(RasterException.class);
  }

  @ParameterizedTest
  @EnumSource(io.landfall.model.Resampling.class)
  void overviewsOfEveryKindKeepAFlatTileFlatAndTheEdgeOfNoData(
      io.landfall.model.Resampling resampling) {
    OutputFormat format =
        new OutputFormat(
            OutputFormat.FileFormat.COG, BlockCompression.NONE, null, 6, 1, BLOCK, resampling);
    double[] flat = new double[BLOCK * BLOCK];
    Arrays.fill(flat, 200);
    Arrays.fill(flat, 0, 4 * BLOCK, Double.NaN); // four rows without data
    Overviews.TilePixels child = new Overviews.TilePixels(BLOCK, BLOCK, new double[][] {flat});
    Overviews.TilePixels parent =
        new Overviews(format, SampleType.UINT8)
            .parent(new Overviews.TilePixels[] {child, child, null, null}, BLOCK, BLOCK / 2);
    for (int i = 0; i < parent.bands()[0].length; i++) {
      assertThat(parent.bands()[0][i]).isEqualTo(Double.valueOf(i < 2 * BLOCK ? Double.NaN : 200));
    }
  }

  @Test
  void anOverviewAveragesWhatHasData() {
    Overviews overviews = new Overviews(format(BlockCompression.NONE, 6, 1), SampleType.UINT8);
    double n = Double.NaN;
    double[] child = {
      1, 2, n, n, 9,
      3, 5, n, 8, 10,
      7, n, n, n, n,
    };
    Overviews.TilePixels parent =
        overviews.parent(
            new Overviews.TilePixels[] {
              new Overviews.TilePixels(5, 3, new double[][] {child}), null, null, null
            },
            3,
            2);
    // 11 / 4 = 2.75; 8 alone; 9.5 goes up; 7 alone; nothing; nothing
    assertThat(Arrays.equals(parent.bands()[0], new double[] {3, 8, 10, 7, n, n})).isTrue();
    assertThat(overviews.parent(new Overviews.TilePixels[4], 3, 2)).isNull();
  }

  @Test
  void quadrantsLieWhereTheyBelong() {
    Overviews overviews = new Overviews(format(BlockCompression.NONE, 6, 1), SampleType.UINT16);
    Overviews.TilePixels[] children = new Overviews.TilePixels[4];
    for (int quadrant = 0; quadrant < 4; quadrant++) {
      double[] band = new double[BLOCK * BLOCK];
      Arrays.fill(band, quadrant + 1);
      children[quadrant] = new Overviews.TilePixels(BLOCK, BLOCK, new double[][] {band});
    }
    double[] parent = overviews.parent(children, BLOCK, BLOCK).bands()[0];
    assertThat(parent[0]).isEqualTo(1);
    assertThat(parent[BLOCK - 1]).isEqualTo(2);
    assertThat(parent[BLOCK * (BLOCK - 1)]).isEqualTo(3);
    assertThat(parent[BLOCK * BLOCK - 1]).isEqualTo(4);
  }

  /** Random pixels, a fifth of them without data; no pixel holds the no-data value by chance. */
  private static Overviews.TilePixels random(SampleType type, int count, int width, int height) {
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
    return new Overviews.TilePixels(width, height, bands);
  }

  private static OutputBands bands(SampleType type, int count) {
    List<String> names = Stream.iterate(1, i -> i + 1).limit(count).map(String::valueOf).toList();
    return new OutputBands(names, type, 0.0);
  }

  private static OutputFormat format(BlockCompression compression, int level, int predictor) {
    return new OutputFormat(
        OutputFormat.FileFormat.COG,
        compression,
        null,
        level,
        predictor,
        BLOCK,
        Resampling.AVERAGE);
  }
}
