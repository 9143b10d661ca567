package io.landfall.raster;

import io.landfall.model.OutputBands;
import io.landfall.model.OutputFormat;
import io.landfall.model.OutputFormat.Compression;
import io.landfall.model.SampleType;
import io.landfall.raster.pack.Compressors;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Turns the pixels of a tile into the bytes that stand in the file and back: interleaved by pixel,
 * little endian, predicted, packed. Tiles at the edge are filled up with no-data. For one thread.
 */
final class TilePacker {
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
  private final RowEncoder encoder;
  private final byte[] raw;
  private final byte[] row;
  private final double[][] nothing;
  private int width;
  private int valid;

  TilePacker(OutputBands bands, OutputFormat format) {
    this(bands, format, Compressors.of(format, format.engine()));
  }

  TilePacker(OutputBands bands, OutputFormat format, BlockCompressor compressor) {
    this.bands = bands;
    this.predictor = compressor == null ? 1 : format.predictor();
    this.blockSize = format.blockSize();
    this.nodata = bands.nodata() == null ? 0 : bands.nodata();
    this.compressor = compressor;
    this.encoder = encoder(bands.type());
    this.nothing = new double[bands.count()][0];
    this.raw = new byte[blockSize * blockSize * bands.bytesPerPixel()];
    this.row = new byte[blockSize * bands.bytesPerPixel()];
  }

  /** Returns the predictor that the tiles are packed with. */
  static int predictor(OutputFormat format) {
    return format.compression() == Compression.NONE ? 1 : format.predictor();
  }

  /** Packs a tile; an empty array stands for one without data. */
  byte[] pack(Overviews.Tile tile) {
    if (tile == null) {
      return new byte[0];
    }
    start(tile.width());
    for (int y = 0; y < tile.height(); y++) {
      row(y, tile.bands(), y * tile.width());
    }
    return finish(tile.height());
  }

  /** Begins a tile whose rows come one by one. */
  void start(int pixelsInRow) {
    width = pixelsInRow;
    valid = 0;
  }

  /** Takes row {@code y}, which begins at {@code from} in the array of each band. */
  void row(int y, double[][] samples, int from) {
    int at = y * row.length;
    for (int band = 0; band < bands.count(); band++) {
      encoder.encode(samples[band], from, width, at, band);
    }
    valid += valid(samples[0], from, width);
    if (predictor == 3) {
      predictFloats(at);
    }
  }

  /** Packs the tile begun, of {@code height} rows; an empty array if it has no data. */
  byte[] finish(int height) {
    if (valid == 0) {
      return new byte[0];
    }
    width = 0;
    for (int y = height; y < blockSize; y++) {
      row(y, nothing, 0);
    }
    if (compressor == null) {
      return raw.clone();
    }
    boolean repetitive =
        predictor != 2 || blockSize * blockSize - valid > blockSize * blockSize * REPETITIVE_SHARE;
    return compressor.pack(raw, raw.length, repetitive);
  }

  private static int valid(double[] samples, int from, int width) {
    int valid = 0;
    for (int i = from; i < from + width; i++) {
      valid += samples[i] == samples[i] ? 1 : 0;
    }
    return valid;
  }

  /** Writes a band of one row into {@link #raw}, predicted if the predictor is 2. */
  @FunctionalInterface
  private interface RowEncoder {
    void encode(double[] samples, int from, int width, int at, int band);
  }

  private RowEncoder encoder(SampleType type) {
    return switch (type) {
      case UINT8, INT8 -> this::encodeBytes;
      case UINT16, INT16 -> this::encodeShorts;
      case UINT32, INT32, FLOAT32 -> this::encodeInts;
      case FLOAT64 -> this::encodeLongs;
    };
  }

  private void encodeBytes(double[] samples, int from, int width, int at, int band) {
    int step = bands.count();
    int none = (int) nodata;
    int before = 0;
    int to = at + band;
    for (int x = 0; x < blockSize; x++, to += step) {
      double value = x < width ? samples[from + x] : Double.NaN;
      int sample = value == value ? (int) value : none;
      raw[to] = (byte) (sample - before);
      before = predictor == 2 ? sample : 0;
    }
  }

  private void encodeShorts(double[] samples, int from, int width, int at, int band) {
    int step = 2 * bands.count();
    int none = (int) nodata;
    int before = 0;
    int to = at + 2 * band;
    for (int x = 0; x < blockSize; x++, to += step) {
      double value = x < width ? samples[from + x] : Double.NaN;
      int sample = value == value ? (int) value : none;
      SHORTS.set(raw, to, (short) (sample - before));
      before = predictor == 2 ? sample : 0;
    }
  }

  private void encodeInts(double[] samples, int from, int width, int at, int band) {
    int step = 4 * bands.count();
    boolean floating = bands.type() == SampleType.FLOAT32;
    int before = 0;
    int to = at + 4 * band;
    for (int x = 0; x < blockSize; x++, to += step) {
      double value = x < width ? samples[from + x] : nodata;
      value = value == value ? value : nodata;
      int sample = floating ? Float.floatToIntBits((float) value) : (int) (long) value;
      INTS.set(raw, to, sample - before);
      before = predictor == 2 ? sample : 0;
    }
  }

  private void encodeLongs(double[] samples, int from, int width, int at, int band) {
    int step = 8 * bands.count();
    int to = at + 8 * band;
    for (int x = 0; x < blockSize; x++, to += step) {
      double value = x < width ? samples[from + x] : nodata;
      LONGS.set(raw, to, Double.doubleToLongBits(value == value ? value : nodata));
    }
  }

  /** Unpacks a tile of {@code width} by {@code height} pixels; {@code null} for an empty array. */
  Overviews.Tile unpack(byte[] packed, int width, int height) {
    if (packed.length == 0) {
      return null;
    }
    if (compressor == null) {
      System.arraycopy(packed, 0, raw, 0, raw.length);
    } else {
      compressor.unpack(packed, raw);
    }
    double[][] samples = new double[bands.count()][width * height];
    for (int y = 0; y < height; y++) {
      unpredict(y * row.length);
      decodeRow(y, width, samples);
    }
    keepWholePixels(samples);
    return new Overviews.Tile(width, height, samples);
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
    int bytes = bands.type().bytes();
    int samples = row.length / bytes;
    System.arraycopy(raw, at, row, 0, row.length);
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

  private void unpredict(int at) {
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
