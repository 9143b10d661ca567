package io.landfall.raster.warp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.Resampling;
import io.landfall.raster.PixelRect;
import io.landfall.raster.TextPixels;
import io.landfall.raster.TinyBand;
import io.landfall.raster.TinyScenes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One scene over a part of the grid. After each row stands how much of it has data. */
class ScenePatchTest {
  private static final int MANY = 1_000_000;
  private static final PixelRect ALL = new PixelRect(0, 0, 4, 4);

  private static final String SQUARE =
      """
      11 12 13 14
      21 22 23 24
      31 32  . 34
      41 42 43 44
      """;

  @Test
  void whereAllHasDataTheRowSaysSo() {
    TinyScenes scenes =
        TinyScenes.on(4, 4).scene(TinyBand.of(". 12 13\n21 22 23\n31 32 33\n41 42 43"));
    assertThat(rows(scenes, new PixelRect(1, 2, 2, 2)))
        .containsExactly("32 33 all", "42 43 all"); // the hole is not among what is read
  }

  @Test
  void aHoleHasNoData() {
    TinyScenes scenes = TinyScenes.on(4, 4).scene(TinyBand.of(SQUARE));
    assertThat(rows(scenes, ALL))
        .containsExactly(
            "11 12 13 14 some", "21 22 23 24 some", "31 32 . 34 some", "41 42 43 44 some");
  }

  @Test
  void outsideOfTheSceneThereIsNoData() {
    TinyScenes scenes = TinyScenes.on(4, 4).scene(TinyBand.of("1 2\n3 4").at(1, 1));
    assertThat(rows(scenes, ALL))
        .containsExactly(". . . . some", ". 1 2 . some", ". 3 4 . some", ". . . . some");
  }

  @Test
  void aSceneThatEndsBeforeTheRectangleIsNotIntersected() {
    WarpCase warp = WarpCase.of(TinyScenes.on(9, 1).scene(TinyBand.of("1 2")));
    assertThat(warp.patch(new PixelRect(2, 0, 7, 1), MANY).isIntersected()).isTrue(); // unsure
    assertThat(warp.patch(new PixelRect(5, 0, 4, 1), MANY).isIntersected()).isFalse();
  }

  @Test
  void aCollarGivesNothing() {
    TinyScenes scenes = TinyScenes.on(3, 2).scene(TinyBand.of(". . .\n. . ."), TinyBand.of("1"));
    assertThat(rows(scenes, new PixelRect(0, 0, 3, 2))).containsExactly("none", "none");
  }

  @Test
  void aPartOfARowBeginsWithItsFirstPixel() {
    ScenePatch patch = WarpCase.of(TinyScenes.on(4, 4).scene(TinyBand.of(SQUARE))).patch(ALL, MANY);
    assertThat(row(patch, 1, 2, 2)).isEqualTo("23 24 some");
  }

  @Test
  void valuesAreScaledAsTheyAreReadAndNoDataIsNot() {
    TinyScenes scenes = TinyScenes.on(2, 1).scene(TinyBand.of("5 .").rescaled(2, 100));
    assertThat(rows(scenes, new PixelRect(0, 0, 2, 1))).containsExactly("110 . some");
  }

  @Test
  void bandsOfTwoGeometriesLieEachInItsPlace() {
    TinyScenes scenes =
        TinyScenes.on(4, 2)
            .scene(TinyBand.of("1 2 3 4\n5 6 7 8"), TinyBand.of("50 60").ofPixels(2).at(1, 0));
    assertThat(rows(scenes, new PixelRect(0, 0, 4, 2)))
        .containsExactly("1 2 3 4 / . 50 50 60 some", "5 6 7 8 / . 50 50 60 some");
  }

  @Test
  void aKernelTakesNeighboursFromBeyondTheRectangle() {
    TinyScenes scenes =
        TinyScenes.on(4, 1)
            .by(Resampling.BILINEAR)
            .scene(TinyBand.of("10 20 30 50 90").at(-0.5, 0)); // centres on the edges of the grid
    assertThat(rows(scenes, new PixelRect(1, 0, 2, 1))).containsExactly("25 40 all");
  }

  @ParameterizedTest
  @EnumSource(Resampling.class)
  void aRectangleGivesWhatTheWholeGridGivesThere(Resampling way) {
    TinyScenes scenes =
        TinyScenes.on(12, 12)
            .by(way)
            .scene(TinyBand.of(numbers(20)).ofPixels(0.7).at(-0.93, -0.84));
    WarpCase warp = WarpCase.of(scenes);
    ScenePatch whole = warp.patch(new PixelRect(0, 0, 12, 12), MANY);
    PixelRect part = new PixelRect(5, 4, 3, 2);
    ScenePatch alone = warp.patch(part, MANY);
    for (int row = 0; row < part.height(); row++) {
      double[] expected = new double[3];
      double[] values = new double[3];
      whole.row(part.y0() + row, part.x0(), 3, new double[][] {expected});
      alone.row(row, 0, 3, new double[][] {values});
      assertThat(values).containsExactly(expected, within(1e-9)).doesNotContain(Double.NaN);
    }
  }

