package io.landfall.model.color;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ExportFailure;
import io.landfall.model.algebra.BuiltInTool;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.model.color.ColorRamp.ColorStop;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColorRampTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "# of gdaldem\n0.9 0 104 55\n-0.2 165 0 38\n\n0.5: white\nnv 0 0 0 0\n",
        "0.9,0,104,55,255\n-0.2,165,0,38,255\n0.5,255,255,255,255",
        "\uFEFF# QGIS Generated Color Map Export File\nINTERPOLATION:INTERPOLATED\n"
            + "-0.2,165,0,38,255,-0.2\n0.5,255,255,255,255,half\n0.9,0,104,55,255,dense wood\n",
        "-0.2\t165\t0\t38\r\n0.5\tWhite\r\n9e-1\t0\t104\t55\r\n",
      })
  void filesOfGdalAndQgisAreRead(String text) {
    assertThat(ColorRampReader.read(text).stops())
        .containsExactly(
            new ColorStop(-0.2, 165, 0, 38),
            new ColorStop(0.5, 255, 255, 255),
            new ColorStop(0.9, 0, 104, 55));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0 0 0 0|100% 255 255 255; line 2, \"100% 255 255 255\": it is a share of the values'"
            + " range",
        "0 0 0 0 0; line 1, \"0 0 0 0 0\": its colour is transparent",
        "INTERPOLATION:DISCRETE|0,0,0,0,255,a; line 1",
        "0 0 0; Write VALUE RED GREEN BLUE",
        "0 beige; Write VALUE RED GREEN BLUE",
        "low 0 0 0; Write VALUE RED GREEN BLUE",
        "NaN 0 0 0; NaN is no value",
        "0 0 0 256; 0 0 256 is no colour",
        "0 0 0 0|0 1 1 1; 0.0 follows 0.0",
        "# nothing; it has no colour",
      })
  void whatCannotBeKeptIsRefusedByItsLine(String text, String words) {
    assertThatThrownBy(() -> ColorRampReader.read(text.replace('|', '\n')))
        .isInstanceOf(ExportFailure.class)
        .hasMessageStartingWith("Invalid colour ramp: ")
        .hasMessageContaining(words);
  }

  @Test
  void aNamedRampIsSpreadOverARangeAndTurned() {
    ColorRamp ramp = ColorRamps.find("RdYlGn").orElseThrow().over(-0.2, 0.8);
    assertThat(ramp.stops()).hasSize(11);
    assertThat(ramp.stops().get(0)).isEqualTo(new ColorStop(-0.2, 165, 0, 38));
    assertThat(ramp.stops().get(5).value()).isEqualTo(0.3);
    assertThat(ramp.stops().get(10)).isEqualTo(new ColorStop(0.8, 0, 104, 55));
    List<ColorStop> turned = ColorRamps.find("rdylgn_r").orElseThrow().stops();
    assertThat(turned.get(0)).isEqualTo(new ColorStop(0, 0, 104, 55));
    assertThat(ColorRamps.find("jet")).isEmpty();
  }

  @Test
  void everyRampOfAnIndexIsOneThatIsThere() {
    List<String> tools = BuiltInTools.all().stream().map(BuiltInTool::name).toList();
    assertThat(tools).filteredOn(tool -> IndexRamps.of(tool).isPresent()).hasSize(14);
    assertThat(tools.stream().flatMap(tool -> IndexRamps.of(tool).stream()))
        .allSatisfy(
            ramp -> {
              assertThat(ColorRamps.find(ramp.name())).as(ramp.name()).isPresent();
              assertThat(ramp.min()).isLessThan(ramp.max());
            });
  }
}
