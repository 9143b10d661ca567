package io.landfall.raster.cog;

import io.landfall.model.SampleType;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.raster.SampleRows;
import io.landfall.raster.compress.BlockCompressor;
import io.landfall.raster.compress.BlockEncoder;
import io.landfall.raster.compress.TileCompression;
import io.landfall.raster.tiff.format.BlockSamples;
import io.landfall.raster.tiff.format.Predictor;
import io.landfall.raster.tiff.format.SampleRowEncoder;
import java.nio.ByteOrder;
import java.util.function.IntPredicate;

/**
 * Turns the pixels of a tile into the bytes that stand in the file and back: interleaved by pixel,
 * little endian, predicted, compressed. Tiles at the edge are filled up with no-data. A pixel has
 * data if a band has; with an internal mask a tile is a {@link MaskedTile}. For one thread.
 */
final class TileEncoder {
  /**
   * With more than this share of pixels without data, runs of equal bytes are worth looking for.
   */
  private static final double REPETITIVE_SHARE = 1.0 / 16;

  private final OutputBands bands;
  private final Predictor predictor;
  private final int blockSize;
  private final double nodata;
  private final TileValidity validity;

  /** Chunks of Zarr have no smaller numbers. */
  private final boolean masksOfBytes;

  private final double[] alpha;
  private final BlockEncoder compressor;
  private final BlockCompressor plainCompressor;
  private final SampleRowEncoder rows;
  private final byte[] raw;
  private final double[][] emptyRow;
  private byte[] completeMask;
  private int width;
  private int valid;

  TileEncoder(OutputBands bands, OutputFormat format) {
    this(bands, format, TileCompression.of(format, bands.type(), bands.samplesPerPixel()));
  }

  TileEncoder(OutputBands bands, OutputFormat format, TileCompression compression) {
    this.bands = bands;
    this.predictor = predictor(format);
    this.blockSize = format.blockSize();
    this.masksOfBytes = format.type().isSharded();
    this.nodata = bands.nodata() == null || bands.mask() != null ? 0 : bands.nodata();
    this.compressor = compression.image();
    this.plainCompressor = compression.plain();
    this.rows =
        new SampleRowEncoder(
            bands.type(),
            bands.samplesPerPixel(),
            nodata,
            dataAtNodata(bands),
            predictor,
            blockSize);
    this.validity = bands.mask() == null ? null : new TileValidity(blockSize);
    this.alpha = bands.mask() == OutputMask.ALPHA ? new double[blockSize] : null;
    this.emptyRow = new double[bands.count()][0];
    this.raw = new byte[blockSize * rows.rowBytes()];
  }

  /**
   * Makes one whose tiles can be decoded to the same pixels, whatever the format: for those that
   * overviews are made of. Tiles of most formats can, and are the same.
   */
  static TileEncoder ofPlainTiles(OutputBands bands, OutputFormat format) {
    return new TileEncoder(bands, TileCompression.plainFormat(format));
  }

  /** Returns the predictor that the tiles are encoded with. */
  static Predictor predictor(OutputFormat format) {
    return format.compression() == BlockCompression.NONE || format.isOfSamples()
        ? Predictor.NONE
        : Predictor.of(format.predictor());
  }

  /** Returns what a value with data is stored as if it equals what stands for no-data. */
  static double dataAtNodata(OutputBands bands) {
    return bands.nodata() == null || bands.mask() != null
        ? 0
        : SampleRowEncoder.besides(bands.nodata(), bands.type());
  }

  /** Returns the alpha of a pixel with data. */
  static double opaque(SampleType type) {
    return type.isFloating() ? SampleType.UINT8.max() : type.max();
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
    if (validity != null) {
      validity.clear();
    }
  }

  /** Takes row {@code y}, which begins at {@code from} in the array of each band. */
  void addRow(int y, double[][] samples, int from) {
    if (alpha != null) {
      fillAlpha(samples, from);
    }
    int inBand = rows.encodeRow(samples, from, alpha, width, raw, y * rows.rowBytes());
    valid += inBand;
    if (isInternal()) {
      validity.addRow(y, samples, from, width, inBand);
    }
  }

  private boolean isInternal() {
    return bands.mask() == OutputMask.INTERNAL;
  }

  private void fillAlpha(double[][] samples, int from) {
    double opaque = opaque(bands.type());
    for (int x = 0; x < width; x++) {
      boolean data = false;
      for (double[] band : samples) {
        data |= band[from + x] == band[from + x];
      }
      alpha[x] = data ? opaque : Double.NaN; // becomes 0
    }
  }

