package io.landfall.raster.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ExportFailure;
import io.landfall.model.OutputFormat;
import io.landfall.model.OutputFormat.Compression;
import io.landfall.model.Resampling;
import io.landfall.raster.BlockCompressor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompressorsTest {
  @ParameterizedTest
  @EnumSource(value = Compression.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void thePinnedEngineIsTheFastestOfThisMachine(Compression compression) {
    byte[] raw = PredictedImagery.block(1);
    BlockCompressor fastest = Compressors.of(format(compression));
    byte[] unpacked = new byte[raw.length];

    byte[] packed = fastest.pack(raw, raw.length, false);
    fastest.unpack(packed, unpacked);

    assertThat(unpacked).isEqualTo(raw);
    assertThat(
            Compressors.of(format(compression), Compressors.engine(compression))
                .pack(raw, raw.length, false))
        .isEqualTo(packed);
  }

  @Test
  void javaCanBePinnedWhereTheSystemHasMore() {
    System.setProperty(LibDeflate.NATIVE_PROP_NAME, "off");
    String java;
    try {
      java = Compressors.engine(Compression.DEFLATE);
      assertThat(java).matches("jdk [0-9a-f]{8}");
    } finally {
      System.clearProperty(LibDeflate.NATIVE_PROP_NAME);
    }

    assertThat(Compressors.of(format(Compression.DEFLATE), java)).isInstanceOf(JdkDeflate.class);
  }

  @Test
  void anEngineThatIsNotHereIsRefused() {
    assertThat(Compressors.has(Compression.DEFLATE, "libdeflate 00000000")).isFalse();
    assertThatThrownBy(() -> Compressors.of(format(Compression.DEFLATE), "libdeflate 00000000"))
        .isInstanceOf(ExportFailure.class)
        .hasMessageStartingWith("Cannot pack by libdeflate 00000000, which the plan pins");
  }

  @Test
  void whatIsMissingIsNamedWithTheRemedy() {
    assertThat(Compressors.missing(pinned(null))).isEmpty();
    assertThat(Compressors.missing(pinned(Compressors.engine(Compression.DEFLATE)))).isEmpty();
    assertThat(Compressors.missing(pinned("libdeflate 00000000")).orElseThrow())
        .contains("libdeflate 00000000", "landfall.native = off");
  }

  private static OutputFormat pinned(String engine) {
    return new OutputFormat(
        OutputFormat.Type.COG, Compression.DEFLATE, engine, 6, 2, 512, Resampling.AVERAGE);
  }

  @Test
  void noneIsNone() {
    assertThat(Compressors.of(format(Compression.NONE))).isNull();
  }

  private static OutputFormat format(Compression compression) {
    return new OutputFormat(
        OutputFormat.Type.COG, compression, null, 6, 2, 512, Resampling.AVERAGE);
  }
}
