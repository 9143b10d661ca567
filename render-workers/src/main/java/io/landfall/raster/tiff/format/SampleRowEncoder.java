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
 * <p>No-data is NaN in the values, and {@code nodata} in the block; a value that happens to equal
 * it becomes the one {@linkplain #besides beside it}, if the file declares no-data. Differences are
 * taken in the loops that convert, as a pass of its own would cost as much again. For one thread.
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
  private final double dataAtNodata;
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
   * @param dataAtNodata stored for values that equal {@code nodata}: itself, or that beside it
   * @param predictor HORIZONTAL for samples of up to 32 bits, FLOATING_POINT for floating ones
   * @param blockWidth in pixels
   */
  public SampleRowEncoder(
      SampleType type,
      int bands,
      double nodata,
      double dataAtNodata,
      Predictor predictor,
      int blockWidth) {
    if (predictor == Predictor.HORIZONTAL && type == SampleType.FLOAT64
        || predictor == Predictor.FLOATING_POINT && !type.isFloating()) {
      throw new IllegalArgumentException(
          "Invalid predictor of %s samples: %s".formatted(type, predictor));
    }
    this.type = type;
    this.bands = bands;
    this.nodata = nodata;
    this.dataAtNodata = dataAtNodata;
    this.differences = predictor == Predictor.HORIZONTAL;
    this.blockWidth = blockWidth;
    this.bandEncoder = bandEncoder(type);
    this.floats = predictor == Predictor.FLOATING_POINT ? new byte[rowBytes()] : null;
    this.noDataRow = new double[blockWidth];
    Arrays.fill(noDataRow, Double.NaN);
    this.previous = new int[bands];
  }

  /**
   * Returns what a value with data becomes that equals the no-data value: the next lower one, or
   * the next higher if there is none. GDAL does so too.
   */
  public static double besides(double nodata, SampleType type) {
    boolean lowest = nodata <= type.min();
    return switch (type) {
      case FLOAT32 -> lowest ? Math.nextUp((float) nodata) : Math.nextDown((float) nodata);
      case FLOAT64 -> lowest ? Math.nextUp(nodata) : Math.nextDown(nodata);
      default -> lowest ? nodata + 1 : nodata - 1;
    };
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
   * @return how many pixels have data in the band that has most
   */
  public int encodeRow(double[][] samples, int from, int width, byte[] into, int at) {
    return encodeRow(samples, from, null, width, into, at);
  }

  /**
   * Encodes a row as the other method does, with a last band of its own.
   *
   * @param last the last band, from index 0 on, which does not count; {@code null}: {@code samples}
   *     has them all
   */
  public int encodeRow(
      double[][] samples, int from, double[] last, int width, byte[] into, int at) {
    byte[] row = floats == null ? into : floats;
    int start = floats == null ? at : 0;
    int valid = 0;
    for (int band = 0; band < (last == null ? bands : bands - 1); band++) {
      valid = Math.max(valid, encodeBand(band, samples[band], from, width, row, start));
    }
    if (last != null) {
      encodeBand(bands - 1, last, 0, width, row, start);
    }
    if (floats != null) {
      FloatPredictor.apply(floats, into, at, bands, type.bytes());
    }
    return valid;
  }

  private int encodeBand(int band, double[] samples, int from, int width, byte[] row, int start) {
    int size = type.bytes();
    int to = start + band * size;
    previous[band] = 0;
    int inBand = bandEncoder.encode(samples, from, width, row, to, band);
    bandEncoder.encode(noDataRow, 0, blockWidth - width, row, to + width * bands * size, band);
    return inBand;
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
    int instead = (int) dataAtNodata;
    boolean different = differences;
    int last = previous[band];
    int data = 0;
    int to = at;
    for (int i = from; i < from + count; i++, to += step) {
      double value = samples[i];
      int sample = none;
      if (value == value) {
        sample = (int) value;
        sample = sample == none ? instead : sample;
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
    int instead = (int) dataAtNodata;
    boolean different = differences;
    int last = previous[band];
    int data = 0;
    int to = at;
    for (int i = from; i < from + count; i++, to += step) {
      double value = samples[i];
      int sample = none;
      if (value == value) {
        sample = (int) value;
        sample = sample == none ? instead : sample;
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
    int instead = bits(dataAtNodata, floating);
    int last = previous[band];
    int data = 0;
    int to = at;
    for (int i = from; i < from + count; i++, to += step) {
      double value = samples[i];
      int sample = none;
      if (value == value) {
        sample = bits(value, floating);
        sample = sample == none || floating && (float) value == (float) nodata ? instead : sample;
        data++;
      }
      INTS.set(into, to, sample - last);
      last = different ? sample : 0;
    }
    previous[band] = last;
    return data;
  }

  private static int bits(double value, boolean floating) {
    return floating ? Float.floatToRawIntBits((float) value) : (int) (long) value;
  }

  private int encodeLongs(double[] samples, int from, int count, byte[] into, int at, int band) {
    int step = 8 * bands;
    int data = 0;
    int to = at;
    for (int i = from; i < from + count; i++, to += step) {
      double value = samples[i];
      data += value == value ? 1 : 0;
      double stored = value == nodata ? dataAtNodata : value;
      LONGS.set(into, to, Double.doubleToLongBits(value == value ? stored : nodata));
    }
    return data;
  }
}
