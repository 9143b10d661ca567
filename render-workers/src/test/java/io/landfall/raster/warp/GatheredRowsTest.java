package io.landfall.raster.warp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.Resampling;
import io.landfall.raster.PixelRect;
import io.landfall.raster.TextPixels;
import io.landfall.raster.TinyBand;
import io.landfall.raster.TinyScenes;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A source much finer than the output, of which a row alone needs more than may be held. */
class GatheredRowsTest {
  private static final int SIDE = 60;
  private static final PixelRect GRID = new PixelRect(0, 0, 8, 7);

  /** What a row of the output needs is ten rows of the source and the kernel's radius. */
  @ParameterizedTest
  @EnumSource(Resampling.class)
  void partsGiveWhatTheWholeGives(Resampling way) {
    WarpCase warp = warp(way, true);
    ScenePatch whole = warp.patch(GRID, Integer.MAX_VALUE);
    assertThat(whole.pieces()).isEqualTo(1);
    for (int few : new int[] {100, 7, 1}) {
      ScenePatch parts = warp.patch(GRID, few);
      for (int row = 0; row < GRID.height(); row++) {
        assertThat(row(parts, row))
            .as("%d of %d", row, few)
            .containsExactly(row(whole, row), within(1e-9));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"AVERAGE, 1", "BILINEAR, 1", "CUBIC, 1", "LANCZOS, 1", "MODE, 49"})
  void meansOfAllRowsAreGatheredInOnePassAndTheModeOfAPixel(Resampling way, int pieces) {
    assertThat(warp(way, true).patch(GRID, 7).pieces()).isEqualTo(pieces);
  }

  @ParameterizedTest
  @EnumSource(
      value = Resampling.class,
      names = {"AVERAGE", "BILINEAR", "CUBIC", "LANCZOS"})
  void eachBlockIsReadOnce(Resampling way) {
    TinyScenes scenes = scenes(way, true);
    ScenePatch patch = WarpCase.of(scenes).patch(GRID, 60);
    for (int row = 0; row < GRID.height(); row++) {
      row(patch, row);
    }
    assertThat(scenes.raster(0, 0).blocksRead()).isLessThanOrEqualTo(SIDE / 3 * SIDE / 2);
  }

  @ParameterizedTest
  @EnumSource(
      value = Resampling.class,
      names = {"AVERAGE", "LANCZOS", "MODE"})
  void whatIsHeldDoesNotGrow(Resampling way) {
    WarpCase warp = warp(way, false);
    ScenePatch patch = warp.patch(GRID, 60);
    for (int row = 0; row < GRID.height(); row++) {
      row(patch, row);
      assertThat(warp.context().buffers().samples()).isLessThan(60 * 5 / 4 * 20);
    }
  }

  private static double[] row(ScenePatch patch, int row) {
    double[] values = new double[GRID.width()];
    if (patch.row(row, 0, values.length, new double[][] {values}) == Coverage.NONE) {
      Arrays.fill(values, Double.NaN);
    }
    return values;
  }

  private static WarpCase warp(Resampling way, boolean holes) {
    return WarpCase.of(scenes(way, holes));
  }

  private static TinyScenes scenes(Resampling way, boolean holes) {
    Random random = new Random(5);
    double[][] rows = new double[SIDE][SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        boolean hole = holes && (random.nextInt(9) == 0 || x + y < 25);
        double share = random.nextDouble(); // one of them is many, and another one elsewhere
        rows[y][x] = hole ? Double.NaN : 10 + (int) (5 * share * share) + x / 20;
      }
    }
    TinyBand band = TinyBand.of(TextPixels.text(rows)).ofPixels(0.1).at(0.73, 0.61);
    return TinyScenes.on(GRID.width(), GRID.height()).by(way).scene(band);
  }
}