  /** Each fits less into a piece than the one before. */
  @ParameterizedTest
  @ValueSource(ints = {15, 11, 7, 5, 1})
  void piecesGiveWhatTheWholeGives(int maxWindowPixels) {
    WarpCase warp = WarpCase.of(TinyScenes.on(4, 4).scene(TinyBand.of(SQUARE)));
    ScenePatch patch = warp.patch(ALL, maxWindowPixels);
    assertThat(patch.pieces()).isGreaterThan(1);
    assertThat(rows(patch, ALL, 1))
        .extracting(row -> row.replaceAll(" (some|all)", ""))
        .containsExactly("11 12 13 14", "21 22 23 24", "31 32 . 34", "41 42 43 44");
    assertThat(row(warp.patch(ALL, maxWindowPixels), 2, 1, 3)).startsWith("32 . 34");
  }

  @Test
  void aSmallRectangleNeedsFewSourcePixels() {
    WarpCase warp = WarpCase.of(TinyScenes.on(128, 128).scene(TinyBand.of(numbers(128))));
    PixelRect small = new PixelRect(40, 30, 4, 4);
    assertThat(warp.patch(small, 6 * 6).pieces()).isEqualTo(1); // with one pixel around
    assertThat(warp.patch(small, 6 * 6 - 1).pieces()).isEqualTo(2);
    assertThat(warp.patch(new PixelRect(40, 30, 8, 8), 10 * 6).pieces()).isEqualTo(2);
  }

  @Test
  void piecesAreHalvesDownToAPixel() {
    WarpCase square = WarpCase.of(TinyScenes.on(128, 128).scene(TinyBand.of(numbers(128))));
    PixelRect all = new PixelRect(0, 0, 128, 128);
    assertThat(square.patch(all, 128 * 128).pieces()).isEqualTo(1);
    assertThat(square.patch(all, 128 * 66).pieces()).isEqualTo(2); // and a few rows around
    WarpCase line = WarpCase.of(TinyScenes.on(128, 1).scene(TinyBand.of("1 ".repeat(128))));
    PixelRect row = new PixelRect(0, 0, 128, 1);
    assertThat(line.patch(row, 128).pieces()).isEqualTo(1);
    assertThat(line.patch(row, 66).pieces()).isEqualTo(2);
    assertThat(line.patch(row, 1).pieces()).isEqualTo(128);
  }

  @Test
  void whereNoPieceHasSourcePixelsThereIsNoData() {
    WarpCase warp = WarpCase.of(TinyScenes.on(12, 1).scene(TinyBand.of("1 2 3 4")));
    ScenePatch patch = warp.patch(new PixelRect(0, 0, 12, 1), 2);
    assertThat(row(patch, 0, 0, 12)).isEqualTo("1 2 3 4 . . . . . . . . some");
    assertThat(row(patch, 0, 6, 6)).isEqualTo("none");
  }

  @Test
  void anOverviewIsTakenWhereTheOutputIsAsCoarse() {
    TinyBand band = TinyBand.of(SQUARE).ofPixels(0.5).withOverview("7 8\n9 6");
    assertThat(rows(TinyScenes.on(2, 2).scene(band), new PixelRect(0, 0, 2, 2)))
        .containsExactly("7 8 all", "9 6 all");
  }

  @Test
  void buffersComeBackWhenThePieceIsDone() {
    WarpCase warp = WarpCase.of(TinyScenes.on(4, 4).scene(TinyBand.of(SQUARE)));
    WindowBuffers buffers = warp.context().buffers();
    double[] buffer = buffers.take(16);
    buffers.release(buffer);
    ScenePatch patch = warp.patch(ALL, 12);
    row(patch, 0, 0, 4);
    assertThat(buffers.take(1)).isNotSameAs(buffer); // the upper half has it
    row(patch, 2, 0, 4);
    patch.close();
    assertThat(List.of(buffers.take(1), buffers.take(1))).contains(buffer);
  }

  /** Rows of numbers that no kernel takes for those of a plane. */
  private static String numbers(int side) {
    double[][] rows = new double[side][side];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        rows[y][x] = 100 + (x * x * 7 + y * x * 3 + y * y * y) % 97;
      }
    }
    return TextPixels.text(rows);
  }

  private static List<String> rows(TinyScenes scenes, PixelRect area) {
    WarpCase warp = WarpCase.of(scenes);
    return rows(warp.patch(area, MANY), area, warp.inputs().count());
  }

  private static List<String> rows(ScenePatch patch, PixelRect area, int inputs) {
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < area.height(); row++) {
      rows.add(row(patch, row, 0, area.width(), inputs));
    }
    return rows;
  }

  private static String row(ScenePatch patch, int row, int from, int count) {
    return row(patch, row, from, count, 1);
  }

  private static String row(ScenePatch patch, int row, int from, int count, int inputs) {
    double[][] into = new double[inputs][count];
    for (double[] band : into) {
      Arrays.fill(band, 99); // what is not filled shows
    }
    Coverage coverage = patch.row(row, from, count, into);
    String word = coverage.name().toLowerCase(Locale.ROOT);
    List<String> bands = new ArrayList<>();
    for (double[] band : into) {
      bands.add(TextPixels.text(new double[][] {band}).strip().replaceAll(" +", " "));
    }
    return coverage == Coverage.NONE ? word : String.join(" / ", bands) + " " + word;
  }
}
