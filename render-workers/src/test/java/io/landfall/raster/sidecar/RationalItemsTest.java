package io.landfall.raster.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.place.RationalMap;
import io.landfall.raster.crs.SampleRational;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RationalItemsTest {
  private static final RationalMap MAP = SampleRational.of(4000, 3000);
  private static final String TEXT = SampleRational.text(MAP);

  @Test
  void linesWithUnitsAreRead() {
    assertThat(RationalItems.read(TEXT)).isEqualTo(MAP);
    assertThat(RationalItems.read(TEXT.replace("\n", "\r\n"))).isEqualTo(MAP);
  }

  @Test
  void whatOtherProgramsWriteIsReadLikewise() {
    assertThat(RationalItems.read(TEXT.replace(':', '='))).isEqualTo(MAP);
    assertThat(RationalItems.read(TEXT.replace(": ", " =   "))).isEqualTo(MAP);
    assertThat(RationalItems.read(TEXT.toLowerCase(Locale.ROOT))).isEqualTo(MAP);
    assertThat(RationalItems.read(TEXT.replace("e-", "D-").replace("e+", "D+"))).isEqualTo(MAP);
    assertThat(RationalItems.read("\uFEFFERR_BIAS: 1\nsatId: X\n" + TEXT)).isEqualTo(MAP);
  }

  @Test
  void statementsAreRead() {
    String text =
        """
        satId = "QB02";
        bandId = "P";
        SpecId = "RPC00B";
        BEGIN_GROUP = IMAGE
        \terrBias = 0.0;
        \tlineOffset = %s;
        \tsampOffset = %s;
        \tlatOffset = %s;
        \tlongOffset = %s;
        \theightOffset = 250;
        \tlineScale = %s;
        \tsampScale = %s;
        \tlatScale = %s;
        \tlongScale = %s;
        \theightScale = 500;
        \tlineNumCoef = (
        %s);
        \tlineDenCoef = (%s);
        \tsampNumCoef = ( %s );
        \tsampDenCoef = (%s);
        END_GROUP = IMAGE
        END;
        """
            .formatted(
                MAP.line().offset(),
                MAP.sample().offset(),
                MAP.latitude().offset(),
                MAP.longitude().offset(),
                MAP.line().scale(),
                MAP.sample().scale(),
                MAP.latitude().scale(),
                MAP.longitude().scale(),
                joined(MAP.line().numerator()),
                joined(MAP.line().denominator()),
                joined(MAP.sample().numerator()),
                joined(MAP.sample().denominator()));
    assertThat(RationalItems.read(text)).isEqualTo(MAP);
  }

  private static String joined(List<Double> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(",\n\t\t\t"));
  }

  @ParameterizedTest(name = "{0} is {1}: {2}")
  @CsvSource({
    "LINE_OFF, '', LINE_OFF is missing or no number",
    "LINE_OFF, NaN, an offset is NaN",
    "HEIGHT_SCALE, 0, a scale 0.0",
    "LONG_SCALE, 1e999, a scale Infinity",
    "SAMP_NUM_COEFF_20, x, SAMP_NUM_COEFF_20 is missing or no number",
    "LINE_DEN_COEFF_1, Infinity, 20 coefficients that are numbers",
  })
  void whatIsNoNumberIsNamed(String name, String value, String why) {
    String bad = TEXT.replaceFirst(name + ": [^\\n]*", name + ": " + value);
    assertThatThrownBy(() -> RationalItems.read(bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
    assertThatThrownBy(() -> RationalItems.read(TEXT.replace(name + ":", "X:")))
        .hasMessageContaining(name + " is missing");
  }

  @Test
  void anyTextEndsInWords() {
    for (String text : List.of("", ";", "= ;", "\0", "a: b", "LINE_OFF:", "lineOffset = ;")) {
      assertThatThrownBy(() -> RationalItems.read(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("missing or no number");
    }
  }
}
