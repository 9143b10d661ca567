package io.landfall.node.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class EpsgConverterTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "3857",
        "EPSG:3857",
        "epsg:3857",
        " 3857 ",
        "urn:ogc:def:crs:EPSG::3857",
        "urn:ogc:def:crs:EPSG:9.9.1:3857",
        "http://www.opengis.net/def/crs/EPSG/0/3857",
        "https://www.opengis.net/def/crs/EPSG/9.9.1/3857"
      })
  void aCodeIsReadInEverySpellingOfItsAuthority(String text) {
    assertThat(new EpsgConverter().convert(text)).isEqualTo(3857);
  }

  @ParameterizedTest
  @ValueSource(strings = {"OGC:CRS84", "CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84"})
  void longitudeAndLatitudeOfOgcAreThoseOfWgs84(String text) {
    assertThat(new EpsgConverter().convert(text)).isEqualTo(4326);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ESRI:54009", "WGS84", "EPSG:", "EPSG:0", "EPSG:4326+5773", "1234567", "-1", ""})
  void whatIsNoCodeIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> new EpsgConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("Unknown CRS %s: give an EPSG code, as 3857 or EPSG:3857.".formatted(text));
  }
}
