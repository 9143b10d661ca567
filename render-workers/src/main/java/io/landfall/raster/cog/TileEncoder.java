package io.landfall.raster.cog;

import io.landfall.model.SampleType;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.raster.compress.BlockCompressor;
import io.landfall.raster.compress.Compressors;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Turns the pixels of a tile into the bytes that stand in the file and back: interleaved by pixel,
 * little endian, predicted, encoded. Tiles at the edge are filled up with no-data. For one thread.
 */
final class TileEncoder {
  /**
   * With more than this share of pixels without data, runs of equal bytes are worth looking for.
   */
  private static final double REPETITIVE_SHARE = 1.0 / 16;

  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final OutputBands bands;
  private final int predictor;
  private final int blockSize;
  private final double nodata;
  private final BlockCompressor compressor;
  private final RowEncoder rowEncoder;
  private final byte[] raw;
  private final byte[] row;
  private final double[][] emptyRow;
  private final double[] noDataRow;
  private final int[] previous;
  private int width;
  private int valid;

  TileEncoder(OutputBands bands, OutputFormat format) {
    this(bands, format, Compressors.of(format, format.codec()));
  }

  TileEncoder(OutputBands bands, OutputFormat format, BlockCompressor compressor) {
    this.bands = bands;
    this.predictor = compressor == null ? 1 : format.predictor();
    this.blockSize = format.blockSize();
    this.nodata = bands.nodata() == null ? 0 : bands.nodata();
    this.compressor = compressor;
    this.rowEncoder = rowEncoder(bands.type());
    this.emptyRow = new double[bands.count()][0];
    this.noDataRow = new double[blockSize];
    Arrays.fill(noDataRow, Double.NaN);
    this.previous = new int[bands.count()];
    this.raw = new byte[blockSize * blockSize * bands.bytesPerPixel()];
    this.row = new byte[blockSize * bands.bytesPerPixel()];
  }

  /** Returns the predictor that the tiles are encoded with. */
  static int predictor(OutputFormat format) {
    return format.compression() == BlockCompression.NONE ? 1 : format.predictor();
  }

  /** Encodes a tile; an empty array stands for one without data. */
  byte[] encode(Overviews.TilePixels tile) {
    if (tile == null) {
      return new byte[0];
    }
    startTile(tile.width());
    for (int y = 0; y < tile.height(); y++) {
      addRow(y, tile.bands(), y * tile.width());
    }
    return finishTile(tile.height());
  }

  /** Begins a tile whose rows come one by one. */
  void startTile(int pixelsInRow) {
    width = pixelsInRow;
    valid = 0;
  }

  /** Takes row {@code y}, which begins at {@code from} in the array of each band. */
  void addRow(int y, double[][] samples, int from) {
    int at = y * row.length;
    for (int band = 0; band < bands.count(); band++) {
      previous[band] = 0;
      int inBand = rowEncoder.encode(samples[band], from, width, at, band);
      valid += band == 0 ? inBand : 0;
      rowEncoder.encode(noDataRow, 0, blockSize - width, at + width * bands.bytesPerPixel(), band);
    }
    if (predictor == 3) {
      predictFloats(at);
    }
  }

  /** Encodes the tile begun, of {@code height} rows; an empty array if it has no data. */
  byte[] finishTile(int height) {
    if (valid == 0) {
      return new byte[0];
    }
    width = 0;
    for (int y = height; y < blockSize; y++) {
      addRow(y, emptyRow, 0);
    }
    if (compressor == null) {
      return raw.clone();
    }
    boolean repetitive =
        predictor != 2 || blockSize * blockSize - valid > blockSize * blockSize * REPETITIVE_SHARE;
    return compressor.compress(raw, raw.length, repetitive);
  }

  /**
   * Writes pixels of a band into {@link #raw}, from that at byte {@code at} on, as differences if
   * the predictor is 2, and returns how many have data.
   */
  @FunctionalInterface
  private interface RowEncoder {
    int encode(double[] samples, int from, int count, int at, int band);
  }

