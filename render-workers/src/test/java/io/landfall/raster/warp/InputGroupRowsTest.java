package io.landfall.raster.warp;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.raster.PixelRect;
import io.landfall.raster.TextPixels;
import io.landfall.raster.TinyBand;
import io.landfall.raster.TinyScenes;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** Which scene gives a pixel. In what is open, {@code o} stands for a pixel that is wanted. */
class InputGroupRowsTest {
  private final BitSet contributed = new BitSet();
  private boolean[] open;
  private int given;

  @Test
  void theUpperSceneWinsAndTheLowerFillsItsHoles() {
    TinyScenes scenes =
        TinyScenes.on(4, 1)
            .scene(TinyBand.of("1 . 1 ."))
            .scene(TinyBand.of("2 2 2 ."))
            .scene(TinyBand.of("3 3 . ."));
    assertThat(fill(scenes, "oooo")).isEqualTo("1 2 1 .");
    assertThat(given).isEqualTo(3);
    assertThat(open).containsExactly(false, false, false, true);
    assertThat(contributed).hasToString("{0, 1}"); // the third had nothing to add
  }

  @Test
  void allBandsOfAPixelAreOfOneScene() {
    TinyScenes scenes =
        TinyScenes.on(4, 1)
            .scene(TinyBand.of("1 1 . ."), TinyBand.of("1 . 1 ."))
            .scene(TinyBand.of("2 2 . 2"), TinyBand.of("2 2 2 2"));
    assertThat(fill(scenes, "oooo")).isEqualTo("1 2 . 2 / 1 2 . 2");
    assertThat(given).isEqualTo(3);
  }

  @Test
  void aPixelThatIsNotWantedIsNotCounted() {
    TinyScenes scenes =
        TinyScenes.on(4, 1).scene(TinyBand.of("1 . . .")).scene(TinyBand.of("2 2 2 ."));
    assertThat(fill(scenes, "-o-o")).isEqualTo("1 2 . .");
    assertThat(given).isEqualTo(1);
    assertThat(contributed).hasToString("{1}"); // what the first has is not wanted
  }

  @Test
  void aSceneBelowIsNotReadWhereNothingIsOpen() {
    TinyScenes scenes = TinyScenes.on(3, 1).scene(TinyBand.of("1 1 .")).scene(TinyBand.of("2 2 2"));
    assertThat(fill(scenes, "oo-")).isEqualTo("1 1 .");
    assertThat(scenes.raster(1, 0).blocksRead()).isZero();
    fill(scenes, "ooo");
    assertThat(scenes.raster(1, 0).blocksRead()).isPositive();
  }

  @Test
  void aSceneThatLacksABandIsLeftOut() {
    TinyScenes scenes =
        TinyScenes.on(2, 1)
            .scene(TinyBand.of("1 1"), null)
            .scene(TinyBand.of("2 2"), TinyBand.of("3 3"));
    assertThat(fill(scenes, "oo")).isEqualTo("2 2 / 3 3");
    assertThat(contributed).hasToString("{1}");
  }

  @Test
  void withoutAnyDataTheRowIsEmptied() {
    TinyScenes scenes = TinyScenes.on(3, 1).scene(TinyBand.of(". . .")).scene(TinyBand.of(". ."));
    assertThat(fill(scenes, "ooo")).isEqualTo(". . .");
    assertThat(given).isZero();
    assertThat(contributed.isEmpty()).isTrue();
  }

  /** The first to give a row fills all of it, and the holes of a collar are those of the next. */
  @Test
  void aSceneBelowACollarIsAsTheFirst() {
    TinyScenes scenes = TinyScenes.on(3, 1).scene(TinyBand.of(". . .")).scene(TinyBand.of("2 . 2"));
    assertThat(fill(scenes, "ooo")).isEqualTo("2 . 2");
    assertThat(contributed).hasToString("{1}");
  }

  @Test
  void aPartOfARowBeginsAtItsFirstColumn() {
    TinyScenes scenes =
        TinyScenes.on(5, 1).scene(TinyBand.of("1 2 . 4 .")).scene(TinyBand.of("6 7 8 9 ."));
    assertThat(fill(scenes, 1, "ooo")).isEqualTo("2 8 4");
  }

  /** Edges bend between the points that were projected, so a few pixels more are looked at. */
  @Test
  void aSceneFarFromTheRectangleIsNotTaken() {
    WarpCase warp = WarpCase.of(TinyScenes.on(40, 1).scene(TinyBand.of("1 2")));
    MosaicInputs.InputGroup group = warp.inputs().groups().get(0);
    assertThat(group.scenes(new PixelRect(9, 0, 5, 1))).hasSize(1);
    assertThat(group.scenes(new PixelRect(11, 0, 5, 1))).isEmpty();
    assertThat(group.scenes(new PixelRect(0, 11, 5, 1))).isEmpty();
  }

  @Test
  void anEdgeOfTheRectangleIsNoEdgeOfTheScene() {
    WarpCase warp = WarpCase.of(TinyScenes.on(6, 3).scene(TinyBand.of("1 2 3\n4 5 6").at(2, 1)));
    assertThat(fill(warp, new PixelRect(1, 1, 2, 1), 0, "oo")).isEqualTo(". 1");
    assertThat(fill(warp, new PixelRect(3, 2, 3, 1), 0, "ooo")).isEqualTo("5 6 .");
    assertThat(fill(warp, new PixelRect(2, 0, 2, 2), 0, "oo")).isEqualTo(". .");
  }

  private String fill(TinyScenes scenes, String wanted) {
    return fill(scenes, 0, wanted);
  }

  private String fill(TinyScenes scenes, int from, String wanted) {
    int width = scenes.plan().grid().width();
    return fill(WarpCase.of(scenes), new PixelRect(0, 0, width, 1), from, wanted);
  }

  /** Fills the first row of a rectangle. */
  private String fill(WarpCase warp, PixelRect area, int from, String wanted) {
    open = new boolean[wanted.length()];
    for (int i = 0; i < open.length; i++) {
      open[i] = wanted.charAt(i) == 'o';
    }
    double[][] in = new double[warp.inputs().count()][open.length];
    for (double[] band : in) {
      Arrays.fill(band, 99); // what is not filled shows
    }
    InputGroupRows rows = warp.rows(area);
    given = rows.fill(0, from, open.length, open, in, contributed);
    rows.close();
    String[] bands = new String[in.length];
    for (int i = 0; i < in.length; i++) {
      bands[i] = TextPixels.text(new double[][] {in[i]}).strip().replaceAll(" +", " ");
    }
    return String.join(" / ", bands);
  }
}
