package io.landfall.raster;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.OutputBands;
import io.landfall.model.OutputFormat;
import io.landfall.model.OutputFormat.Compression;
import io.landfall.model.SampleType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * Turns the pixels of a tile into the bytes that stand in the file and back: interleaved by pixel,
 * little endian, predicted, packed. Tiles at the edge are filled up with no-data. For one thread.
 */
final class TilePacker {
  /**
   * With more than this share of pixels without data, runs of equal bytes are worth looking for.
   */
  private static final double REPETITIVE_SHARE = 1.0 / 16;

  private final OutputBands bands;
  private final int predictor;
  private final int blockSize;
  private final double nodata;
  private final BlockCompressor compressor;
  private final byte[] raw;
  private final byte[] row;

  TilePacker(OutputBands bands, OutputFormat format) {
    this(bands, format, compressor(format));
  }

  TilePacker(OutputBands bands, OutputFormat format, BlockCompressor compressor) {
    this.bands = bands;
    this.predictor = compressor == null ? 1 : format.predictor();
    this.blockSize = format.blockSize();
    this.nodata = bands.nodata() == null ? 0 : bands.nodata();
    this.compressor = compressor;
    this.raw = new byte[blockSize * blockSize * bands.bytesPerPixel()];
    this.row = new byte[blockSize * bands.bytesPerPixel()];
  }

  private static BlockCompressor compressor(OutputFormat format) {
    return switch (format.compression()) {
      case DEFLATE -> new JdkDeflate(format.level());
      case NONE -> null;
      case ZSTD, LZW ->
          throw new ExportFailure(
              ErrorCode.OPTION_UNSUPPORTED,
              "Cannot compress by %s yet: choose deflate or none."
                  .formatted(format.compression().name().toLowerCase(Locale.ROOT)));
    };
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
    int valid = 0;
    for (int y = 0; y < blockSize; y++) {
      valid += encodeRow(tile, y);
      predict(y * row.length);
    }
    if (valid == 0) {
      return new byte[0];
    }
    if (compressor == null) {
      return raw.clone();
    }
    boolean repetitive =
        predictor != 2 || blockSize * blockSize - valid > blockSize * blockSize * REPETITIVE_SHARE;
    return compressor.pack(raw, raw.length, repetitive);
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

  /** Writes one row of samples into {@link #raw}; returns how many of its pixels have data. */
  private int encodeRow(Overviews.Tile tile, int y) {
    int count = bands.count();
    int width = y < tile.height() ? tile.width() : 0;
    int valid = 0;
    for (int x = 0; x < width; x++) {
      double first = tile.bands()[0][y * tile.width() + x];
      valid += first == first ? 1 : 0;
    }
    int bytes = bands.type().bytes();
    for (int band = 0; band < count; band++) {
      double[] samples = tile.bands()[band];
      int at = y * row.length + band * bytes;
      int step = count * bytes;
      int from = y * tile.width();
      for (int x = 0; x < width; x++, at += step) {
        double value = samples[from + x];
        put(at, value == value ? value : nodata);
      }
      for (int x = width; x < blockSize; x++, at += step) {
        put(at, nodata);
      }
    }
    return valid;
  }

  private void put(int at, double value) {
    switch (bands.type()) {
      case UINT8, INT8 -> raw[at] = (byte) (int) value;
      case UINT16, INT16 -> putBits(at, (int) value, 2);
      case UINT32, INT32 -> putBits(at, (long) value, 4);
      case FLOAT32 -> putBits(at, Float.floatToIntBits((float) value), 4);
      case FLOAT64 -> putBits(at, Double.doubleToLongBits(value), 8);
    }
  }

  private void putBits(int at, long bits, int bytes) {
    for (int i = 0; i < bytes; i++) {
      raw[at + i] = (byte) (bits >> (8 * i));
    }
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

  private void predict(int at) {
    int bytes = bands.type().bytes();
    int step = bands.count() * bytes;
    if (predictor == 2) {
      for (int i = at + row.length - bytes; i >= at + step; i -= bytes) {
        subtract(i, i - step, bytes);
      }
    } else if (predictor == 3) {
      int samples = row.length / bytes;
      System.arraycopy(raw, at, row, 0, row.length);
      for (int i = 0; i < samples; i++) {
        for (int b = 0; b < bytes; b++) {
          raw[at + b * samples + i] = row[i * bytes + bytes - 1 - b];
        }
      }
      for (int i = at + row.length - 1; i >= at + bands.count(); i--) {
        raw[i] -= raw[i - bands.count()];
      }
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

  /** Takes the little-endian number at {@code other} from that at {@code at}. */
  private void subtract(int at, int other, int bytes) {
    if (bytes == 1) {
      raw[at] -= raw[other];
      return;
    }
    int borrow = 0;
    for (int b = 0; b < bytes; b++) {
      int difference = (raw[at + b] & 0xFF) - (raw[other + b] & 0xFF) - borrow;
      raw[at + b] = (byte) difference;
      borrow = difference < 0 ? 1 : 0;
    }
  }

  private void add(int at, int other, int bytes) {
    int carry = 0;
    for (int b = 0; b < bytes; b++) {
      int sum = (raw[at + b] & 0xFF) + (raw[other + b] & 0xFF) + carry;
      raw[at + b] = (byte) sum;
      carry = sum >> 8;
    }
  }
}