  /** Encodes the tile begun, of {@code height} rows; an empty array if it has no data. */
  byte[] finishTile(int height) {
    if (valid == 0) {
      return new byte[0];
    }
    int filled = width;
    width = 0;
    for (int y = height; y < blockSize; y++) {
      addRow(y, emptyRow, 0);
    }
    if (compressor != null && compressor.spreads()) {
      repeatEdges(filled, height);
    }
    boolean repetitive =
        predictor != Predictor.HORIZONTAL
            || blockSize * blockSize - valid > blockSize * blockSize * REPETITIVE_SHARE;
    byte[] image = compress(compressor, raw, repetitive);
    return isInternal() ? MaskedTile.join(image, encodedMask()) : image;
  }

  /** Puts the last pixel of each row, and the last row, in place of what lies beyond the edge. */
  private void repeatEdges(int filled, int height) {
    int rowBytes = rows.rowBytes();
    int pixel = bands.bytesPerPixel();
    for (int y = 0; y < height && filled < blockSize; y++) {
      int last = y * rowBytes + (filled - 1) * pixel;
      for (int at = last + pixel; at < (y + 1) * rowBytes; at += pixel) {
        System.arraycopy(raw, last, raw, at, pixel);
      }
    }
    for (int y = height; y < blockSize; y++) {
      System.arraycopy(raw, (height - 1) * rowBytes, raw, y * rowBytes, rowBytes);
    }
  }

  private byte[] encodedMask() {
    if (!validity.isComplete()) {
      return compress(plainCompressor, mask(), true);
    }
    if (completeMask == null) {
      completeMask = compress(plainCompressor, mask(), true);
    }
    return completeMask;
  }

  private byte[] mask() {
    return masksOfBytes ? validity.bytes() : validity.bits();
  }

  private static byte[] compress(BlockEncoder compressor, byte[] bytes, boolean repetitive) {
    return compressor == null
        ? bytes.clone()
        : compressor.compress(bytes, bytes.length, repetitive);
  }

  /**
   * Decodes a tile of {@code width} by {@code height} pixels; {@code null} for an empty array. Only
   * for {@linkplain #ofPlainTiles tiles that can be decoded}.
   */
  Overviews.TilePixels decode(byte[] encoded, int width, int height) {
    if (encoded.length == 0) {
      return null;
    }
    decompress(isInternal() ? MaskedTile.image(encoded) : encoded, raw);
    int count = bands.samplesPerPixel();
    Object[] planes = new Object[count];
    new BlockSamples(bands.type(), blockSize * count, height, count)
        .split(raw, ByteOrder.LITTLE_ENDIAN, predictor, width, planes, 0);
    double[][] samples = new double[bands.count()][width * height];
    for (int band = 0; band < bands.count(); band++) {
      SampleRows.copy(planes[band], bands.type(), samples[band]);
    }
    if (isInternal() && masksOfBytes) {
      byte[] mask = new byte[blockSize * blockSize];
      decompress(MaskedTile.mask(encoded), mask);
      keep(samples, i -> mask[i / width * blockSize + i % width] != 0);
    } else if (isInternal()) {
      decompress(MaskedTile.mask(encoded), validity.bits());
      keep(samples, i -> validity.isValid(i % width, i / width));
    } else if (alpha != null) {
      double[] opacity = new double[width * height];
      SampleRows.copy(planes[bands.count()], bands.type(), opacity);
      keep(samples, i -> opacity[i] > 0);
    } else if (bands.nodata() != null) {
      keep(samples, i -> hasData(samples, i));
    }
    return new Overviews.TilePixels(width, height, samples);
  }

  private void decompress(byte[] encoded, byte[] into) {
    if (plainCompressor == null) {
      System.arraycopy(encoded, 0, into, 0, into.length);
    } else {
      plainCompressor.decompress(encoded, into);
    }
  }

  /**
   * A pixel that holds no-data in every band has none; where one has data, no-data of another band
   * is taken as its value.
   */
  private boolean hasData(double[][] samples, int at) {
    boolean data = false;
    for (double[] band : samples) {
      data |= band[at] == band[at] && band[at] != nodata;
    }
    return data;
  }

  /** Makes NaN of all pixels without data. */
  private static void keep(double[][] samples, IntPredicate hasData) {
    for (int i = 0; i < samples[0].length; i++) {
      if (!hasData.test(i)) {
        for (double[] band : samples) {
          band[i] = Double.NaN;
        }
      }
    }
  }
}
