package io.landfall.raster.cog;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.request.Tool;
import io.landfall.raster.PixelRect;
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
            new Tool.LinearStretchTool(List.of(new Tool.ValueRange(4000, 16000))), 1, area -> null)
        .run(new PixelRect(0, 0, 1, 1), row, row);
    assertThat(row[0][0]).isEqualTo(Double.valueOf(expected));
  }
}
