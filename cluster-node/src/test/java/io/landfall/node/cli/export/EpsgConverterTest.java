package io.landfall.node.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class EpsgConverterTest {
  @ParameterizedTest
  @ValueSource(strings = {"3857", "EPSG:3857", "epsg:3857", " 3857 "})
  void aCodeIsReadWithAndWithoutItsAuthority(String text) {
    assertThat(new EpsgConverter().convert(text)).isEqualTo(3857);
  }

  @Test
  void whatIsNoCodeIsRefusedWithAnExample() {
    assertThatThrownBy(() -> new EpsgConverter().convert("ESRI:54009"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("Unknown CRS ESRI:54009: give an EPSG code, as 3857 or EPSG:3857.");
  }
}
