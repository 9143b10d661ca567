package io.landfall.raster.quality;

import io.landfall.model.RasterGeometry;
import io.landfall.model.cloud.QualityMask;
import io.landfall.raster.BlockCache;
import io.landfall.raster.ForwardingRasterFile;
import io.landfall.raster.MaskBlocks;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import java.util.Arrays;
import java.util.List;

/**
 * A raster whose pixels are not valid where the quality band of its scene says that clouds hide
 * them. Closing it closes neither file.
 */
public final class CloudMaskedFile extends ForwardingRasterFile {
  private final String name;
  private final RasterInfo info;
  private final RasterGeometry place;
  private final QualityMask rule;
  private final PixelRect bounds;
  private final MaskBlocks mask;
  private final QualityMaskFile quality;

  /**
   * Lays a mask over a raster.
   *
   * @param place of the pixels of {@code image}: north up, in the CRS of the mask
   * @param mask made by {@code rule}
   * @param cache of blocks of the mask
   */
  public CloudMaskedFile(
      String name,
      RasterFile image,
      RasterGeometry place,
      QualityMaskFile mask,
      QualityMask rule,
      BlockCache cache) {
    super(image);
    this.name = name;
    this.place = place;
    this.rule = rule;
    this.info = rule.readsOverviews() ? image.info() : image.info().withOverviews(List.of());
    RasterInfo.Size size = mask.info().size(0);
    this.bounds = new PixelRect(0, 0, size.width(), size.height());
    this.quality = mask;
    this.mask = new MaskBlocks(mask.blockSize(0), (column, row) -> cache.get(mask, 0, column, row));
  }

  @Override
  public RasterInfo info() {
    return info;
  }

