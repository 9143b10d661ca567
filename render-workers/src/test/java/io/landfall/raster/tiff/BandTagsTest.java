package io.landfall.raster.tiff;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.Rescaling;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.tiff.format.GeoKey;
import io.landfall.raster.tiff.format.Tag;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What tags tell of the bands of an image beyond their pixels. */
class BandTagsTest {
  @Test
  void scaleOffsetUnitAndItemsAreThoseOfTheMetadata() {
    var info =
        metadata(
            """
            <GDALMetadata>
              <Item name="AREA_OR_POINT">Area</Item>
              <Item name="wavelength" sample="0">0.865</Item>
              <Item name="STATISTICS_MEAN" sample="0">17</Item>
              <Item name="NBITS" sample="0" domain="IMAGE_STRUCTURE">7</Item>
              <Item name="OFFSET" sample="0" role="offset">-5</Item>
              <Item name="SCALE" sample="0" role="scale">0.10000000000000001</Item>
              <Item name="UNITTYPE" sample="0" role="unittype">kelvin</Item>
              <Item name="COLORINTERP" sample="0" role="colorinterp">Undefined</Item>
              <Item name="OTHER" sample="9">a band that is not there</Item>
            </GDALMetadata>
            """);

    var band = info.bands().get(0);
    assertThat(band.calibration()).isEqualTo(new Rescaling(0.1, -5));
    assertThat(band.unit()).isEqualTo("kelvin");
    assertThat(band.color()).isEqualTo("undefined");
    assertThat(band.items()).isEqualTo(Map.of("wavelength", "0.865"));
    assertThat(band.name()).isEqualTo("1");
    assertThat(info.warnings()).isEmpty();
  }

  /** As GDAL writes them; read, they are red, green, blue and alpha. */
  @Test
  void inksThatAreReadAsColorsAreNotCalledInks() {
    var tags = gray();
    tags.put(Tag.SAMPLES_PER_PIXEL, new long[] {4});
    tags.put(Tag.BITS_PER_SAMPLE, new long[] {8, 8, 8, 8});
    tags.put(Tag.PHOTOMETRIC, new long[] {5});
    tags.put(
        Tag.GDAL_METADATA,
        """
        <GDALMetadata>
          <Item name="COLORINTERP" sample="0" role="colorinterp">Cyan</Item>
          <Item name="COLORINTERP" sample="3" role="colorinterp">Black</Item>
        </GDALMetadata>
        """);
    assertThat(info(tags, new byte[4]).bands())
        .extracting(RasterInfo.BandInfo::color)
        .containsExactly("red", "green", "blue", "alpha");
  }

  @Test
  void whatIsSaidOfTheWholeFileIsNamedButNotHowItWasWritten() {
    var tags = gray();
    tags.put(Tag.SOFTWARE, "a program");
    tags.put(Tag.COPYRIGHT, "(c) a survey");
    tags.put(Tag.ARTIST, " ");
    tags.put(
        Tag.GDAL_METADATA,
        """
        <GDALMetadata>
          <Item name="AREA_OR_POINT">Area</Item>
          <Item name="OVR_RESAMPLING_ALG">AVERAGE</Item>
          <Item name="NBITS" domain="IMAGE_STRUCTURE">7</Item>
          <Item name="wavelength" sample="0">0.865</Item>
          <Item name="product">ortho</Item>
        </GDALMetadata>
        """);
    var info = info(tags, new byte[1]);
    assertThat(info.fileItems()).containsExactly("Copyright", "product");
    assertThat(info.warnings()).isEmpty();
  }

