package io.landfall.raster.warp;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.plan.ExportPlan;
import io.landfall.raster.BlockCache;
import io.landfall.raster.PixelRect;
import io.landfall.raster.TextPixels;
import io.landfall.raster.TinyBand;
import io.landfall.raster.TinyScenes;
import io.landfall.raster.mask.EarthCrs;
import io.landfall.raster.mask.GridMask;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes out of some scenes, a tool and an area of interest. */
class MosaicTest {
  private final BitSet contributed = new BitSet();

  /** The upper scene lies in the west, the lower one in the south-east. */
  private static TinyScenes overlapping() {
    return TinyScenes.on(5, 4)
        .scene(
            TinyBand.of(
                """
                1 1 1
                1 . 1
                1 1 1
                """))
        .scene(
            TinyBand.of(
                    """
                    2 2 2 2
                    2 2 2 .
                    2 2 2 2
                    """)
                .at(1, 1));
  }

  @Test
  void theFirstSceneLiesOnTop() {
    assertThat(render(overlapping()))
        .isEqualTo(
            TextPixels.tidy(
                """
                1 1 1 . .
                1 2 1 2 2
                1 1 1 2 .
                . 2 2 2 2
                """));
    assertThat(contributed).hasToString("{0, 1}");
  }

  @Test
  void aPartIsThatPartOfTheWhole() {
    assertThat(render(overlapping(), new Sum(1, 0), new PixelRect(1, 1, 3, 2)))
        .isEqualTo("2 1 2\n1 1 2\n");
  }

  @Test
  void outsideOfTheAreaThereIsNoData() {
    assertThat(render(overlapping().within(1, 1, 4, 3)))
        .isEqualTo(
            TextPixels.tidy(
                """
                . . . . .
                . 2 1 2 .
                . 1 1 2 .
                . . . . .
                """));
  }

  @Test
  void aSceneOutsideOfTheAreaDoesNotContribute() {
    assertThat(render(overlapping().within(0, 0, 1, 4))).startsWith("1 . . . .\n1 . . . .\n");
    assertThat(contributed).hasToString("{0}");
  }

  @Test
  void farFromAllScenesThereIsNoRowAtAll() {
    TinyScenes scenes = TinyScenes.on(40, 1).scene(TinyBand.of("1 2"));
    assertThat(render(scenes, new Sum(1, 0), new PixelRect(20, 0, 20, 1))).isEmpty();
  }

  /** A tool of its neighbours is given what lies beyond the rectangle, or beyond the area. */
  @Test
  void aToolWithAHaloSeesPixelsAround() {
    TinyScenes scenes =
        TinyScenes.on(5, 3)
            .scene(
                TinyBand.of(
                    """
                    1 1 1 1 1
                    1 2 3 . 5
                    1 1 1 1 1
                    """));
    assertThat(render(scenes, new Sum(1, 1), new PixelRect(1, 1, 2, 1))).isEqualTo("12  .\n");
    assertThat(render(scenes.within(1, 0, 3, 3), new Sum(1, 1), new PixelRect(0, 0, 5, 3)))
        .isEqualTo(
            TextPixels.tidy(
                """
                .  . . . .
                . 12 . . .
                .  . . . .
                """)); // at the edge of the scene a neighbour is missing
  }

  @Test
  void aToolThatSeesNoDataIsRunWhereNoSceneIs() {
    TinyScenes scenes = TinyScenes.on(40, 1).scene(TinyBand.of("1 2"));
    assertThat(render(scenes, new SevenIfNone(), new PixelRect(20, 0, 3, 1))).isEqualTo("7 7 7\n");
    assertThat(render(scenes, new SevenIfNone(), new PixelRect(0, 0, 3, 1))).isEqualTo("1 2 7\n");
  }

  @Test
  void inputsOfTwoMosaicsAreTakenFromEach() {
    TinyScenes scenes =
        TinyScenes.on(4, 1)
            .inGroups(List.of(List.of(0), List.of(1)))
            .scene(TinyBand.of("1 1 . 1"), null)
            .scene(null, TinyBand.of("10 . 10 10"))
            .scene(TinyBand.of("2 2 2 2").at(1, 0), TinyBand.of("20 20 20"));
    assertThat(render(scenes, new Sum(2, 0), new PixelRect(0, 0, 4, 1))).isEqualTo("11 21 12 11\n");
    assertThat(contributed).hasToString("{0, 1, 2}");
  }

  /** Twenty units around: the grid of 8 to 12 goes on beyond the seam at 10, where -10 is. */
  @Test
  void aSceneBeyondTheAntimeridianComesAfterThatBeforeIt() {
    TinyScenes scenes =
        TinyScenes.on(4, 2)
            .around(20, 8)
            .scene(TinyBand.of("1 2\n3 .")) // from 8 to 10
            .scene(TinyBand.of("5 6 7\n8 9 9").at(1 - 20, 0)); // from -11, which is 9, to -8
    assertThat(render(scenes)).isEqualTo("1 2 6 7\n3 8 9 9\n");
    assertThat(render(scenes, new Sum(1, 0), new PixelRect(2, 0, 2, 2))).isEqualTo("6 7\n9 9\n");
  }

  @Test
  void aKernelWeighsAcrossTheAntimeridianOnly() {
    TinyScenes scenes =
        TinyScenes.on(4, 1)
            .around(20, 8)
            .by(Resampling.BILINEAR)
            .scene(TinyBand.of("10 20 40 80 100").at(-0.5 - 20, 0));
    assertThat(render(scenes)).isEqualTo("15 30 60 90\n");
  }

