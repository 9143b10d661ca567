package io.landfall.raster.tiff;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.raster.tiff.format.Predictor;
import io.landfall.raster.tiff.format.SampleFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WidenerTest {
  @Test
  void rowsOfOddBitsStartAtAByte() {
    byte[] raw = {(byte) 0b10110000, (byte) 0b01000000}; // 5 bits used of each row

    assertThat(widen(StoredSample.of(SampleFormat.UNSIGNED_INTEGER, 1), 5, 2, raw))
        .isEqualTo(new byte[] {1, 0, 1, 1, 0, 0, 1, 0, 0, 0});
  }

  @Test
  void twelveBitsComeHighestFirstWhateverTheByteOrder() {
    assertThat(
            shorts(
                widen(
                    StoredSample.of(SampleFormat.UNSIGNED_INTEGER, 12),
                    2,
                    1,
                    new byte[] {0x12, 0x3a, (byte) 0xbc})))
        .containsExactly((short) 0x123, (short) 0xabc);
    assertThat(
            shorts(
                widen(
                    StoredSample.of(SampleFormat.SIGNED_INTEGER, 12),
                    2,
                    1,
                    new byte[] {0x12, 0x3a, (byte) 0xbc})))
        .containsExactly((short) 0x123, (short) (0xabc - 0x1000));
  }

  @Test
  void integersOf64BitsBecomeTheNearestDouble() {
    byte[] all = {-1, -1, -1, -1, -1, -1, -1, -1};

    assertThat(
            ByteBuffer.wrap(widen(StoredSample.of(SampleFormat.UNSIGNED_INTEGER, 64), 1, 1, all))
                .getDouble())
        .isEqualTo(0x1p64);
    assertThat(
            ByteBuffer.wrap(widen(StoredSample.of(SampleFormat.SIGNED_INTEGER, 64), 1, 1, all))
                .getDouble())
        .isEqualTo(-1.0);
  }

  @Test
  void differencesAreOfThePixelBeforeInTheFilesOrder() {
    byte[] halves = {0x3c, 0, (byte) 0xc0, 0, 0x04, 0, 0x3c, 0}; // 1, -2; then 2 and 1 of them

    byte[] wide =
        new Widener(StoredSample.of(SampleFormat.FLOATING_POINT, 16), 4, 1, 2)
            .widen(halves, ByteOrder.BIG_ENDIAN, Predictor.HORIZONTAL);

    float[] floats = new float[4];
    ByteBuffer.wrap(wide).order(Widener.ORDER).asFloatBuffer().get(floats);
    assertThat(floats).containsExactly(1, -2, 2, Float.intBitsToFloat(0xff800000));
  }

  @Test
  void differencesOf64BitsWrap() {
    byte[] raw =
        ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(-1).putLong(3).array();

    byte[] wide =
        new Widener(StoredSample.of(SampleFormat.UNSIGNED_INTEGER, 64), 2, 1, 1)
            .widen(raw, ByteOrder.LITTLE_ENDIAN, Predictor.HORIZONTAL);

    assertThat(ByteBuffer.wrap(wide).getDouble(8)).isEqualTo(2);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "0x3c00, 1",
    "0xc000, -2",
    "0x7bff, 65504", // the largest
    "0x0001, 5.9604644775390625e-8", // the smallest
    "0x0400, 6.103515625e-5", // the smallest that is normal
    "0x7c00, Infinity",
    "0xfc00, -Infinity",
    "0x7e00, NaN",
  })
  void halves(int bits, float value) {
    assertThat(Float.compare(Widener.half(bits), value)).isZero();
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({"0x3f0000, 1", "0xc00000, -2", "0x3f8000, 1.5", "0x7f0000, Infinity", "0, 0"})
  void floatsOf24Bits(int bits, float value) {
    assertThat(Widener.triple(bits)).isEqualTo(value);
  }

  private static byte[] widen(StoredSample stored, int samples, int rows, byte[] raw) {
    return new Widener(stored, samples, rows, 1)
        .widen(raw, ByteOrder.LITTLE_ENDIAN, Predictor.NONE);
  }

  private static short[] shorts(byte[] wide) {
    short[] shorts = new short[wide.length / 2];
    ByteBuffer.wrap(wide).order(Widener.ORDER).asShortBuffer().get(shorts);
    return shorts;
  }
}
