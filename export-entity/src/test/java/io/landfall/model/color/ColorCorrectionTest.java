package io.landfall.model.color;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SampleType;
import io.landfall.model.color.ColorCorrection.Channel;
import io.landfall.model.color.ColorCorrection.ClipRange;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColorCorrectionTest {
  private static final ColorCorrection OFF =
      new ColorCorrection(null, null, null, null, null, null, null, null, null, null);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WHOLE =
      """
      {"redBand": 3, "greenBand": 2, "blueBand": 1,
       "gamma": {"enabled": true, "redGamma": 1.2, "greenGamma": 1, "blueGamma": 0.8},
       "bandClipping": {"enabled": true, "redMin": 10, "redMax": 200, "blueMax": 90},
       "tileClipping": {"enabled": true, "min": 5, "max": 250},
       "sigmoidalContrast": {"enabled": true, "alpha": 0.3, "beta": 7},
       "saturation": {"enabled": true, "saturation": 1.5},
       "equalize": {"enabled": true},
       "autoBalance": {"enabled": false}}
      """;

  private static ColorCorrection read(String json) {
    return ColorCorrectionReader.read(json.replace('\'', '"'));
  }

  @Test
  void everyBlockIsRead() {
    ColorCorrection correction = read(WHOLE);
    assertThat(correction.redBand()).isEqualTo(3);
    assertThat(correction.gammaOf(Channel.RED)).isEqualTo(1.2);
    assertThat(correction.clipOf(Channel.RED)).isEqualTo(new ClipRange(10, 200));
    assertThat(correction.clipOf(Channel.GREEN)).isEqualTo(new ClipRange(5, 250));
    assertThat(correction.clipOf(Channel.BLUE)).isEqualTo(new ClipRange(5, 90));
    assertThat(correction.sigmoidalContrast().strength()).isEqualTo(7);
    assertThat(correction.sigmoidalContrast().center()).isEqualTo(0.3);
    assertThat(correction.saturation().strength()).isEqualTo(1.5);
    assertThat(correction.equalize().enabled()).isTrue();
    assertThat(correction.autoBalance().enabled()).isFalse();
  }

  @Test
  void theJournalGivesBackWhatItTook() throws JsonProcessingException {
    for (ColorCorrection correction : List.of(read(WHOLE), OFF)) {
      String json = JSON.writeValueAsString(correction);
      assertThat(JSON.readValue(json, ColorCorrection.class)).isEqualTo(correction);
      assertThat(read(json)).isEqualTo(correction);
    }
  }

  @Test
  void statisticsWithQuantilesAreSmallAndComeBack() throws JsonProcessingException {
    List<Double> quantiles =
        DoubleStream.iterate(0.123456789, v -> v + 0.001).limit(257).boxed().toList();
    var band = new ChannelStatistics(SampleType.FLOAT32, 1L << 40, 0.1, 0.9, 0.4, quantiles);
    var statistics = new ColorStatistics(List.of(band, band, band));
    String json = JSON.writeValueAsString(statistics);
    assertThat(JSON.readValue(json, ColorStatistics.class)).isEqualTo(statistics);
    assertThat(json).hasSizeLessThan(20_000).doesNotContain("looksLikeBytes");
  }

  @Test
  void whatIsLeftOutChangesNothing() {
    assertThat(read("{}")).isEqualTo(OFF);
    assertThat(read("{'gamma': null, 'equalize': null}")).isEqualTo(OFF);
    ColorCorrection bare = read("{'gamma': {}, 'saturation': {}, 'sigmoidalContrast': {}}");
    assertThat(bare.gamma().enabled()).isTrue();
    assertThat(bare.gammaOf(Channel.BLUE)).isEqualTo(1);
    assertThat(bare.saturation().strength()).isEqualTo(1);
    assertThat(bare.sigmoidalContrast().strength()).isZero();
  }

  @Test
  void aBlockThatIsOffDoesNotCount() {
    ColorCorrection off =
        read(
            "{'gamma': {'enabled': false, 'redGamma': 2}, 'tileClipping': {'enabled': false, 'min':"
                + " 9}, 'saturation': {'enabled': false, 'saturation': 2}}");
    assertThat(off.gammaOf(Channel.RED)).isEqualTo(1);
    assertThat(off.clipOf(Channel.RED)).isEqualTo(new ClipRange(0, 255));
    assertThat(off.saturation().strength()).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{'gamma': {'redGamma': 0}}; Invalid /c/gamma/redGamma 0: it must be from 0.01 to 10; 1"
            + " changes",
        "{'gamma': {'redGamma': '2'}}; Invalid /c/gamma/redGamma \"2\": it must be a number",
        "{'gamma': {'rGamma': 2}}; Invalid /c/gamma/rGamma in a colour correction: there is no"
            + " such",
        "{'gama': {}}; known here: redBand, greenBand, blueBand, gamma, bandClipping",
        "{'gamma': 2}; Invalid /c/gamma 2: it must be an object",
        "{'equalize': {'enabled': 1}}; Invalid /c/equalize/enabled 1: it must be true or false",
        "{'redBand': -1}; Invalid /c/redBand -1: it must be from 0",
        "{'redBand': 1.5}; Invalid /c/redBand 1.5: it must be a whole number",
        "{'blueBand': 'red'}; Invalid /c/blueBand \"red\"",
        "{'tileClipping': {'min': 20, 'max': 10}}; Invalid /c/tileClipping/min 20: it is above the",
        "{'tileClipping': {'max': 256}}; Invalid /c/tileClipping/max 256: it must be from 0 to 255",
        "{'bandClipping': {'greenMin': 90}, 'tileClipping': {'max': 80}}; /c/bandClipping/greenMin"
            + " 90",
        "{'sigmoidalContrast': {'alpha': 1.1}}; Invalid /c/sigmoidalContrast/alpha 1.1: it must be",
        "{'sigmoidalContrast': {'beta': -1}}; Invalid /c/sigmoidalContrast/beta -1: it must be",
        "{'saturation': {'saturation': 1e9}}; /c/saturation/saturation 1000000000: it must be from",
        "[]; it must be an object",
      })
  void whatIsWrongIsRefusedByItsPointer(String json, String message) {
    assertThatThrownBy(
            () -> ColorCorrectionReader.read(JSON.readTree(json.replace('\'', '"')), "/c"))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.REQUEST_INVALID))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{'redBand': 1, 'redBand': 2}; Duplicate field 'redBand'",
        "{'redBand': 1} {'redBand': 2}; Trailing token",
        "{'redBand': 1; Unexpected end-of-input",
      })
  void textThatSaysTwoThingsIsRefused(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.REQUEST_INVALID))
        .hasMessageStartingWith("Invalid colour correction: it is not valid JSON")
        .hasMessageContaining(message);
  }

  @Test
  void presetsAreFoundByName() {
    assertThat(BandPresets.find("Color_Infrared").orElseThrow().bands())
        .containsExactly("nir", "red", "green");
    assertThat(BandPresets.find("sepia")).isEmpty();
  }
}
