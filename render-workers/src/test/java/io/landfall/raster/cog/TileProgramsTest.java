package io.landfall.raster.cog;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.color.ColorRamp;
import io.landfall.model.color.ColorRamp.ColorStop;
import io.landfall.model.request.Tool;
import io.landfall.raster.PixelRect;
import io.landfall.raster.algebra.ProgramGrid;
import io.landfall.raster.warp.TileProgram;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TileProgramsTest {
  @ParameterizedTest(name = "{0} of 4000..16000 gives {1}")
  @CsvSource({
    "4000, 1", // a dark pixel is not no-data
    "100, 1",
    "16000, 255",
    "60000, 255",
    "10000, 128",
    "4023, 1", // 1 + 0.487
    "4024, 2", // 1 + 0.508: half and more goes up
    "NaN, NaN",
  })
  void aStretchMapsToOneTo255(double value, double expected) {
    double[][] row = {{value}};
    TilePrograms.compile(
            new Tool.LinearStretchTool(List.of(new Tool.ValueRange(4000, 16000))),
            1,
            ProgramGrid.NONE)
        .run(new PixelRect(0, 0, 1, 1), row, row);
    assertThat(row[0][0]).isEqualTo(Double.valueOf(expected));
  }

  /** As {@code gdaldem color-relief} gives, which rounds .5 down, with 1 for 0. */
  @ParameterizedTest(name = "{0} is {1} {2} {3}")
  @CsvSource({
    "-1, 165, 1, 38",
    "-0.2, 165, 1, 38",
    "-0.1, 210, 128, 115",
    "0, 255, 255, 191",
    "0.05, 255, 255, 197",
    "0.5, 255, 255, 255",
    "0.7, 128, 180, 155",
    "2, 1, 104, 55",
    "NaN, NaN, NaN, NaN",
  })
  void aRampGivesTheColourBetweenTwoStops(double value, double red, double green, double blue) {
    var ramp =
        new ColorRamp(
            List.of(
                new ColorStop(-0.2, 165, 0, 38),
                new ColorStop(0, 255, 255, 191),
                new ColorStop(0.5, 255, 255, 255),
                new ColorStop(0.9, 0, 104, 55)));
    Tool doubled =
        new Tool.EncodingTool(0.5, 0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    Tool chain = new Tool.ToolChain(List.of(doubled, new Tool.ColorRampTool("ramp", ramp)));
    double[][] out = new double[3][1];
    TileProgram program = TilePrograms.compile(chain, 1, ProgramGrid.NONE);
    program.run(new PixelRect(0, 0, 1, 1), new double[][] {{value / 2}}, out);
    assertThat(program.outputs()).isEqualTo(3);
    assertThat(new double[] {out[0][0], out[1][0], out[2][0]}).containsExactly(red, green, blue);
  }

  @ParameterizedTest(name = "{0} of 0..0.4 with gamma 2 gives {1}")
  @CsvSource({
    "-1, 1",
    "0, 1",
    "0.1, 128", // half of the steps
    "0.025, 65", // 1 + 254 / 4 = 64.5: half goes up
    "0.4, 255",
    "7, 255",
    "NaN, NaN",
  })
  void aGammaLiftsTheDark(double value, double expected) {
    double[][] row = {{value}};
    TilePrograms.compile(
            new Tool.GammaStretchTool(List.of(new Tool.ValueRange(0, 0.4)), 2), 1, ProgramGrid.NONE)
        .run(new PixelRect(0, 0, 1, 1), row, row);
    assertThat(row[0][0]).isEqualTo(Double.valueOf(expected));
  }
}
