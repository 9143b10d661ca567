package io.landfall.raster.tiff.format;

import io.landfall.model.SampleType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Turns rows of values into the bytes of a block before compression: bands side by side, lowest
 * byte first, predicted. {@link BlockSamples} turns them back.
 *
 * <p>No-data is NaN in the values, and {@code nodata} in the block. Differences are taken in the
 * loops that convert, as a pass of its own would cost as much again. For one thread.
 */
public final class SampleRowEncoder {
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final SampleType type;
  private final int bands;
  private final double nodata;
  private final boolean differences;
  private final int blockWidth;
  private final BandEncoder bandEncoder;
  private final byte[] floats;
  private final double[] noDataRow;

  /** The sample before, as the bits that it is stored as; 0 without differences. */
  private final int[] previous;

  /**
   * Makes one for blocks of a file.
   *
   * @param nodata stored where there is no value
   * @param predictor HORIZONTAL for samples of up to 32 bits, FLOATING_POINT for floating ones
   * @param blockWidth in pixels
   */
  public SampleRowEncoder(
      SampleType type, int bands, double nodata, Predictor predictor, int blockWidth) {
    if (predictor == Predictor.HORIZONTAL && type == SampleType.FLOAT64
        || predictor == Predictor.FLOATING_POINT && !type.isFloating()) {
      throw new IllegalArgumentException(
          "Invalid predictor of %s samples: %s".formatted(type, predictor));
    }
    this.type = type;
    this.bands = bands;
    this.nodata = nodata;
    this.differences = predictor == Predictor.HORIZONTAL;
    this.blockWidth = blockWidth;
    this.bandEncoder = bandEncoder(type);
    this.floats = predictor == Predictor.FLOATING_POINT ? new byte[rowBytes()] : null;
    this.noDataRow = new double[blockWidth];
    Arrays.fill(noDataRow, Double.NaN);
    this.previous = new int[bands];
  }

  /** Returns the size of an encoded row, in bytes. */
  public int rowBytes() {
    return blockWidth * bands * type.bytes();
  }

  /**
   * Encodes a row of a block to {@code into[at ..)}.
   *
   * @param samples by band, from index {@code from} on
   * @param width of the samples, in pixels; the rest of the block's width has no data
   * @return how many pixels have data in the first band
   */
  public int encodeRow(double[][] samples, int from, int width, byte[] into, int at) {
    byte[] row = floats == null ? into : floats;
    int start = floats == null ? at : 0;
    int size = type.bytes();
    int valid = 0;
    for (int band = 0; band < bands; band++) {
      int to = start + band * size;
      previous[band] = 0;
      int inBand = bandEncoder.encode(samples[band], from, width, row, to, band);
      valid += band == 0 ? inBand : 0;
      bandEncoder.encode(noDataRow, 0, blockWidth - width, row, to + width * bands * size, band);
    }
    if (floats != null) {
      FloatPredictor.apply(floats, into, at, bands, size);
    }
    return valid;
  }

  /** Writes pixels of a band, the first of them to {@code at}; returns how many have data. */
  @FunctionalInterface
  private interface BandEncoder {
    int encode(double[] samples, int from, int count, byte[] into, int at, int band);
  }

  private BandEncoder bandEncoder(SampleType of) {
    return switch (of) {
      case UINT8, INT8 -> this::encodeBytes;
      case UINT16, INT16 -> this::encodeShorts;
      case UINT32, INT32, FLOAT32 -> this::encodeInts;
      case FLOAT64 -> this::encodeLongs;
    };
  }

  private int encodeBytes(double[] samples, int from, int count, byte[] into, int at, int band) {
    int step = bands;
    int none = (int) nodata;
    boolean different = differences;
    int last = previous[band];
    int data = 0;
    int to = at;
    for (int i = from; i < from + count; i++, to += step) {
      double value = samples[i];
      int sample = none;
      if (value == value) {
        sample = (int) value;
        data++;
      }
      into[to] = (byte) (sample - last);
      last = different ? sample : 0;
    }
    previous[band] = last;
    return data;
  }

  private int encodeShorts(double[] samples, int from, int count, byte[] into, int at, int band) {
    int step = 2 * bands;
    int none = (int) nodata;
    boolean different = differences;
    int last = previous[band];
    int data = 0;
    int to = at;
    for (int i = from; i < from + count; i++, to += step) {
      double value = samples[i];
      int sample = none;
      if (value == value) {
        sample = (int) value;
        data++;
      }
      SHORTS.set(into, to, (short) (sample - last));
      last = different ? sample : 0;
    }
    previous[band] = last;
    return data;
  }

  private int encodeInts(double[] samples, int from, int count, byte[] into, int at, int band) {
    int step = 4 * bands;
    boolean floating = type == SampleType.FLOAT32;
    boolean different = differences;
    int none = floating ? Float.floatToIntBits((float) nodata) : (int) (long) nodata;
    int last = previous[band];
    int data = 0;
    int to = at;
    for (int i = from; i < from + count; i++, to += step) {
      double value = samples[i];
      int sample = none;
      if (value == value) {
        sample = floating ? Float.floatToRawIntBits((float) value) : (int) (long) value;
        data++;
      }
      INTS.set(into, to, sample - last);
      last = different ? sample : 0;
    }
    previous[band] = last;
    return data;
  }

  private int encodeLongs(double[] samples, int from, int count, byte[] into, int at, int band) {
    int step = 8 * bands;
    int data = 0;
    int to = at;
    for (int i = from; i < from + count; i++, to += step) {
      double value = samples[i];
      data += value == value ? 1 : 0;
      LONGS.set(into, to, Double.doubleToLongBits(value == value ? value : nodata));
    }
    return data;
  }
}