  private RowEncoder rowEncoder(SampleType type) {
    return switch (type) {
      case UINT8, INT8 -> this::encodeBytes;
      case UINT16, INT16 -> this::encodeShorts;
      case UINT32, INT32, FLOAT32 -> this::encodeInts;
      case FLOAT64 -> this::encodeLongs;
    };
  }

  private int encodeBytes(double[] samples, int from, int count, int at, int band) {
    int step = bands.count();
    int none = (int) nodata;
    boolean differences = predictor == 2;
    int last = previous[band];
    int data = 0;
    int to = at + band;
    for (int i = from; i < from + count; i++, to += step) {
      double value = samples[i];
      int sample = none;
      if (value == value) {
        sample = (int) value;
        data++;
      }
      raw[to] = (byte) (sample - last);
      last = differences ? sample : 0;
    }
    previous[band] = last;
    return data;
  }

  private int encodeShorts(double[] samples, int from, int count, int at, int band) {
    int step = 2 * bands.count();
    int none = (int) nodata;
    boolean differences = predictor == 2;
    int last = previous[band];
    int data = 0;
    int to = at + 2 * band;
    for (int i = from; i < from + count; i++, to += step) {
      double value = samples[i];
      int sample = none;
      if (value == value) {
        sample = (int) value;
        data++;
      }
      SHORTS.set(raw, to, (short) (sample - last));
      last = differences ? sample : 0;
    }
    previous[band] = last;
    return data;
  }

  private int encodeInts(double[] samples, int from, int count, int at, int band) {
    int step = 4 * bands.count();
    boolean floating = bands.type() == SampleType.FLOAT32;
    boolean differences = predictor == 2;
    int none = floating ? Float.floatToIntBits((float) nodata) : (int) (long) nodata;
    int last = previous[band];
    int data = 0;
    int to = at + 4 * band;
    for (int i = from; i < from + count; i++, to += step) {
      double value = samples[i];
      int sample = none;
      if (value == value) {
        sample = floating ? Float.floatToRawIntBits((float) value) : (int) (long) value;
        data++;
      }
      INTS.set(raw, to, sample - last);
      last = differences ? sample : 0;
    }
    previous[band] = last;
    return data;
  }

  private int encodeLongs(double[] samples, int from, int count, int at, int band) {
    int step = 8 * bands.count();
    int data = 0;
    int to = at + 8 * band;
    for (int i = from; i < from + count; i++, to += step) {
      double value = samples[i];
      data += value == value ? 1 : 0;
      LONGS.set(raw, to, Double.doubleToLongBits(value == value ? value : nodata));
    }
    return data;
  }

  /** Decodes a tile of {@code width} by {@code height} pixels; {@code null} for an empty array. */
  Overviews.TilePixels decode(byte[] encoded, int width, int height) {
    if (encoded.length == 0) {
      return null;
    }
    if (compressor == null) {
      System.arraycopy(encoded, 0, raw, 0, raw.length);
    } else {
      compressor.decompress(encoded, raw);
    }
    double[][] samples = new double[bands.count()][width * height];
    for (int y = 0; y < height; y++) {
      undoPredictor(y * row.length);
      decodeRow(y, width, samples);
    }
    keepWholePixels(samples);
    return new Overviews.TilePixels(width, height, samples);
  }

  private void decodeRow(int y, int width, double[][] samples) {
    ByteBuffer buffer = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    SampleType type = bands.type();
    int at = y * row.length;
    for (int x = 0; x < width; x++) {
      for (double[] band : samples) {
        double value =
            switch (type) {
              case UINT8 -> raw[at] & 0xFF;
              case INT8 -> raw[at];
              case UINT16 -> buffer.getShort(at) & 0xFFFF;
              case INT16 -> buffer.getShort(at);
              case UINT32 -> buffer.getInt(at) & 0xFFFFFFFFL;
              case INT32 -> buffer.getInt(at);
              case FLOAT32 -> buffer.getFloat(at);
              case FLOAT64 -> buffer.getDouble(at);
            };
        band[y * width + x] = value;
        at += type.bytes();
      }
    }
  }