  /** GDAL escapes the text of an item once more than XML does; other writers do not. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "nIR &amp;amp; red &amp;lt;2020&amp;gt; | nIR & red <2020>",
        "a &amp; b &lt;c&gt; | a & b <c>",
        "Klasse ü 地表 \uD83D\uDEF0 | Klasse ü 地表 \uD83D\uDEF0",
        "&#252;&#x5730; &amp;#8364; | ü地 €",
        "<![CDATA[a < b]]> | a < b",
        "AT&amp;T; &amp;nosuch; | AT&T; &nosuch;",
        "R&amp;amp;D &amp;#x110000; | R&D &#x110000;",
      })
  void namesAreExact(String written, String name) {
    var info =
        metadata(
            "<GDALMetadata><Item name=\"DESCRIPTION\" sample=\"0\" role=\"description\">"
                + written
                + "</Item></GDALMetadata>");

    assertThat(info.bands().get(0).name()).isEqualTo(name);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "gdal/compdcrs_without_gtcitation.tif | metre | its vertical reference (VCS Name ="
            + " EGM08_Geoid",
        "gdal/uint64_LZW_predictor_2.tif | | the last digits of its integers beyond 2^53",
        "image-tiff/seq-1c-14b-miniswhite-e883657f.tiff | | 0 is white in it",
        "Pillow/tiff_strip_cmyk_16l_jpeg.tif | | its bands are inks",
      })
  void whatIsNotKeptIsTold(String name, String unit, String warning) throws IOException {
    try (var file = open(name)) {
      var info = file.info();
      assertThat(info.bands().get(0).unit()).isEqualTo(unit);
      assertThat(info.warnings()).anySatisfy(told -> assertThat(told).contains(warning));
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "6360, 0, US survey foot",
    "8228, 0, foot",
    "3855, 0, metre",
    "5754, 0,",
    "32767, 0,",
    "0, 9003, US survey foot",
    "3855, 9002, foot",
    "3855, 9036,",
  })
  void theUnitOfHeightsIsThatOfTheVerticalCrs(int crs, int unit, String expected) {
    var tags = gray();
    int keys = (crs > 0 ? 1 : 0) + (unit > 0 ? 1 : 0);
    List<Long> directory = new ArrayList<>(List.of(1L, 1L, 0L, (long) keys));
    if (crs > 0) {
      directory.addAll(List.of((long) GeoKey.VERTICAL_TYPE, 0L, 1L, (long) crs));
    }
    if (unit > 0) {
      directory.addAll(List.of((long) GeoKey.VERTICAL_UNITS, 0L, 1L, (long) unit));
    }
    tags.put(Tag.GEO_KEYS, directory.stream().mapToLong(Long::longValue).toArray());
    assertThat(info(tags, new byte[1]).bands().get(0).unit()).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "image-tiff/seq-1c-1b-71f6a21a.tiff, 2, 0, 65535",
    "image-tiff/seq-1c-1b-miniswhite-71f6a21a.tiff, 2, 65535, 0",
    "image-tiff/seq-1c-5b-miniswhite-73098d17.tiff, 32, 65535, 0",
  })
  void grayWhoseNumbersDoNotTellItHasThePaletteOfGdal(String name, int size, int first, int last)
      throws IOException {
    try (var file = open(name)) {
      var info = file.info();
      assertThat(info.bands().get(0).color()).isEqualTo("palette");
      assertThat(info.colors().size()).isEqualTo(size);
      assertThat(info.colors().entries())
          .startsWith(first, first, first)
          .endsWith(last, last, last);
    }
  }

  private static TiffFile open(String layout) throws IOException {
    return TiffFile.open(FileBytes.of(Manifest.read().path("layouts/" + layout)));
  }

  @Test
  void spacesInNamesAndNamesThatAreLongStay() {
    String longName = "x".repeat(5000);
    String item = "<Item name=\"DESCRIPTION\" sample=\"0\" role=\"description\">%s</Item>";

    assertThat(metadata("<a>" + item.formatted("  B 4 ") + "</a>").bands().get(0).name())
        .isEqualTo("  B 4 ");
    assertThat(metadata("<a>" + item.formatted(longName) + "</a>").bands().get(0).name())
        .isEqualTo(longName);
    assertThat(metadata("<a>" + item.formatted("  ") + "</a>").bands().get(0).name())
        .isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<GDALMetadata><Item name=\"SCALE\" sample=\"0\" role=\"scale\">2</Item>",
        "no XML at all",
        "<a>&undeclared;</a>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><a><Item name=\"D\" sample=\"0\""
            + " role=\"description\">&x;</Item></a>",
      })
  void brokenMetadataIsDroppedWithAWarning(String xml) {
    var info = metadata(xml);

    assertThat(info.bands().get(0).calibration()).isNull();
    assertThat(info.bands().get(0).name()).isEqualTo("1");
    assertThat(info.warnings()).singleElement().asString().contains("GDAL_METADATA", "not valid");
  }

  @Test
  void metadataOfMoreThanAMegabyteIsDroppedWithAWarning() {
    var tags = gray();
    tags.put(Tag.GDAL_METADATA, "<a>" + "x".repeat(1 << 20) + "</a>");
    var file = new TinyTiff(ByteOrder.LITTLE_ENDIAN, false, 2 << 20).image(tags, new byte[1]);

    assertThat(TiffFile.open(file.file()).info().warnings())
        .singleElement()
        .asString()
        .contains("tiny.tif is read without its GDAL_METADATA", "1048584 values");
  }

  @ParameterizedTest
  @ValueSource(strings = {"description", "unittype", "colorinterp", "scale"})
  void aTextThatIsNoNameIsDroppedWithAWarning(String role) {
    var info =
        metadata(
            "<a><Item sample=\"0\" role=\"%s\">%s</Item></a>".formatted(role, "1".repeat(100_000)));

    assertThat(info.bands().get(0)).isEqualTo(metadata("<a/>").bands().get(0));
    assertThat(info.warnings()).singleElement().asString().contains("too long");
  }

  @Test
  void itemsOfManyKilobytesAreDroppedAndTheRestIsKept() {
    var info =
        metadata(
            "<a><Item name=\"k\" sample=\"0\">%s</Item><Item sample=\"0\" role=\"scale\">2</Item></a>"
                .formatted("x".repeat(1 << 16)));

    assertThat(info.bands().get(0).items()).isEmpty();
    assertThat(info.bands().get(0).calibration()).isEqualTo(new Rescaling(2, 0));
    assertThat(info.warnings())
        .singleElement()
        .asString()
        .contains("items of its bands", "too many");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "nan", "many"})
  void aScaleThatIsNoneIsDroppedWithAWarning(String scale) {
    var info =
        metadata(
            "<a><Item name=\"SCALE\" sample=\"0\" role=\"scale\">%s</Item></a>".formatted(scale));

    assertThat(info.bands().get(0).calibration()).isNull();
    assertThat(info.warnings())
        .containsExactly(
            "tiny.tif is read without the scale \"%s\" of band 1, which is not usable."
                .formatted(scale));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "0, 0",
    "-9999, -9999",
    "'-9999 ', -9999",
    "1e-3, 0.001",
    "-9999 -9999, -9999",
    "nan, NaN",
    "-1.#IND, NaN",
    "-inf, -Infinity",
    "1.#INF, Infinity",
    "-3.4028234663852886e+38, -3.4028234663852886e+38",
    "-3.40282346638529e+38, -3.4028234663852886e+38",
    "3.4028235e+38, 3.4028234663852886e+38",
    "-1.79769313486232e+308, -1.7976931348623157e+308",
  })
  void noDataIsTheNumberThatTheTextStartsWith(String text, Double nodata) {
    var tags = TinyTiff.gray(1, 1, 1, 32, 3);
    tags.put(Tag.GDAL_NODATA, text);

    assertThat(info(tags, new byte[4]).bands().get(0).nodata()).isEqualTo(nodata);
  }

  @Test
  void noDataThatIsNoNumberIsDroppedWithAWarning() {
    var tags = gray();
    tags.put(Tag.GDAL_NODATA, "none");
    var info = info(tags, new byte[1]);

    assertThat(info.bands().get(0).nodata()).isNull();
    assertThat(info.warnings())
        .containsExactly(
            "tiny.tif is read without its no-data value \"none\", which is not a number.");
  }

  @Test
  void aPaletteHasTheColoursOfItsTable() {
    var tags = TinyTiff.gray(1, 1, 1, 1, 1);
    tags.put(Tag.PHOTOMETRIC, new long[] {3});
    tags.put(Tag.COLOR_MAP, new long[] {0, 65535, 256, 0, 1, 40000});

    assertThat(Objects.requireNonNull(info(tags, new byte[1]).colors()).entries())
        .containsExactly(0, 256, 1, 65535, 0, 40000);

    tags.put(Tag.COLOR_MAP, new long[] {0, 255, 128, 0, 1, 0}); // of 8 bits, as old writers had it
    assertThat(Objects.requireNonNull(info(tags, new byte[1]).colors()).entries())
        .containsExactly(0, 128 * 257, 257, 65535, 0, 0);
  }

  @Test
  void aPaletteWithoutItsColoursIsReadWithAWarning() {
    var tags = gray();
    tags.put(Tag.PHOTOMETRIC, new long[] {3});
    tags.put(Tag.COLOR_MAP, new long[] {1, 2, 3});
    var info = info(tags, new byte[1]);

    assertThat(info.colors()).isNull();
    assertThat(info.warnings())
        .containsExactly(
            "tiny.tif is read without the colours of its palette, of which there are 1, not 256.");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "2021:06:01 10:00:00, 2021-06-01T10:00:00Z",
    "2024-02-29 23:59:59, 2024-02-29T23:59:59Z",
    "2024-02-29T23:59:59Z, 2024-02-29T23:59:59Z",
    "'    :  :     :  :  ',",
    "0000:00:00 00:00:00,",
  })
  void theTimeIsThatOfTheTag(String text, String instant) {
    var tags = gray();
    tags.put(Tag.DATE_TIME, text);
    var info = info(tags, new byte[1]);

    assertThat(info.acquired()).isEqualTo(instant);
    assertThat(info.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2023:02:29 10:00:00", "2021:13:01 10:00:00", "yesterday", "2021:06:01"})
  void aTimeThatIsNoneIsDroppedWithAWarning(String text) {
    var tags = gray();
    tags.put(Tag.DATE_TIME, text);
    var info = info(tags, new byte[1]);

    assertThat(info.acquired()).isNull();
    assertThat(info.warnings()).singleElement().asString().contains("date and time");
  }

  private static Map<Integer, Object> gray() {
    return TinyTiff.gray(1, 1, 1, 8, 1);
  }

  private static RasterInfo metadata(String xml) {
    var tags = gray();
    tags.put(Tag.GDAL_METADATA, xml);
    return info(tags, new byte[1]);
  }

  private static RasterInfo info(Map<Integer, Object> tags, byte[] block) {
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      var big = TiffFile.open(new TinyTiff(order, true).image(tags, block).file()).info();
      var classic = TiffFile.open(new TinyTiff(order, false).image(tags, block).file()).info();
      assertThat(classic.bands()).isEqualTo(big.bands());
      if (order == ByteOrder.BIG_ENDIAN) {
        return classic;
      }
    }
    throw new AssertionError();
  }
}
