package io.landfall.raster.quality;

import io.landfall.model.SampleType;
import io.landfall.model.cloud.BitTest;
import io.landfall.model.cloud.QualityMask;
import io.landfall.raster.BlockCache;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.WindowReader;

/**
 * A mask made of a quality band, in blocks of one band of bytes: 0 is masked. A pixel that the
 * band's own mask leaves out counts as fill. Closing it does not close the band's file.
 */
public final class QualityMaskFile implements RasterFile {
  static final int BLOCK = 512;

  private static final byte MASKED = 0;
  private static final byte CLEAR = (byte) 255;
  private static final byte IS_MASKED = 1;
  private static final byte IS_FILL = 2;
  private static final int SAMPLES = 1 << 16;

  private final String name;
  private final RasterFile band;
  private final QualityMask rule;
  private final BlockCache cache;
  private final RasterInfo.Size size;
  private final byte[] meanings = new byte[SAMPLES];

  /**
   * Makes a mask.
   *
   * @param band the file that holds the band
   * @param cache of blocks of the file
   */
  public QualityMaskFile(String name, RasterFile band, QualityMask rule, BlockCache cache) {
    this.name = name;
    this.band = band;
    this.rule = rule;
    this.cache = cache;
    this.size = band.info().size(0);
    for (int sample = 0; sample < SAMPLES; sample++) {
      meanings[sample] = meaning(sample);
    }
  }

  private byte meaning(int sample) {
    byte meaning = 0;
    for (BitTest test : rule.masked()) {
      meaning |= test.matches(sample) ? IS_MASKED : 0;
    }
    for (BitTest test : rule.fill()) {
      meaning |= test.matches(sample) ? IS_FILL : 0;
    }
    return meaning;
  }

  @Override
  public RasterInfo info() {
    return band.info();
  }

  @Override
  public RasterInfo.Size blockSize(int level) {
    return new RasterInfo.Size(BLOCK, BLOCK);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
    PixelRect image = new PixelRect(0, 0, size.width(), size.height());
    PixelRect block =
        new PixelRect(blockColumn * BLOCK, blockRow * BLOCK, BLOCK, BLOCK).intersection(image);
    PixelRect around = block.grow(rule.buffer()).intersection(image);
    byte[] found = read(around);
    byte[] mask = new byte[(int) block.pixels()];
    short[] distances = rule.buffer() == 0 ? null : distances(found, around, block);
    for (int y = block.y0(); y < block.y1(); y++) {
      for (int x = block.x0(); x < block.x1(); x++) {
        mask[block.index(x, y)] = found[around.index(x, y)] == 0 ? CLEAR : MASKED;
      }
      if (distances != null) {
        maskAround(mask, distances, around, block, y);
      }
    }
    return new SampleBlock(
        SampleType.UINT8, block.width(), block.height(), new Object[] {mask}, null);
  }

  /**
   * Tells where what is read of the band for a part of the mask lies, if it is not there decoded.
   */
  void encodedRanges(PixelRect part, EncodedRangeSink sink) {
    PixelRect image = new PixelRect(0, 0, size.width(), size.height());
    PixelRect blocks =
        PixelRect.between(
            part.x0() / BLOCK * BLOCK,
            part.y0() / BLOCK * BLOCK,
            ((part.x1() - 1) / BLOCK + 1) * BLOCK,
            ((part.y1() - 1) / BLOCK + 1) * BLOCK);
    PixelRect around = blocks.grow(rule.buffer()).intersection(image);
    RasterInfo.Size block = band.blockSize(0);
    for (int row = around.y0() / block.height(); row * block.height() < around.y1(); row++) {
      for (int column = around.x0() / block.width();
          column * block.width() < around.x1();
          column++) {
        if (!cache.holds(band, 0, column, row)) {
          band.encodedRanges(0, column, row, sink);
        }
      }
    }
  }

  private byte[] read(PixelRect around) {
    double[] samples = new double[(int) around.pixels()];
    WindowReader.readWindow(band, cache, 0, rule.index(), around, Double.NaN, samples);
    byte[] found = new byte[samples.length];
    for (int i = 0; i < found.length; i++) {
      double sample = samples[i];
      found[i] = sample == sample ? meanings[(int) sample & SAMPLES - 1] : IS_FILL;
    }
    return found;
  }

  /**
   * Returns how far each pixel of the block's columns is from the next that is masked in its row;
   * more than the buffer where there is none so near.
   */
  private short[] distances(byte[] found, PixelRect around, PixelRect block) {
    int width = block.width();
    int left = block.x0() - around.x0();
    int far = rule.buffer() + 1;
    short[] distances = new short[width * around.height()];
    for (int row = 0; row < around.height(); row++) {
      int start = row * around.width();
      int distance = far;
      for (int x = 0; x < left + width; x++) {
        distance = isMasked(found[start + x]) ? 0 : Math.min(far, distance + 1);
        if (x >= left) {
          distances[row * width + x - left] = (short) distance;
        }
      }
      distance = far;
      for (int x = around.width() - 1; x >= left; x--) {
        distance = isMasked(found[start + x]) ? 0 : Math.min(far, distance + 1);
        if (x < left + width) {
          int at = row * width + x - left;
          distances[at] = (short) Math.min(distances[at], distance);
        }
      }
    }
    return distances;
  }

  private static boolean isMasked(byte found) {
    return (found & IS_MASKED) != 0;
  }

  /** Masks those pixels of a row whose disc holds a masked one. */
  private void maskAround(
      byte[] mask, short[] distances, PixelRect around, PixelRect block, int y) {
    int buffer = rule.buffer();
    int width = block.width();
    int to = block.index(block.x0(), y);
    for (int other = Math.max(around.y0(), y - buffer);
        other < Math.min(around.y1(), y + buffer + 1);
        other++) {
      int down = other - y;
      int reach = (int) Math.sqrt(buffer * buffer - down * down);
      int from = (other - around.y0()) * width;
      for (int x = 0; x < width; x++) {
        if (distances[from + x] <= reach) {
          mask[to + x] = MASKED;
        }
      }
    }
  }

  @Override
  public void close() {
    // others may read the file
  }
}
