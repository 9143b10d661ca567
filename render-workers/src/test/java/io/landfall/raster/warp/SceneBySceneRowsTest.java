package io.landfall.raster.warp;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.raster.PixelRect;
import io.landfall.raster.TextPixels;
import io.landfall.raster.TinyBand;
import io.landfall.raster.TinyScenes;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Scenes one after the other, beside the same ones open at once. */
class SceneBySceneRowsTest {
  private static final PixelRect GRID = new PixelRect(0, 0, 9, 6);

  @RepeatedTest(20)
  void pixelsAreThoseOfScenesOpenAtOnce(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    TinyScenes scenes = TinyScenes.on(GRID.width(), GRID.height());
    for (int scene = 0; scene < 6; scene++) {
      scenes.scene(band(random), band(random));
    }
    boolean[][] wanted = new boolean[GRID.height()][GRID.width()];
    for (boolean[] row : wanted) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextInt(4) > 0;
      }
    }
    InputRows.WantedPixels mask =
        (row, into) -> {
          System.arraycopy(wanted[row], 0, into, 0, into.length);
          return count(into);
        };
    BitSet atOnce = new BitSet();
    BitSet oneByOne = new BitSet();
    WarpCase warp = WarpCase.of(scenes, scene -> new MosaicTest.Plus(100 * scene));
    assertThat(text(warp.sceneByScene(GRID, mask), wanted, oneByOne))
        .isEqualTo(text(warp.rows(GRID), wanted, atOnce));
    assertThat(oneByOne).isEqualTo(atOnce);
  }

  @Test
  void oneSceneIsHeldAtATime() {
    TinyScenes scenes = TinyScenes.on(GRID.width(), GRID.height());
    for (int scene = 0; scene < 200; scene++) {
      scenes.scene(TinyBand.of(". 1\n1 1").at(scene % 9 - 1, 0));
    }
    WarpCase warp = WarpCase.of(scenes);
    InputRows rows = warp.sceneByScene(GRID, InputRows.WantedPixels.ALL);
    text(rows, new boolean[GRID.height()][GRID.width()], new BitSet());
    assertThat(warp.context().buffers().samples()).isLessThan(20);
  }

  @Test
  void groupsOfInputsShareWhatIsKept() {
    PixelRect large = new PixelRect(0, 0, 4096, 2048);
    AtomicInteger rowsAtOnce = new AtomicInteger();
    WarpCase warp = WarpCase.of(TinyScenes.on(4096, 2048).scene(TinyBand.of("1")));
    InputRows rows = warp.sceneByScene(large, (row, into) -> 0 * rowsAtOnce.incrementAndGet());
    double[][] inputsOfFourGroups = new double[4][4096];
    rows.fill(0, 0, 4096, new boolean[4096], inputsOfFourGroups, new BitSet());
    assertThat(rowsAtOnce.get() * 4L * 4096).isEqualTo(WindowLimits.KEPT_VALUES);
  }

  @Test
  void aSceneBelowIsNotReadWhereNothingIsOpen() {
    TinyScenes scenes = TinyScenes.on(2, 1).scene(TinyBand.of("1 1")).scene(TinyBand.of("2 2"));
    WarpCase warp = WarpCase.of(scenes);
    PixelRect grid = new PixelRect(0, 0, 2, 1);
    InputRows rows = warp.sceneByScene(grid, InputRows.WantedPixels.ALL);
    assertThat(rows.fill(0, 0, 2, new boolean[] {true, true}, new double[1][2], new BitSet()))
        .isEqualTo(2);
    assertThat(scenes.raster(1, 0).blocksRead()).isZero();
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

  /** Returns the wanted pixels of all rows, as text. */
  private static String text(InputRows rows, boolean[][] wanted, BitSet contributed) {
    StringBuilder text = new StringBuilder();
    for (int y = 0; y < wanted.length; y++) {
      boolean[] open = wanted[y].clone();
      double[][] in = new double[2][open.length];
      int given = rows.fill(y, 0, open.length, open, in, contributed);
      text.append(given).append(Arrays.toString(open));
      for (int x = 0; x < open.length; x++) {
        text.append(wanted[y][x] ? " " + in[0][x] + "/" + in[1][x] : " -");
      }
      text.append('\n');
    }
    rows.close();
    return text.toString();
  }

  private static int count(boolean[] row) {
    int count = 0;
    for (boolean each : row) {
      count += each ? 1 : 0;
    }
    return count;
  }
}
