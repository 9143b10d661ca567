package io.landfall.raster;

import io.landfall.model.SampleType;

/**
 * The 16-bit checksum of a band's values that GDAL prints with {@code gdalinfo -checksum}, so that
 * two programs can be seen to read the same pixels.
 *
 * <p>Every value is taken as a 32-bit integer (floating point: rounded half up, NaN as the smallest
 * integer; too large: the largest), and the remainders by eleven primes in turn are summed, row by
 * row, from the upper left.
 */
public final class BandChecksum {
  private static final int[] PRIMES = {7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43};

  private BandChecksum() {}

  /**
   * Computes the checksum of one band at full resolution. Holds the band of one row of blocks at a
   * time.
   *
   * @param band from 0
   * @return 0 to 65535
   * @throws RasterException if a block cannot be decoded
   */
  public static int of(RasterFile file, int band) {
    var info = file.info();
    var size = file.blockSize(0);
    int across = (info.width() + size.width() - 1) / size.width();
    int down = (info.height() + size.height() - 1) / size.height();
    int[] line = new int[info.width()];
    int sum = 0;
    int primeIndex = 0;
    for (int blockRow = 0; blockRow < down; blockRow++) {
      SampleBlock[] blocks = new SampleBlock[across];
      for (int column = 0; column < across; column++) {
        SampleBlock all = file.readBlock(0, column, blockRow);
        Object[] plane = {all.planes()[band]}; // the others need not stay
        blocks[column] = new SampleBlock(all.type(), all.width(), all.height(), plane);
      }
      for (int row = 0; row < blocks[0].height(); row++) {
        for (int column = 0; column < across; column++) {
          copy(blocks[column], row, line, column * size.width());
        }
        for (int value : line) {
          sum = sum + value % PRIMES[primeIndex] & 0xffff;
          primeIndex = primeIndex == PRIMES.length - 1 ? 0 : primeIndex + 1;
        }
      }
    }
    return sum;
  }

  private static void copy(SampleBlock block, int row, int[] line, int to) {
    Object plane = block.planes()[0];
    int from = row * block.width();
    for (int i = 0; i < block.width(); i++) {
      line[to + i] = value(plane, from + i, block.type());
    }
  }

  private static int value(Object plane, int at, SampleType type) {
    return switch (type) {
      case UINT8 -> ((byte[]) plane)[at] & 0xff;
      case INT8 -> ((byte[]) plane)[at];
      case UINT16 -> ((short[]) plane)[at] & 0xffff;
      case INT16 -> ((short[]) plane)[at];
      case INT32 -> ((int[]) plane)[at];
      case UINT32 -> {
        int bits = ((int[]) plane)[at];
        yield bits < 0 ? Integer.MAX_VALUE : bits;
      }
      case FLOAT32 -> rounded(((float[]) plane)[at]);
      case FLOAT64 -> rounded(((double[]) plane)[at]);
    };
  }

  private static int rounded(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Integer.MIN_VALUE;
    }
    double up = Math.floor(value + 0.5);
    return (int) Math.max(-Integer.MAX_VALUE, Math.min(Integer.MAX_VALUE, up));
  }
}
