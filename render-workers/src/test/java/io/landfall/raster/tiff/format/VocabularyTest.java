package io.landfall.raster.tiff.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.GeoTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFTag;
import org.junit.jupiter.api.Test;

/** The numbers of the format against those of the JDK's own TIFF plug-in. */
class VocabularyTest {
  /** What the JDK, which knows nothing after TIFF 6 but GeoTIFF, does not have. */
  private static final Map<String, Integer> OTHER_TAGS =
      Map.of(
          "SUB_IFDS", 330,
          "GDAL_METADATA", 42112,
          "GDAL_NODATA", 42113,
          "LERC_PARAMETERS", 50674,
          "RPC_COEFFICIENTS", 50844);

  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "PHOTOMETRIC", "PHOTOMETRIC_INTERPRETATION",
          "YCBCR_COEFFICIENTS", "Y_CB_CR_COEFFICIENTS",
          "YCBCR_SUBSAMPLING", "Y_CB_CR_SUBSAMPLING",
          "MODEL_TIEPOINT", "MODEL_TIE_POINT",
          "GEO_KEYS", "GEO_KEY_DIRECTORY",
          "GEO_DOUBLES", "GEO_DOUBLE_PARAMS",
          "GEO_ASCII", "GEO_ASCII_PARAMS");

  @Test
  void tagsAreThoseOfTheJdk() {
    Map<String, Integer> jdk = constants(BaselineTIFFTagSet.class);
    jdk.putAll(constants(GeoTIFFTagSet.class));
    constants(Tag.class)
        .forEach(
            (name, number) -> {
              String jdkName = "TAG_" + OTHER_NAMES.getOrDefault(name, name);
              assertThat(number)
                  .as(name)
                  .isEqualTo(
                      OTHER_TAGS.containsKey(name) ? OTHER_TAGS.get(name) : jdk.get(jdkName));
            });
  }

  @Test
  void typesAreThoseOfTheJdkAndBigTiff() {
    Map<Integer, Integer> sizes = new HashMap<>();
    for (int number = 0; number <= 0xffff; number++) {
      FieldType type = FieldType.of(number);
      if (type != null) {
        assertThat(type.number()).isEqualTo(number);
        sizes.put(number, type.bytes());
      }
    }
    Map<Integer, Integer> expected = new HashMap<>(Map.of(16, 8, 17, 8, 18, 8));
    for (int number = TIFFTag.MIN_DATATYPE; number <= TIFFTag.MAX_DATATYPE; number++) {
      expected.put(number, TIFFTag.getSizeOfType(number));
    }
    assertThat(sizes).isEqualTo(expected);
    assertThat(FieldType.of(-1)).isNull();
  }

  @Test
  void valuesAreThoseOfTheJdk() {
    Map<String, Integer> jdk = constants(BaselineTIFFTagSet.class);
    assertThat(jdk)
        .contains(
            entry("COMPRESSION_NONE", Compression.NONE.number()),
            entry("COMPRESSION_CCITT_RLE", Compression.CCITT_RLE.number()),
            entry("COMPRESSION_CCITT_T_4", Compression.CCITT_FAX_3.number()),
            entry("COMPRESSION_CCITT_T_6", Compression.CCITT_FAX_4.number()),
            entry("COMPRESSION_LZW", Compression.LZW.number()),
            entry("COMPRESSION_OLD_JPEG", Compression.OLD_JPEG.number()),
            entry("COMPRESSION_JPEG", Compression.JPEG.number()),
            entry("COMPRESSION_ZLIB", Compression.DEFLATE.number()),
            entry("COMPRESSION_DEFLATE", Compression.OLD_DEFLATE.number()),
            entry("COMPRESSION_PACKBITS", Compression.PACKBITS.number()),
            entry("PREDICTOR_NONE", Predictor.NONE.number()),
            entry("PREDICTOR_HORIZONTAL_DIFFERENCING", Predictor.HORIZONTAL.number()),
            entry("NEW_SUBFILE_TYPE_REDUCED_RESOLUTION", TagValue.REDUCED_IMAGE),
            entry("NEW_SUBFILE_TYPE_TRANSPARENCY", TagValue.TRANSPARENCY_MASK),
            entry("FILL_ORDER_RIGHT_TO_LEFT", TagValue.LOWEST_BIT_FIRST),
            entry("PLANAR_CONFIGURATION_CHUNKY", TagValue.CONTIGUOUS),
            entry("PLANAR_CONFIGURATION_PLANAR", TagValue.SEPARATE),
            entry("EXTRA_SAMPLES_UNSPECIFIED", TagValue.UNSPECIFIED),
            entry("EXTRA_SAMPLES_ASSOCIATED_ALPHA", TagValue.ASSOCIATED_ALPHA),
            entry("EXTRA_SAMPLES_UNASSOCIATED_ALPHA", TagValue.UNASSOCIATED_ALPHA),
            entry("T4_OPTIONS_2D_CODING", TagValue.FAX_TWO_DIMENSIONAL),
            entry("T4_OPTIONS_UNCOMPRESSED", TagValue.FAX_UNCOMPRESSED));
    assertThat(jdk)
        .contains(
            entry("PHOTOMETRIC_INTERPRETATION_WHITE_IS_ZERO", Photometric.WHITE_IS_ZERO.number()),
            entry("PHOTOMETRIC_INTERPRETATION_BLACK_IS_ZERO", Photometric.BLACK_IS_ZERO.number()),
            entry("PHOTOMETRIC_INTERPRETATION_RGB", Photometric.RGB.number()),
            entry("PHOTOMETRIC_INTERPRETATION_PALETTE_COLOR", Photometric.PALETTE.number()),
            entry("PHOTOMETRIC_INTERPRETATION_CMYK", Photometric.SEPARATED.number()),
            entry(
                "PHOTOMETRIC_INTERPRETATION_TRANSPARENCY_MASK",
                Photometric.TRANSPARENCY_MASK.number()),
            entry("PHOTOMETRIC_INTERPRETATION_Y_CB_CR", Photometric.YCBCR.number()),
            entry("PHOTOMETRIC_INTERPRETATION_CIELAB", Photometric.CIE_LAB.number()),
            entry("PHOTOMETRIC_INTERPRETATION_ICCLAB", Photometric.ICC_LAB.number()));
    for (SampleFormat format : SampleFormat.values()) {
      assertThat(SampleFormat.of(format.number())).isEqualTo(format);
      if (!format.isComplex()) {
        assertThat(jdk).containsEntry("SAMPLE_FORMAT_" + format, format.number());
      }
    }
  }

  @Test
  void otherNumbersAreNotTakenForOneOfThese() {
    assertThat(Predictor.of(3)).isEqualTo(Predictor.FLOATING_POINT);
    assertThat(Predictor.of(0)).isNull();
    assertThat(Predictor.of(4)).isNull();
    assertThat(Predictor.of((1L << 32) + 2)).isNull();
    assertThat(SampleFormat.of(0)).isNull();
    assertThat(SampleFormat.of(7)).isNull();
    assertThat(Photometric.of(7)).isEqualTo(Photometric.OTHER);
    assertThat(Compression.labelOf(34712)).isEqualTo("JPEG 2000");
    assertThat(Compression.labelOf(4711)).isEqualTo("number 4711");
  }

  private static Map<String, Integer> constants(Class<?> type) {
    Map<String, Integer> constants = new TreeMap<>();
    for (Field field : type.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == int.class) {
        try {
          constants.put(field.getName(), field.getInt(null));
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
    return constants;
  }
}
