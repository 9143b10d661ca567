package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Resampling;
import io.landfall.model.SampleEncoding;
import io.landfall.model.SampleType;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.model.request.OutputFormat.FileFormat;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.model.request.Processing;
import io.landfall.raster.compress.Compressors;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FormatChoiceTest {
  private static final OutputBands PICTURE =
      new OutputBands(List.of("red", "green", "blue"), SampleType.UINT8, null);

  @Test
  void theDefaultIsADeflatedCog() {
    OutputFormatRequest open = OutputFormatRequest.ofDefaults();
    assertThat(choose(open, bands(SampleType.UINT16)))
        .isEqualTo(
            new OutputFormat(
                FileFormat.COG,
                BlockCompression.DEFLATE,
                Compressors.codec(BlockCompression.DEFLATE),
                1,
                2,
                512,
                Resampling.MODE));
    assertThat(choose(open, bands(SampleType.UINT8)).level()).isEqualTo(4);
    assertThat(choose(open, bands(SampleType.FLOAT32)).predictor()).isEqualTo(3);
  }

  @Test
  void whatIsAskedForIsKept() {
    assertThat(
            choose(
                new OutputFormatRequest(FileFormat.COG, BlockCompression.NONE, 9, 1, 256, null),
                bands(SampleType.UINT8)))
        .isEqualTo(
            new OutputFormat(
                FileFormat.COG, BlockCompression.NONE, "none", 9, 1, 256, Resampling.MODE));
  }

  @ParameterizedTest
  @EnumSource(BlockCompression.class)
  void everyCompressionIsPlannedWithItsCodec(BlockCompression compression) {
    OutputFormat format =
        choose(new OutputFormatRequest(null, compression, null, null, null, null), PICTURE);
    assertThat(format.codec()).isEqualTo(Compressors.codec(compression));
    assertThat(format.predictor()).isEqualTo(compression.isOfSamples() ? 1 : 2);
    assertThat(format.quality()).isEqualTo(compression.hasQuality() ? 75 : null);
    assertThat(format.maxZError()).isEqualTo(compression.isLerc() ? 0.0 : null);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "JPEG, UINT16,  3, it holds bytes. Choose --stretch auto",
        "WEBP, INT8,    3, it holds bytes. Choose --stretch auto",
        "JPEG, UINT8,   4, Choose one band or three",
        "WEBP, UINT8,   1, Choose three bands",
      })
  void whatACompressionCannotHoldIsRefused(
      BlockCompression compression, SampleType type, int count, String remedy) {
    OutputBands bands = new OutputBands(Collections.nCopies(count, "b"), type, null);
    var requested = new OutputFormatRequest(null, compression, null, null, null, null);
    assertThatThrownBy(() -> choose(requested, bands))
        .hasMessageContaining(remedy)
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.OPTION_UNSUPPORTED));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-,       DEFLATE,      -, -, 50,   -,  -, it is of JPEG and WEBP",
        "COG,     -,            -, -, 50,   -,  -, the format is COG",
        "PNG,     -,            -, -, 50,   -,  -, the format is PNG",
        "COG,     JPEG,         -, -, 101,  -,  -, it goes from 1 to 100",
        "JPEG,    -,            -, -, 0,    -,  -, it goes from 1 to 100",
        "COG,     JPEG,         6, -, -,    -,  -, JPEG has none. Leave it out",
        "COG,     LERC,         6, -, -,    -,  -, LERC has none",
        "COG,     LERC,         -, 2, -,    -,  -, LERC has none",
        "COG,     LERC,         -, -, 75,   -,  -, the compression is LERC",
        "COG,     LERC,         -, -, -,   -1,  -, it is 0 or more",
        "COG,     ZSTD,         -, -, -,    1,  -, 'it is of LERC, and the compression is ZSTD'",
        "COG,     LERC_ZSTD,    -, -, -,    -, 12, needs no such choice",
        "PNG,     WEBP,         -, -, -,    -,  -, tiles that keep their values",
        "JPEG,    JPEG,         -, -, -,    -,  -, tiles that keep their values",
        "PNG,     -,            -, -, -,    -, 12, the format is PNG",
      })
  void whatMeansNothingTogetherIsRefused(
      FileFormat type,
      BlockCompression compression,
      Integer level,
      Integer predictor,
      Integer quality,
      Double maxZError,
      Integer bits,
      String why) {
    assertThatThrownBy(
            () ->
                new OutputFormatRequest(
                    type,
                    compression,
                    level,
                    predictor,
                    null,
                    null,
                    null,
                    quality,
                    maxZError,
                    bits))
        .hasMessageStartingWith("Invalid format, ")
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({
    "UINT8, 0",
    "UINT8, 8",
    "UINT16, 8",
    "UINT16, 16",
    "UINT32, 16",
    "INT16, 12",
    "FLOAT32, 16",
  })
  void bitsThatNoSampleCanHaveAreRefused(SampleType type, int bits) {
    assertThatThrownBy(() -> choose(ofBits(bits), bands(type)))
        .hasMessageContaining("in %d bits a sample: ".formatted(bits));
  }

  @Test
  void samplesOfFewerBitsHaveNoPredictor() {
    OutputFormat format = choose(ofBits(12), bands(SampleType.UINT16));
    assertThat(format.bitsPerSample()).isEqualTo(12);
    assertThat(format.predictor()).isEqualTo(1);
  }

  @Test
  void changedValuesAreWarnedOf() {
    var jpeg = new OutputFormatRequest(null, BlockCompression.JPEG, null, null, null, null);
    assertThat(warnings(jpeg, PICTURE)).singleElement().asString().contains("quality 75");
    var webp =
        new OutputFormatRequest(
            null, BlockCompression.WEBP, null, null, null, null, null, 100, null, null);
    assertThat(warnings(webp, PICTURE)).isEmpty();
    assertThat(warnings(lerc(0.25), bands(SampleType.FLOAT32)))
        .singleElement()
        .asString()
        .contains("by up to 0.25");
    assertThat(warnings(lerc(0.25), bands(SampleType.INT16))).as("rounded down").isEmpty();
    assertThat(warnings(lerc(0), bands(SampleType.FLOAT32))).isEmpty();
  }

  private static OutputFormatRequest ofBits(int bits) {
    return new OutputFormatRequest(null, null, null, null, null, null, null, null, null, bits);
  }

  private static OutputFormatRequest lerc(double maxZError) {
    return new OutputFormatRequest(
        null, BlockCompression.LERC, null, null, null, null, null, null, maxZError, null);
  }

  private static List<String> warnings(OutputFormatRequest requested, OutputBands bands) {
    PlanWarnings warnings = new PlanWarnings();
    FormatChoice.warn(choose(requested, bands), bands, warnings);
    return warnings.list();
  }

  @Test
  void blocksOfAnImageAreSmallEnoughForARowOfThem() {
    var requested = new OutputFormatRequest(FileFormat.PNG, null, null, null, 4096, null);
    assertThatThrownBy(() -> choose(requested, bands(SampleType.UINT8)))
        .hasMessageContaining("block size 4096: for a PNG it is at most 1024");
  }

  @Test
  void imagesOfWhatDoesNotFitAreRefusedWhenPlanning() {
    SampleEncoding numbers = new SampleEncoding(SampleType.UINT16, 1, 0, null);
    assertThat(
            PlannerFixture.landsat()
                .with(new Processing(null, null, null, null, null, numbers))
                .as(new OutputFormatRequest(FileFormat.JPEG, null, null, null, null, null))
                .refused(ErrorCode.OPTION_UNSUPPORTED))
        .hasMessageContaining("--stretch auto");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "UINT8,   0, -,    -",
        "UINT8,  13, -,    -", // deflate goes to 12
        "UINT8,   -, 0,    -",
        "UINT8,   -, 4,    -",
        "UINT16,  -, 3,    -",
        "FLOAT64, -, 2,    -",
        "UINT8,   -, -,    0",
        "UINT8,   -, -,   48",
        "UINT8,   -, -,  250",
        "UINT8,   -, -, 8192",
        "UINT8,   -, -, -512",
      })
  void valuesOutOfRangeAreRefused(
      SampleType type, Integer level, Integer predictor, Integer block) {
    OutputFormatRequest requested =
        new OutputFormatRequest(null, null, level, predictor, block, null);
    assertThatThrownBy(() -> choose(requested, bands(type)))
        .hasMessageStartingWith("Invalid format, ")
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.REQUEST_INVALID));
  }

  @ParameterizedTest
  @CsvSource({
    "UINT8;UINT8,     UINT8",
    "UINT8;INT8,      INT16",
    "UINT8;UINT16,    UINT16",
    "UINT16;INT16,    INT32",
    "UINT16;INT8,     INT32",
    "UINT32;INT8,     FLOAT64",
    "UINT16;FLOAT32,  FLOAT32",
    "INT32;FLOAT32,   FLOAT64",
    "UINT8;FLOAT64,   FLOAT64",
    "UINT32;UINT32,   UINT32",
  })
  void theSmallestTypeThatHoldsAllIsTaken(String types, SampleType expected) {
    List<SampleType> all = List.of(types.split(";")).stream().map(SampleType::valueOf).toList();
    assertThat(SampleTypes.widest(all)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "UINT8, 3, 512, 4096",
    "UINT16, 7, 512, 2176", // 2189 a side are 64 MiB
    "FLOAT32, 64, 512, 512", // exactly
    "FLOAT32, 65, 256, 496",
    "FLOAT32, 70, 256, 480",
    "FLOAT64, 150, 128, 224",
    "FLOAT64, 2000, 64, 64",
  })
  void blocksCanBeReadAgain(SampleType type, int count, int usual, int greatest) {
    OutputBands bands = new OutputBands(Collections.nCopies(count, "b"), type, null);
    assertThat(choose(OutputFormatRequest.ofDefaults(), bands).blockSize()).isEqualTo(usual);
    assertThat(choose(blocksOf(greatest), bands).blockSize()).isEqualTo(greatest);
    if (greatest < 4096) {
      assertThatThrownBy(() -> choose(blocksOf(greatest + 16), bands))
          .hasMessageStartingWith("Invalid format, block size %d: ".formatted(greatest + 16))
          .hasMessageEndingWith("the greatest possible is %d.".formatted(greatest));
    }
  }

  @Test
  void bandsOfWhichNoBlockCanBeReadAgainAreRefused() {
    OutputBands bands = new OutputBands(Collections.nCopies(2049, "b"), SampleType.FLOAT64, null);
    assertThatThrownBy(() -> choose(OutputFormatRequest.ofDefaults(), bands))
        .hasMessageStartingWith("Cannot export 2049 bands of FLOAT64 as one file");
  }

  @Test
  void seventyBandsOfFloatsAreCutIntoSmallerBlocks() {
    assertThat(PlannerFixture.real("everyday/N06_70_float_bands/a.tif").plan().format().blockSize())
        .isEqualTo(256);
  }

  private static OutputFormatRequest blocksOf(int side) {
    return new OutputFormatRequest(null, null, null, null, side, null);
  }

  private static OutputFormat choose(OutputFormatRequest requested, OutputBands bands) {
    return FormatChoice.choose(requested, bands, Resampling.MODE);
  }

  private static OutputBands bands(SampleType type) {
    return new OutputBands(List.of("1"), type, null);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "PNG, LZW,     -, The compression LZW was passed over: PNG has its own.",
        "COG, NONE,    6, The level 6 was passed over: NONE has none.",
        "COG, LZW,     6, The level 6 was passed over: LZW has none.",
        "COG, DEFLATE, 6, -",
        "PNG, -,       -, -",
      })
  void whatIsPassedOverIsWarnedOf(
      FileFormat type, BlockCompression compression, Integer level, String warning) {
    var requested = new OutputFormatRequest(type, compression, level, null, null, null);
    var warnings = new PlanWarnings();
    FormatChoice.warnOfUnused(requested, choose(requested, PICTURE), warnings);
    assertThat(warnings.list()).isEqualTo(warning == null ? List.of() : List.of(warning));
  }
}
