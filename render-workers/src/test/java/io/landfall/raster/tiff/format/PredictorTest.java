package io.landfall.raster.tiff.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.SampleType;
import io.landfall.raster.SampleRows;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Both directions of both predictors, against the specifications written down in the plainest way.
 */
class PredictorTest {
  private static final int WIDTH = 21;
  private static final int ROWS = 3;

  static Stream<Arguments> all() {
    List<Arguments> all = new ArrayList<>();
    for (SampleType type : SampleType.values()) {
      for (Predictor predictor : Predictor.values()) {
        for (int bands = 1; bands <= 4; bands += type.bytes() == 1 ? 1 : 3) {
          if (predictor != Predictor.FLOATING_POINT || type.isFloating()) {
            all.add(Arguments.of(type, predictor, bands));
          }
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0}, {1}, {2} bands")
  @MethodSource("all")
  void blocksOfBothByteOrdersAreRead(SampleType type, Predictor predictor, int bands) {
    double[][] samples = samples(type, bands);
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      byte[] raw = predicted(type, predictor, order, samples);
      Object[] planes = new Object[bands];
      new BlockSamples(type, WIDTH * bands, ROWS, bands)
          .split(raw, order, predictor, WIDTH, planes, 0);

      for (int band = 0; band < bands; band++) {
        double[] found = new double[WIDTH * ROWS];
        SampleRows.copy(planes[band], type, found);
        assertThat(found).as("band %d, %s", band, order).containsExactly(samples[band]);
      }
    }
  }

  @ParameterizedTest(name = "{0}, {1}, {2} bands")
  @MethodSource("all")
  void rowsAreWrittenLowestByteFirst(SampleType type, Predictor predictor, int bands) {
    if (type == SampleType.FLOAT64 && predictor == Predictor.HORIZONTAL) {
      assertThatThrownBy(() -> new SampleRowEncoder(type, bands, 0, 0, predictor, WIDTH))
          .hasMessage("Invalid predictor of FLOAT64 samples: HORIZONTAL");
      return;
    }
    double[][] samples = samples(type, bands);
    var encoder = new SampleRowEncoder(type, bands, 0, 0, predictor, WIDTH);
    byte[] raw = new byte[ROWS * encoder.rowBytes() + 1];
    for (int row = 0; row < ROWS; row++) {
      int at = 1 + row * encoder.rowBytes();
      assertThat(encoder.encodeRow(samples, row * WIDTH, WIDTH, raw, at)).isEqualTo(WIDTH);
    }

    assertThat(Arrays.copyOfRange(raw, 1, raw.length))
        .isEqualTo(predicted(type, predictor, ByteOrder.LITTLE_ENDIAN, samples));
  }

  @Test
  void noDataFillsTheRowAndCountsInTheFirstBand() {
    var encoder = new SampleRowEncoder(SampleType.UINT8, 2, 9, 9, Predictor.HORIZONTAL, 4);
    byte[] raw = new byte[8];

    int valid =
        encoder.encodeRow(new double[][] {{5, Double.NaN, 6}, {Double.NaN, 1, 1}}, 0, 3, raw, 0);

    assertThat(valid).isEqualTo(2);
    // 5 9 6 9 and 9 1 1 9, as differences
    assertThat(raw).containsExactly(5, 9, 4, -8, -3, 0, 3, 8);
  }

  @Test
  void integersHaveNoFloatingPointPredictor() {
    assertThatThrownBy(
            () -> new SampleRowEncoder(SampleType.INT32, 1, 0, 0, Predictor.FLOATING_POINT, 4))
        .hasMessage("Invalid predictor of INT32 samples: FLOATING_POINT");
  }

  @Test
  void theFloatPredictorIsUndone() {
    byte[] raw = {0x3f, 0x01, (byte) 0x80, 0x60, (byte) 0xe0, 0, 0, 0};
    FloatPredictor.undo(raw, 1, 2, 1, 4);

    var samples = ByteBuffer.wrap(raw);
    assertThat(samples.getFloat()).isEqualTo(1.5f);
    assertThat(samples.getFloat()).isEqualTo(2.5f);
  }

  /** Values by band, over all of the type's range. */
  private static double[][] samples(SampleType type, int bands) {
    SplittableRandom random = new SplittableRandom(type.ordinal() * 10 + bands);
    double[][] samples = new double[bands][WIDTH * ROWS];
    for (double[] band : samples) {
      for (int i = 0; i < band.length; i++) {
        band[i] =
            switch (type) {
              case FLOAT32 -> (float) random.nextDouble(-1e9, 1e9);
              case FLOAT64 -> random.nextDouble(-1e9, 1e9);
              default -> random.nextLong((long) type.min(), (long) type.max() + 1);
            };
      }
    }
    return samples;
  }

  private static byte[] predicted(
      SampleType type, Predictor predictor, ByteOrder order, double[][] samples) {
    int bands = samples.length;
    int size = type.bytes();
    ByteBuffer out = ByteBuffer.allocate(WIDTH * ROWS * bands * size);
    for (int row = 0; row < ROWS; row++) {
      byte[][] numbers = new byte[WIDTH * bands][]; // highest byte first
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = bits(type, samples[i % bands][row * WIDTH + i / bands]);
      }
      out.put(
          predictor == Predictor.FLOATING_POINT
              ? byteDifferences(numbers, bands, size)
              : differences(numbers, predictor == Predictor.NONE ? numbers.length : bands, order));
    }
    return out.array();
  }

  private static byte[] bits(SampleType type, double value) {
    ByteBuffer all = ByteBuffer.allocate(8);
    switch (type) {
      case FLOAT32 -> all.putInt(4, Float.floatToIntBits((float) value));
      case FLOAT64 -> all.putDouble(0, value);
      default -> all.putLong(0, (long) value);
    }
    return Arrays.copyOfRange(all.array(), 8 - type.bytes(), 8);
  }

  /** TIFF 6, section 14: each sample less the one {@code step} samples before. */
  private static byte[] differences(byte[][] numbers, int step, ByteOrder order) {
    int size = numbers[0].length;
    ByteBuffer out = ByteBuffer.allocate(numbers.length * size);
    for (int i = 0; i < numbers.length; i++) {
      BigInteger before = i < step ? BigInteger.ZERO : new BigInteger(numbers[i - step]);
      BigInteger difference = new BigInteger(numbers[i]).subtract(before);
      for (int b = 0; b < size; b++) {
        int place = order == ByteOrder.LITTLE_ENDIAN ? b : size - 1 - b;
        out.put(difference.shiftRight(8 * place).byteValue());
      }
    }
    return out.array();
  }

  /** TIFF Technical Note 3: the highest bytes, then the second ones; each less the pixel before. */
  private static byte[] byteDifferences(byte[][] numbers, int bands, int size) {
    byte[] planes = new byte[numbers.length * size];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = numbers[i % numbers.length][i / numbers.length];
    }
    byte[] out = planes.clone();
    for (int i = bands; i < out.length; i++) {
      out[i] = (byte) (planes[i] - planes[i - bands]);
    }
    return out;
  }
}
