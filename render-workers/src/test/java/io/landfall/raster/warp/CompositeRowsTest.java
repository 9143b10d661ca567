package io.landfall.raster.warp;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.plan.PlannedComposite;
import io.landfall.model.request.CompositeMethod;
import io.landfall.raster.PixelRect;
import io.landfall.raster.TextPixels;
import io.landfall.raster.TinyBand;
import io.landfall.raster.TinyScenes;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Pixels made of all scenes, however little there is room for. */
class CompositeRowsTest {
  private static final PixelRect GRID = new PixelRect(0, 0, 9, 6);

  @ParameterizedTest
  @EnumSource(
      value = CompositeMethod.class,
      names = {"MEDIAN", "MEAN", "MIN", "MAX", "PERCENTILE"})
  void pixelsAreTheSameHoweverFewValuesAreKept(CompositeMethod method) {
    Random random = new Random(7);
    TinyScenes scenes = TinyScenes.on(GRID.width(), GRID.height());
    for (int scene = 0; scene < 30; scene++) {
      scenes.scene(band(random), band(random));
    }
    BitSet atOnce = new BitSet();
    String whole = text(scenes, method, 1 << 20, atOnce);
    for (int values : new int[] {1, 100, 333, 1_000}) {
      BitSet inParts = new BitSet();
      assertThat(text(scenes, method, values, inParts)).as("%d values", values).isEqualTo(whole);
      assertThat(inParts).isEqualTo(atOnce);
    }
  }

  @Test
  void aPixelIsMadeOfTheScenesWithDataInAllBands() {
    TinyScenes scenes =
        TinyScenes.on(3, 1)
            .scene(TinyBand.of("1 . 7"), TinyBand.of("10 20 ."))
            .scene(TinyBand.of("2 3 ."), TinyBand.of("40 50 60"));
    WarpCase warp = WarpCase.of(scenes);
    PixelRect grid = new PixelRect(0, 0, 3, 1);
    InputRows rows =
        warp.composite(grid, InputRows.WantedPixels.ALL, of(CompositeMethod.MEAN), 1 << 20);
    double[][] in = new double[2][3];
    boolean[] open = {true, true, true};
    BitSet contributed = new BitSet();
    assertThat(rows.fill(0, 0, 3, open, in, contributed)).isEqualTo(2);
    assertThat(in[0]).containsExactly(1.5, 3, Double.NaN);
    assertThat(in[1]).containsExactly(25, 50, Double.NaN);
    assertThat(open).containsExactly(false, false, true);
  }

  @ParameterizedTest(name = "{0}, {1} values at a time")
  @CsvSource({"MIN, 9, 1 2 0", "MIN, 1, 1 2 0", "MAX, 1, 2 1 0", "MAX, 90, 2 1 0"})
  void theSceneOfTheLeastOrGreatestValueIsKnown(
      CompositeMethod method, long values, String expected) {
    TinyScenes scenes =
        TinyScenes.on(3, 2)
            .scene(TinyBand.of("1 7 .\n1 7 ."))
            .scene(TinyBand.of("2 3 .\n2 3 ."))
            .scene(TinyBand.of("2 3 .\n1 7 ."));
    InputRows rows =
        WarpCase.of(scenes)
            .composite(new PixelRect(0, 0, 3, 2), InputRows.WantedPixels.ALL, of(method), values);
    for (int y = 0; y < 2; y++) {
      int[] numbers = new int[3];
      boolean[] open = {true, true, true};
      rows.fill(y, 0, 3, open, new double[1][3], new BitSet(), numbers);
      assertThat(Arrays.stream(numbers).mapToObj(String::valueOf).toList())
          .as("the upper one of equals, row %d", y)
          .containsExactly(expected.split(" "));
    }
  }

  @Test
  void oneSceneIsHeldAtATime() {
    TinyScenes scenes = TinyScenes.on(GRID.width(), GRID.height());
    for (int scene = 0; scene < 200; scene++) {
      scenes.scene(TinyBand.of(". 1\n1 1").at(scene % 9 - 1, 0));
    }
    WarpCase warp = WarpCase.of(scenes);
    InputRows rows =
        warp.composite(GRID, InputRows.WantedPixels.ALL, of(CompositeMethod.MEDIAN), 500);
    boolean[] open = new boolean[GRID.width()];
    Arrays.fill(open, true);
    rows.fill(0, 0, GRID.width(), open, new double[1][GRID.width()], new BitSet());
    assertThat(warp.context().buffers().samples()).isLessThan(20);
  }

  private static String text(
      TinyScenes scenes, CompositeMethod method, int values, BitSet contributed) {
    InputRows.WantedPixels mask =
        (row, into) -> {
          for (int i = 0; i < into.length; i++) {
            into[i] = (i + row) % 4 > 0;
          }
          return into.length;
        };
    InputRows rows = WarpCase.of(scenes).composite(GRID, mask, of(method), values);
    StringBuilder text = new StringBuilder();
    for (int y = 0; y < GRID.height(); y++) {
      boolean[] open = new boolean[GRID.width()];
      mask.fill(y, open);
      double[][] in = new double[2][GRID.width()];
      text.append(rows.fill(y, 0, GRID.width(), open, in, contributed));
      text.append(Arrays.toString(open)).append(Arrays.deepToString(in)).append('\n');
    }
    rows.close();
    return text.toString();
  }

  private static MosaicInputs.CompositeInputs of(CompositeMethod method) {
    Double percentile = method == CompositeMethod.PERCENTILE ? 30.0 : null;
    return new MosaicInputs.CompositeInputs(
        new PlannedComposite(method, percentile, null, null), null, new int[0]);
  }

  private static TinyBand band(Random random) {
    double[][] rows = new double[3 + random.nextInt(3)][5];
    for (double[] row : rows) {
      for (int x = 0; x < row.length; x++) {
        row[x] = random.nextInt(3) == 0 ? Double.NaN : random.nextInt(90);
      }
    }
    return TinyBand.of(TextPixels.text(rows)).at(random.nextInt(6) - 1, random.nextInt(4) - 1);
  }
}