  @Test
  void bytesOfAToolAreNotRoundedAgain() {
    TinyScenes scenes = TinyScenes.on(3, 1).scene(TinyBand.of("1 . 3"));
    assertThat(render(scenes, new Bytes(), new PixelRect(0, 0, 3, 1))).isEqualTo("255   . 255\n");
    assertThat(render(scenes.within(1, 0, 3, 1), new Bytes(), new PixelRect(0, 0, 3, 1)))
        .isEqualTo("  .   . 255\n");
  }

  @ParameterizedTest(name = "{1} as {0} is {2}")
  @CsvSource({
    "UINT8,   1.4999,     1",
    "UINT8,   1.5,        2",
    "UINT8,   -0.5,       0",
    "UINT8,   -3,         0",
    "UINT8,   255.5,      255",
    "UINT8,   NaN,        NaN",
    "INT16,   -1.5,       -1",
    "INT16,   -40000,     -32768",
    "UINT32,  5e9,        4294967295",
    "FLOAT32, 16777217,   16777216",
    "FLOAT64, 16777217.5, 16777217.5",
  })
  void valuesAreRoundedHalfUpAndHeldToTheType(SampleType type, double value, double expected) {
    double[] into = {99, 99, 99};
    Mosaic.toType(new double[] {77, value}, 1, 1, type, into, 2);
    assertThat(into).containsExactly(99, 99, expected);
  }

  /** A scene is corrected before it is laid over others, and no pixel changes hands. */
  @Test
  void eachSceneIsCorrectedByItself() {
    String plain = render(overlapping());
    String corrected =
        render(
            overlapping(), new Sum(1, 0), new PixelRect(0, 0, 5, 4), scene -> new Plus(scene + 2));
    assertThat(corrected).isEqualTo(plain.replace('2', '5').replace('1', '3'));
    assertThat(contributed).hasToString("{0, 1}");
  }

  /** Adds a number to every sample. */
  record Plus(double number) implements TileProgram {
    @Override
    public void run(PixelRect area, double[][] in, double[][] out) {
      for (int band = 0; band < in.length; band++) {
        for (int i = 0; i < area.pixels(); i++) {
          out[band][i] = in[band][i] + number;
        }
      }
    }

    @Override
    public int outputs() {
      return 1;
    }
  }

  private String render(TinyScenes scenes) {
    ExportPlan plan = scenes.plan();
    PixelRect all = new PixelRect(0, 0, plan.grid().width(), plan.grid().height());
    return render(scenes, new Sum(1, 0), all);
  }

  private String render(TinyScenes scenes, TileProgram program, PixelRect area) {
    return render(scenes, program, area, null);
  }

  private String render(
      TinyScenes scenes,
      TileProgram program,
      PixelRect area,
      IntFunction<TileProgram> corrections) {
    ExportPlan plan = scenes.plan();
    GridMask mask =
        plan.mask() == null
            ? null
            : GridMask.of(
                plan.mask(),
                plan.grid(),
                new EarthCrs((x, y, count) -> {}, (x, y, count) -> {}, 0));
    MosaicInputs inputs = MosaicInputs.of(plan, scenes.transforms(), corrections);
    double[] pixels = new double[(int) area.pixels()];
    int[] rows = {0};
    new Mosaic(plan, inputs, mask, program, scenes.sources(), new BlockCache())
        .render(
            area,
            contributed,
            (y, bands) -> {
              assertThat(y).isEqualTo(rows[0]++);
              System.arraycopy(bands[0], 0, pixels, y * area.width(), area.width());
            });
    assertThat(rows[0]).isIn(0, area.height());
    return rows[0] == 0 ? "" : TextPixels.text(pixels, area.width());
  }

  /** Adds all inputs of a square around a pixel. */
  private record Sum(int inputs, int halo) implements TileProgram {
    @Override
    public void run(PixelRect area, double[][] in, double[][] out) {
      PixelRect around = area.grow(halo);
      for (int y = area.y0(); y < area.y1(); y++) {
        for (int x = area.x0(); x < area.x1(); x++) {
          double sum = 0;
          for (int i = 0; i < (2 * halo + 1) * (2 * halo + 1) * inputs; i++) {
            int neighbour = i / inputs;
            int column = x - halo + neighbour % (2 * halo + 1);
            int row = y - halo + neighbour / (2 * halo + 1);
            sum += in[i % inputs][around.index(column, row)];
          }
          out[0][area.index(x, y)] = sum;
        }
      }
    }

    @Override
    public int outputs() {
      return 1;
    }
  }

  /** Gives 7 where there is no data. */
  private record SevenIfNone() implements TileProgram {
    @Override
    public void run(PixelRect area, double[][] in, double[][] out) {
      for (int i = 0; i < area.pixels(); i++) {
        out[0][i] = Double.isNaN(in[0][i]) ? 7 : in[0][i];
      }
    }

    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public boolean seesNoData() {
      return true;
    }
  }

  /** Gives 255 where there is data. */
  private record Bytes() implements TileProgram {
    @Override
    public void run(PixelRect area, double[][] in, double[][] out) {
      for (int i = 0; i < area.pixels(); i++) {
        out[0][i] = in[0][i] * 0 + 255;
      }
    }

    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public boolean producesBytes() {
      return true;
    }
  }
}
