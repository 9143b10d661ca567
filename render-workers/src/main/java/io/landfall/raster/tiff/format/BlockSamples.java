package io.landfall.raster.tiff.format;

import io.landfall.model.SampleType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Turns the decompressed bytes of a block into planes of samples, undoing its predictor. The other
 * direction is {@link SampleRowEncoder}.
 *
 * @param type of the samples
 * @param samplesInRow of one row of the block as stored, bands side by side
 * @param rows to take
 * @param bands in a pixel as stored
 */
public record BlockSamples(SampleType type, int samplesInRow, int rows, int bands) {
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /**
   * Undoes the predictor and splits the samples by band into {@code planes[at ...]}, keeping the
   * first {@code width} pixels of each row. Changes {@code raw}.
   */
  public void split(
      byte[] raw, ByteOrder order, Predictor predictor, int width, Object[] planes, int at) {
    ByteOrder stored = order;
    if (predictor == Predictor.FLOATING_POINT) {
      FloatPredictor.undo(raw, rows, samplesInRow, bands, type.bytes());
      stored = ByteOrder.BIG_ENDIAN;
    }
    boolean swapped = stored == ByteOrder.BIG_ENDIAN;
    boolean differences = predictor == Predictor.HORIZONTAL;
    for (int band = 0; band < bands; band++) {
      planes[at + band] =
          switch (type) {
            case UINT8, INT8 -> bytes(raw, differences, width, band);
            case UINT16, INT16 -> shorts(raw, swapped, differences, width, band);
            case UINT32, INT32 -> ints(raw, swapped, differences, width, band);
            case FLOAT32 -> floats(raw, swapped, differences, width, band);
            case FLOAT64 -> doubles(raw, swapped, differences, width, band);
          };
    }
  }

  private byte[] bytes(byte[] raw, boolean differences, int width, int band) {
    byte[] plane = new byte[width * rows];
    for (int row = 0, to = 0; row < rows; row++) {
      int from = row * samplesInRow + band;
      int sum = 0;
      for (int x = 0; x < width; x++, from += bands) {
        sum = differences ? sum + raw[from] : raw[from];
        plane[to++] = (byte) sum;
      }
    }
    return plane;
  }

  private short[] shorts(byte[] raw, boolean swapped, boolean differences, int width, int band) {
    short[] plane = new short[width * rows];
    if (bands == 1 && differences && !swapped) {
      sumShorts(raw, width, plane);
      return plane;
    }
    for (int row = 0, to = 0; row < rows; row++) {
      int from = 2 * (row * samplesInRow + band);
      int sum = 0;
      for (int x = 0; x < width; x++, from += 2 * bands) {
        short stored = (short) SHORTS.get(raw, from);
        short sample = swapped ? Short.reverseBytes(stored) : stored;
        sum = differences ? sum + sample : sample;
        plane[to++] = (short) sum;
      }
    }
    return plane;
  }

  /** Adds up differences of one band, four at a time: the most frequent case takes half as long. */
  private void sumShorts(byte[] raw, int width, short[] plane) {
    for (int row = 0, to = 0; row < rows; row++) {
      int from = 2 * row * samplesInRow;
      int sum = 0;
      int x = 0;
      for (; x + 4 <= width; x += 4, from += 8, to += 4) {
        long four = (long) LONGS.get(raw, from);
        int first = sum + (int) four;
        int second = first + (int) (four >>> 16);
        int third = second + (int) (four >>> 32);
        sum = third + (int) (four >>> 48);
        plane[to] = (short) first;
        plane[to + 1] = (short) second;
        plane[to + 2] = (short) third;
        plane[to + 3] = (short) sum;
      }
      for (; x < width; x++, from += 2) {
        sum += (short) SHORTS.get(raw, from);
        plane[to++] = (short) sum;
      }
    }
  }

  private int[] ints(byte[] raw, boolean swapped, boolean differences, int width, int band) {
    int[] plane = new int[width * rows];
    for (int row = 0, to = 0; row < rows; row++) {
      int from = 4 * (row * samplesInRow + band);
      int sum = 0;
      for (int x = 0; x < width; x++, from += 4 * bands) {
        int stored = (int) INTS.get(raw, from);
        int sample = swapped ? Integer.reverseBytes(stored) : stored;
        sum = differences ? sum + sample : sample;
        plane[to++] = sum;
      }
    }
    return plane;
  }

  private float[] floats(byte[] raw, boolean swapped, boolean differences, int width, int band) {
    float[] plane = new float[width * rows];
    for (int row = 0, to = 0; row < rows; row++) {
      int from = 4 * (row * samplesInRow + band);
      int sum = 0;
      for (int x = 0; x < width; x++, from += 4 * bands) {
        int stored = (int) INTS.get(raw, from);
        int sample = swapped ? Integer.reverseBytes(stored) : stored;
        sum = differences ? sum + sample : sample;
        plane[to++] = Float.intBitsToFloat(sum);
      }
    }
    return plane;
  }

  private double[] doubles(byte[] raw, boolean swapped, boolean differences, int width, int band) {
    double[] plane = new double[width * rows];
    for (int row = 0, to = 0; row < rows; row++) {
      int from = 8 * (row * samplesInRow + band);
      long sum = 0;
      for (int x = 0; x < width; x++, from += 8 * bands) {
        long stored = (long) LONGS.get(raw, from);
        long sample = swapped ? Long.reverseBytes(stored) : stored;
        sum = differences ? sum + sample : sample;
        plane[to++] = Double.longBitsToDouble(sum);
      }
    }
    return plane;
  }
}
