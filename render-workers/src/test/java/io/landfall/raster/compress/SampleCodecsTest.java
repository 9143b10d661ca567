package io.landfall.raster.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.raster.tiff.codec.Codec;
import io.landfall.raster.tiff.codec.Codec.CodecParameters;
import io.landfall.raster.tiff.codec.Codecs;
import io.landfall.raster.tiff.format.Photometric;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleCodecsTest {
  private static final int SIDE = 64;

  /** Table K.1 of the JPEG standard in the order of a stream, from the lowest frequency. */
  private static final int[] LUMINANCE = {16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19};

  @ParameterizedTest
  @EnumSource(names = {"JPEG", "WEBP", "LERC", "LERC_DEFLATE", "LERC_ZSTD"})
  void thePlanPinsWhatEachTileIsCompressedBy(BlockCompression compression) {
    assumeTrue(Compressors.library(compression).isPresent());
    String codec = Compressors.codec(compression);
    assertThat(codec)
        .startsWith(Compressors.library(compression).orElseThrow())
        .endsWith(" + " + Compressors.codec(BlockCompression.DEFLATE));
    assertThat(Compressors.incompatibility(format(compression, codec, 75))).isEmpty();
    String other = codec.replaceFirst("[0-9a-f]{8}", "00000000");
    assertThat(Compressors.incompatibility(format(compression, other, 75)).orElseThrow())
        .contains("Cannot compress with " + other, "this node has " + codec);
    String otherMasks = codec.replaceFirst("[0-9a-f]{8}$", "00000000");
    assertThat(Compressors.incompatibility(format(compression, otherMasks, 75))).isPresent();
  }

  @Test
  void aMissingLibraryIsNamed() {
    System.setProperty(LibDeflate.NATIVE_PROP_NAME, "off");
    try {
      assertThat(Compressors.library(BlockCompression.LERC)).isEmpty();
      assertThatThrownBy(() -> Compressors.codec(BlockCompression.WEBP))
          .hasMessageContaining("Debian: libwebp7")
          .isInstanceOfSatisfying(
              ExportFailure.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.OPTION_UNSUPPORTED));
      var pinned = format(BlockCompression.WEBP, "libwebp 1.2.4 00000000 + jdk 0", 75);
      assertThat(Compressors.incompatibility(pinned).orElseThrow()).contains("this node has none");
    } finally {
      System.clearProperty(LibDeflate.NATIVE_PROP_NAME);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 25, 30, 33, 49, 50, 51, 60, 75, 77, 90, 95, 99, 100})
  void tablesAreThoseOfLibjpeg(int quality) {
    byte[] tables = JpegEncoder.sharedTables(quality, 3);
    int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    assertThat(tables).startsWith(0xff, 0xd8, 0xff, 0xdb).endsWith(0xff, 0xd9);
    for (int i = 0; i < LUMINANCE.length; i++) {
      int scaled = Math.max(1, Math.min(255, (LUMINANCE[i] * percent + 50) / 100));
      assertThat(tables[7 + i] & 0xff).as("frequency %d", i).isEqualTo(scaled);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 95", "3, 95", "3, 20"})
  void tilesOfJpegAreReadWithTheTablesOfTheirImage(int samples, int quality)
      throws DataFormatException {
    var shape = new BlockShape(SIDE, samples, SampleType.UINT8);
    byte[] raw = smooth(shape);
    byte[] tile = new JpegEncoder(shape, quality).compress(raw, raw.length, false);
    var parameters =
        new CodecParameters(
            samples == 3 ? Photometric.YCBCR : Photometric.BLACK_IS_ZERO,
            0,
            JpegEncoder.sharedTables(quality, samples));
    byte[] read = read(7, tile, shape, parameters);
    assertThat(mean(raw, read)).isBetween(0.01, quality > 50 ? 1.5 : 8);
    assertThat(new JpegEncoder(shape, quality).compress(raw, raw.length, false)).isEqualTo(tile);
  }

  @ParameterizedTest
  @EnumSource(
      value = BlockCompression.class,
      names = {"LERC", "LERC_DEFLATE", "LERC_ZSTD"})
  void bandsThatAreNotANumberAtOtherPixelsEachComeBack(BlockCompression compression)
      throws DataFormatException {
    assumeTrue(Compressors.library(compression).isPresent());
    for (int samples : new int[] {1, 3}) {
      for (SampleType type : new SampleType[] {SampleType.FLOAT32, SampleType.FLOAT64}) {
        var shape = new BlockShape(2 * SIDE, samples, type);
        byte[] raw = holes(shape);
        byte[] tile =
            SampleCodecs.encoder(format(compression, null, null), shape)
                .compress(raw, raw.length, false);
        var parameters = new CodecParameters(Photometric.BLACK_IS_ZERO, 0, new byte[0], type);
        assertThat(read(34887, tile, shape, parameters)).isEqualTo(raw);
      }
    }
  }

  private static byte[] read(
      int compression, byte[] tile, BlockShape shape, CodecParameters parameters)
      throws DataFormatException {
    Codec codec = Codecs.standard().of(compression);
    byte[] into = new byte[shape.bytes()];
    int count =
        codec.decode(
            new Codec.EncodedBlock(
                tile, tile.length, shape.side(), shape.side(), shape.samples(), parameters),
            into,
            into.length);
    assertThat(count).isEqualTo(into.length);
    return into;
  }

  private static double mean(byte[] a, byte[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((a[i] & 0xff) - (b[i] & 0xff));
    }
    return sum / a.length;
  }

  private static byte[] smooth(BlockShape shape) {
    byte[] raw = new byte[shape.bytes()];
    for (int i = 0; i < raw.length; i++) {
      int pixel = i / shape.samples();
      raw[i] = (byte) (40 + pixel % SIDE + pixel / SIDE + 20 * (i % shape.samples()) + pixel % 3);
    }
    return raw;
  }

  private static byte[] holes(BlockShape shape) {
    var random = new Random(7);
    ByteBuffer raw = ByteBuffer.allocate(shape.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < shape.pixels() * shape.samples(); i++) {
      double value = random.nextInt(5) == 0 ? Double.NaN : Math.round(1000 * random.nextDouble());
      if (shape.type() == SampleType.FLOAT32) {
        raw.putFloat((float) value);
      } else {
        raw.putDouble(value);
      }
    }
    return raw.array();
  }

  private static OutputFormat format(BlockCompression compression, String codec, Integer quality) {
    return new OutputFormat(
        OutputFormat.FileFormat.COG,
        compression,
        codec,
        4,
        1,
        2 * SIDE,
        Resampling.AVERAGE,
        null,
        quality,
        0.0,
        null);
  }
}