  @Override
  public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
    SampleBlock block = file().readBlock(level, blockColumn, blockRow);
    RasterInfo.Size size = file().blockSize(level);
    PixelRect rect =
        new PixelRect(
            blockColumn * size.width(), blockRow * size.height(), block.width(), block.height());
    byte[] clear = level == 0 ? clearAtCentres(rect, 1, 1) : clearByHalf(rect, level);
    return new SampleBlock(
        block.type(), block.width(), block.height(), block.planes(), both(clear, block.mask()));
  }

  /** Returns what is valid in both masks; {@code null}: all of it. */
  private static byte[] both(byte[] clear, byte[] other) {
    boolean all = true;
    for (int i = 0; i < clear.length; i++) {
      if (other != null && other[i] == 0) {
        clear[i] = 0;
      }
      all &= clear[i] != 0;
    }
    return all ? null : clear;
  }

  /** Returns what is clear by the pixel of the quality band at each centre. */
  private byte[] clearAtCentres(PixelRect rect, double pixelsX, double pixelsY) {
    PixelColumns across = PixelColumns.across(place, rule.geometry(), pixelsX);
    PixelColumns down = PixelColumns.down(place, rule.geometry(), pixelsY);
    byte[] clear = new byte[(int) rect.pixels()];
    int[] columns = new int[rect.width()];
    Arrays.setAll(columns, i -> across.at(rect.x0() + i));
    int x0 = Math.max(0, columns[0]);
    int x1 = Math.min(bounds.x1(), columns[columns.length - 1] + 1);
    byte[] row = null;
    int rowAt = -1;
    for (int y = rect.y0(); y < rect.y1() && x0 < x1; y++) {
      int ofBand = down.at(y);
      if (ofBand < 0 || ofBand >= bounds.height()) {
        continue; // nothing tells that it is clear
      }
      if (ofBand != rowAt) {
        row = mask.read(PixelRect.between(x0, ofBand, x1, ofBand + 1));
        rowAt = ofBand;
      }
      int to = rect.index(rect.x0(), y);
      for (int i = 0; i < columns.length; i++) {
        boolean known = columns[i] >= x0 && columns[i] < x1;
        clear[to + i] = (byte) (known && (row == null || row[columns[i] - x0] != 0) ? 1 : 0);
      }
    }
    return clear;
  }

  /** Returns where in an overview more than half of the quality band's pixels are clear. */
  private byte[] clearByHalf(PixelRect rect, int level) {
    RasterInfo.Size full = file().info().size(0);
    RasterInfo.Size size = file().info().size(level);
    double pixelsX = (double) full.width() / size.width();
    double pixelsY = (double) full.height() / size.height();
    byte[] clear = clearAtCentres(rect, pixelsX, pixelsY);
    PixelColumns across = PixelColumns.across(place, rule.geometry(), pixelsX);
    PixelColumns down = PixelColumns.down(place, rule.geometry(), pixelsY);
    int x0 = Math.max(0, across.at(rect.x0()) - (int) across.step() - 1);
    int x1 = Math.min(bounds.x1(), across.at(rect.x1()) + (int) across.step() + 2);
    int y0 = Math.max(0, down.at(rect.y0()) - (int) down.step() - 1);
    int y1 = Math.min(bounds.y1(), down.at(rect.y1()) + (int) down.step() + 2);
    if (x0 >= x1 || y0 >= y1) {
      return clear;
    }
    int[] balance = new int[clear.length]; // clear ones less masked ones
    boolean[] counted = new boolean[clear.length];
    for (int y = y0; y < y1; y += QualityMaskFile.BLOCK - y % QualityMaskFile.BLOCK) {
      int endY = Math.min(y1, y + QualityMaskFile.BLOCK - y % QualityMaskFile.BLOCK);
      for (int x = x0; x < x1; x += QualityMaskFile.BLOCK - x % QualityMaskFile.BLOCK) {
        int endX = Math.min(x1, x + QualityMaskFile.BLOCK - x % QualityMaskFile.BLOCK);
        count(PixelRect.between(x, y, endX, endY), rect, across, down, balance, counted);
      }
    }
    for (int i = 0; i < clear.length; i++) {
      if (counted[i]) {
        clear[i] = (byte) (balance[i] > 0 ? 1 : 0);
      }
    }
    return clear;
  }

  private void count(
      PixelRect part,
      PixelRect rect,
      PixelColumns across,
      PixelColumns down,
      int[] balance,
      boolean[] counted) {
    byte[] samples = mask.read(part);
    int[] columns = new int[part.width()];
    Arrays.setAll(columns, i -> across.from(part.x0() + i));
    for (int y = part.y0(); y < part.y1(); y++) {
      int row = down.from(y);
      for (int x = part.x0(); x < part.x1(); x++) {
        int column = columns[x - part.x0()];
        if (rect.contains(column, row)) {
          int at = rect.index(column, row);
          balance[at] += samples == null || samples[part.index(x, y)] != 0 ? 1 : -1;
          counted[at] = true;
        }
      }
    }
  }

  @Override
  public boolean hasMask() {
    return true;
  }

  @Override
  public void encodedRanges(int level, int blockColumn, int blockRow, EncodedRangeSink sink) {
    super.encodedRanges(level, blockColumn, blockRow, sink);
    RasterInfo.Size full = file().info().size(0);
    RasterInfo.Size size = file().info().size(level);
    RasterInfo.Size block = file().blockSize(level);
    PixelColumns across =
        PixelColumns.across(place, rule.geometry(), (double) full.width() / size.width());
    PixelColumns down =
        PixelColumns.down(place, rule.geometry(), (double) full.height() / size.height());
    int x1 = Math.min(size.width(), (blockColumn + 1) * block.width()) - 1;
    int y1 = Math.min(size.height(), (blockRow + 1) * block.height()) - 1;
    PixelRect read =
        PixelRect.between(
                across.at(blockColumn * block.width()),
                down.at(blockRow * block.height()),
                across.at(x1) + 1,
                down.at(y1) + 1)
            .intersection(bounds);
    if (read.width() > 0 && read.height() > 0) {
      quality.encodedRanges(read, sink);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close() {
    // others may read the files
  }
}
