package io.landfall.raster.cog;

import io.landfall.model.plan.OutputBands;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.raster.SampleRows;
import io.landfall.raster.compress.BlockCompressor;
import io.landfall.raster.compress.Compressors;
import io.landfall.raster.tiff.format.BlockSamples;
import io.landfall.raster.tiff.format.Predictor;
import io.landfall.raster.tiff.format.SampleRowEncoder;
import java.nio.ByteOrder;

/**
 * Turns the pixels of a tile into the bytes that stand in the file and back: interleaved by pixel,
 * little endian, predicted, compressed. Tiles at the edge are filled up with no-data. For one
 * thread.
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
  private final BlockCompressor compressor;
  private final SampleRowEncoder rows;
  private final byte[] raw;
  private final double[][] emptyRow;
  private int width;
  private int valid;

  TileEncoder(OutputBands bands, OutputFormat format) {
    this(bands, format, Compressors.of(format, format.codec()));
  }

  TileEncoder(OutputBands bands, OutputFormat format, BlockCompressor compressor) {
    this.bands = bands;
    this.predictor = predictor(format);
    this.blockSize = format.blockSize();
    this.nodata = bands.nodata() == null ? 0 : bands.nodata();
    this.compressor = compressor;
    this.rows = new SampleRowEncoder(bands.type(), bands.count(), nodata, predictor, blockSize);
    this.emptyRow = new double[bands.count()][0];
    this.raw = new byte[blockSize * rows.rowBytes()];
  }

  /** Returns the predictor that the tiles are encoded with. */
  static Predictor predictor(OutputFormat format) {
    return format.compression() == BlockCompression.NONE
        ? Predictor.NONE
        : Predictor.of(format.predictor());
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
    valid += rows.encodeRow(samples, from, width, raw, y * rows.rowBytes());
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
        predictor != Predictor.HORIZONTAL
            || blockSize * blockSize - valid > blockSize * blockSize * REPETITIVE_SHARE;
    return compressor.compress(raw, raw.length, repetitive);
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
    int count = bands.count();
    Object[] planes = new Object[count];
    new BlockSamples(bands.type(), blockSize * count, height, count)
        .split(raw, ByteOrder.LITTLE_ENDIAN, predictor, width, planes, 0);
    double[][] samples = new double[count][width * height];
    for (int band = 0; band < count; band++) {
      SampleRows.copy(planes[band], bands.type(), samples[band]);
    }
    keepWholePixels(samples);
    return new Overviews.TilePixels(width, height, samples);
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
}