  /**
   * A pixel that holds no-data in every band has none; a single band may hold that value by chance.
   */
  private void keepWholePixels(double[][] samples) {
    if (bands.nodata() == null) {
      return;
    }
    for (int i = 0; i < samples[0].length; i++) {
      boolean data = false;
      for (double[] band : samples) {
        data |= band[i] == band[i] && band[i] != nodata;
      }
      if (!data) {
        for (double[] band : samples) {
          band[i] = Double.NaN;
        }
      }
    }
  }

  /** Splits a row into its highest bytes, then the second ones, and so on, as differences. */
  private void predictFloats(int at) {
    System.arraycopy(raw, at, row, 0, row.length);
    if (bands.type() == SampleType.FLOAT32) {
      predictFloats32(at);
      return;
    }
    int bytes = bands.type().bytes();
    int samples = row.length / bytes;
    for (int b = 0; b < bytes; b++) {
      int to = at + b * samples;
      for (int i = 0, from = bytes - 1 - b; i < samples; i++, from += bytes) {
        raw[to + i] = row[from];
      }
    }
    int count = bands.count();
    for (int i = at + row.length - 1; i >= at + count; i--) {
      raw[i] -= raw[i - count];
    }
  }

  /** Subtracts all four bytes of a number at once; the first of each plane follows the last one. */
  private void predictFloats32(int at) {
    int count = bands.count();
    int samples = row.length / 4;
    for (int i = count; i < samples; i++) {
      int bits = (int) INTS.get(row, 4 * i);
      int last = (int) INTS.get(row, 4 * (i - count));
      int difference = ((bits | 0x80808080) - (last & 0x7f7f7f7f)) ^ ((bits ^ ~last) & 0x80808080);
      raw[at + i] = (byte) (difference >>> 24);
      raw[at + samples + i] = (byte) (difference >>> 16);
      raw[at + 2 * samples + i] = (byte) (difference >>> 8);
      raw[at + 3 * samples + i] = (byte) difference;
    }
    for (int i = 0; i < count; i++) {
      int end = 4 * (samples - count + i);
      raw[at + i] = row[4 * i + 3];
      raw[at + samples + i] = (byte) (row[4 * i + 2] - row[end + 3]);
      raw[at + 2 * samples + i] = (byte) (row[4 * i + 1] - row[end + 2]);
      raw[at + 3 * samples + i] = (byte) (row[4 * i] - row[end + 1]);
    }
  }

  private void undoPredictor(int at) {
    int bytes = bands.type().bytes();
    int step = bands.count() * bytes;
    if (predictor == 2) {
      for (int i = at + step; i < at + row.length; i += bytes) {
        add(i, i - step, bytes);
      }
    } else if (predictor == 3) {
      int samples = row.length / bytes;
      for (int i = at + bands.count(); i < at + row.length; i++) {
        raw[i] += raw[i - bands.count()];
      }
      System.arraycopy(raw, at, row, 0, row.length);
      for (int i = 0; i < samples; i++) {
        for (int b = 0; b < bytes; b++) {
          raw[at + i * bytes + bytes - 1 - b] = row[b * samples + i];
        }
      }
    }
  }

  /** Adds the little-endian number at {@code other} to that at {@code at}. */
  private void add(int at, int other, int bytes) {
    int carry = 0;
    for (int b = 0; b < bytes; b++) {
      int sum = (raw[at + b] & 0xFF) + (raw[other + b] & 0xFF) + carry;
      raw[at + b] = (byte) sum;
      carry = sum >> 8;
    }
  }
}
