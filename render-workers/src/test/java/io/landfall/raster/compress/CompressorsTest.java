package io.landfall.raster.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ExportFailure;
import io.landfall.model.Resampling;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormat.BlockCompression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompressorsTest {
  @ParameterizedTest
  @EnumSource(names = {"DEFLATE", "ZSTD", "LZW"})
  void thePinnedCodecIsTheFastestOfThisMachine(BlockCompression compression) {
    byte[] raw = PredictedImagery.block(1);
    BlockCompressor fastest = Compressors.of(format(compression));
    byte[] decompressed = new byte[raw.length];

    byte[] compressed = fastest.compress(raw, raw.length, false);
    fastest.decompress(compressed, decompressed);

    assertThat(decompressed).isEqualTo(raw);
    assertThat(
            Compressors.of(format(compression), Compressors.codec(compression))
                .compress(raw, raw.length, false))
        .isEqualTo(compressed);
  }

  @Test
  void javaCanBePinnedWhereTheSystemHasMore() {
    System.setProperty(LibDeflate.NATIVE_PROP_NAME, "off");
    String java;
    try {
      java = Compressors.codec(BlockCompression.DEFLATE);
      assertThat(java).matches("landfall-rle 1, jdk [0-9a-f]{8}");
    } finally {
      System.clearProperty(LibDeflate.NATIVE_PROP_NAME);
    }

    assertThat(Compressors.of(format(BlockCompression.DEFLATE), java))
        .isInstanceOf(JdkDeflateCompressor.class);
  }

  @Test
  void levelsBelowTheThoroughOnesGoByContent() {
    assertThat(Compressors.of(deflate(5))).isInstanceOf(ImageryDeflateCompressor.class);
    assertThat(Compressors.of(deflate(6))).isNotInstanceOf(ImageryDeflateCompressor.class);
  }

  @Test
  void plansOfOlderReleasesSearchForRepeats() {
    String older =
        Compressors.codec(BlockCompression.DEFLATE).replace(RunLengthDeflater.VERSION + ", ", "");

    assertThat(Compressors.of(deflate(4), older)).isNotInstanceOf(ImageryDeflateCompressor.class);
  }

  @Test
  void aCodecThatIsNotInstalledIsRefused() {
    assertThatThrownBy(
            () -> Compressors.of(format(BlockCompression.DEFLATE), "libdeflate 00000000"))
        .isInstanceOf(ExportFailure.class)
        .hasMessageStartingWith("Cannot compress with libdeflate 00000000, which the plan pins");
  }

  @Test
  void theIncompatibilityIsNamedWithTheFix() {
    assertThat(Compressors.incompatibility(pinned(null))).isEmpty();
    assertThat(Compressors.incompatibility(pinned(Compressors.codec(BlockCompression.DEFLATE))))
        .isEmpty();
    assertThat(Compressors.incompatibility(pinned("libdeflate 00000000")).orElseThrow())
        .contains("libdeflate 00000000", "landfall.native = off");
  }

  private static OutputFormat pinned(String codec) {
    return new OutputFormat(
        OutputFormat.FileFormat.COG,
        BlockCompression.DEFLATE,
        codec,
        6,
        2,
        512,
        Resampling.AVERAGE);
  }

  @Test
  void noneIsNone() {
    assertThat(Compressors.of(format(BlockCompression.NONE))).isNull();
  }

  private static OutputFormat deflate(int level) {
    return new OutputFormat(
        OutputFormat.FileFormat.COG,
        BlockCompression.DEFLATE,
        null,
        level,
        2,
        512,
        Resampling.AVERAGE);
  }

  private static OutputFormat format(BlockCompression compression) {
    return new OutputFormat(
        OutputFormat.FileFormat.COG, compression, null, 6, 2, 512, Resampling.AVERAGE);
  }
}
